import { LineCounter, isNode, isSeq, parseDocument } from 'yaml';
import type { Document } from 'yaml';
import type { PackerBuild, PackerProvisioner, Setting, Settings } from '../model/packer.ts';
import type { Note } from '../model/place.ts';
import { folderOf } from './tree.ts';
import type { Tree } from './tree.ts';

/** A template of Packer's in JSON, or null if the file is something else. */
export function readJsonTemplate(tree: Tree, file: string, notes: Note[]): PackerBuild | null {
  const text = tree.text(file);
  if (text === null || text.length > 2 * 1024 * 1024 || !text.includes('"builders"')) return null;
  if (/[[{]{60}/.test(text.replace(/[^[\]{}]/g, '').slice(0, 100_000))) return null;
  let json: Record<string, unknown>;
  try {
    json = JSON.parse(text) as Record<string, unknown>;
  } catch (error) {
    notes.push({
      place: { file, line: 1 },
      message: `is no JSON that can be read: ${(error as Error).message}`,
    });
    return null;
  }
  if (!Array.isArray(json.builders)) return null;
  const variables = new Map(Object.entries((json.variables ?? {}) as Record<string, unknown>));
  const lines = new Lines(text);
  const list = (key: string): PackerProvisioner[] =>
    flatList(json[key]).map((each, i) => ({
      type: String(each.type as string),
      settings: escaped(settingsOf(each, variables)),
      place: { file, line: lines.of(key, i) },
      comment: null,
    }));
  const sources = flatList(json.builders).map((each, i) => {
    const settings = settingsOf(each, variables);
    const type = String(each.type as string);
    const name = typeof settings.name === 'string' ? settings.name : type;
    return {
      type,
      name,
      as: typeof settings.name === 'string' ? settings.name : null,
      settings,
      place: { file, line: lines.of('builders', i) },
      declared: true,
    };
  });
  return {
    name: null,
    folder: folderOf(file),
    place: { file, line: 1 },
    sources,
    provisioners: list('provisioners'),
    postProcessors: list('post-processors'),
  };
}

function flatList(value: unknown): Record<string, unknown>[] {
  const all = Array.isArray(value) ? (value as unknown[]).flat() : [];
  return all
    .map((each) => (typeof each === 'string' ? { type: each } : (each as Record<string, unknown>)))
    .filter((each) => typeof each === 'object' && each !== null);
}

/** Where the entries of the lists of a template stand. */
class Lines {
  readonly #counter = new LineCounter();
  readonly #document: Document.Parsed;

  constructor(text: string) {
    this.#document = parseDocument(text, { lineCounter: this.#counter, logLevel: 'silent' });
  }

  of(key: string, n: number): number {
    const list = this.#document.get(key, true);
    const nodes = isSeq(list) ? list.items.flatMap((each) => (isSeq(each) ? each.items : [each])) : [];
    const node = nodes[n] ?? list;
    return isNode(node) && node.range ? this.#counter.linePos(node.range[0]).line : 1;
  }
}

/** In JSON, `${` is not Packer's but the shell's. */
function escaped(settings: Settings): Settings {
  const value = (raw: Setting): Setting => {
    if (typeof raw === 'string') return raw.replaceAll('${', () => '$${');
    if (Array.isArray(raw)) return (raw as readonly Setting[]).map(value);
    return typeof raw === 'object' && raw !== null ? escaped(raw as Settings) : raw;
  };
  return Object.fromEntries(Object.entries(settings).map(([name, each]) => [name, value(each)]));
}

function settingsOf(body: Record<string, unknown>, variables: ReadonlyMap<string, unknown>): Settings {
  const value = (raw: unknown): Setting => {
    if (Array.isArray(raw)) return raw.map(value);
    if (typeof raw === 'object' && raw !== null)
      return Object.fromEntries(Object.entries(raw).map(([key, each]) => [key, value(each)]));
    if (typeof raw !== 'string') return (raw ?? null) as Setting;
    return raw
      .replace(/\{\{\s*user\s*[`"]([\w-]+)[`"]\s*\}\}/g, (text, name: string) => {
        const found = variables.get(name);
        return typeof found === 'string' || typeof found === 'number' ? String(found) : text;
      })
      .replace(/\{\{\s*template_dir\s*\}\}/g, '.');
  };
  return Object.fromEntries(Object.entries(body).map(([name, each]) => [name, value(each)]));
}
