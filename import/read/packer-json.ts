import { LineCounter, isNode, isScalar, isSeq, parseDocument, visit } from 'yaml';
import type { Document } from 'yaml';
import type { PackerBuild, PackerProvisioner, Setting, Settings } from '../model/packer.ts';
import type { Note } from '../model/place.ts';
import { decode, encodingFault } from './text.ts';
import { folderOf } from './tree.ts';
import type { Tree } from './tree.ts';

/** A template of Packer's in JSON, or null if the file is something else. */
export function readJsonTemplate(tree: Tree, file: string, notes: Note[]): PackerBuild | null {
  const bytes = tree.bytes(file);
  const unread = (line: number, message: string): null => {
    notes.push({ place: { file, line }, message, isUnread: true });
    return null;
  };
  if (bytes === null) return null;
  const text = decode(bytes);
  if (text === null) {
    const isTemplate = new TextDecoder(bytes[0] === 0xfe ? 'utf-16be' : 'utf-16le')
      .decode(bytes)
      .includes('"builders"');
    return isTemplate || new TextDecoder('latin1').decode(bytes).includes('"builders"')
      ? unread(...encodingFault(bytes))
      : null;
  }
  if (!text.includes('"builders"')) return null;
  if (text.length > 2 * 1024 * 1024) return unread(1, 'is larger than 2 MB, which no template is');
  if (/[[{]{60}/.test(text.replace(/[^[\]{}]/g, '').slice(0, 100_000)))
    return unread(1, 'is nested too deeply to be a template');
  let json: Record<string, unknown>;
  try {
    json = JSON.parse(text) as Record<string, unknown>;
  } catch (error) {
    return unread(...faultOf((error as Error).message, text));
  }
  if (!Array.isArray(json.builders)) return null;
  const variables = new Map(Object.entries((json.variables ?? {}) as Record<string, unknown>));
  const lines = new Lines(text);
  for (const { line, message } of lines.twice()) notes.push({ place: { file, line }, message });
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

/** Why a text is no JSON, with the line. */
function faultOf(message: string, text: string): readonly [line: number, message: string] {
  const lineAt = (at: number) => text.slice(0, Math.max(0, at)).split('\n').length;
  const comment = text
    .replace(/"(?:\\.|[^"\\\n])*"/g, (string) => '"'.repeat(string.length))
    .search(/\/[/*]/);
  if (comment >= 0)
    return [lineAt(comment), 'is no JSON: it has comments, which Packer does not read either'];
  const [, offset] = /position (\d+)/.exec(message) ?? [];
  const what = message.replace(/, "[\s\S]*$/, '').replace(/ (at|in JSON at) position[\s\S]*$/, '');
  return [lineAt(Number(offset ?? 0)), `is no JSON that can be read: ${what}`];
}

/** Where the entries of the lists of a template stand. */
class Lines {
  readonly #counter = new LineCounter();
  readonly #document: Document.Parsed;

  constructor(text: string) {
    this.#document = parseDocument(text, {
      lineCounter: this.#counter,
      logLevel: 'silent',
      uniqueKeys: false,
    });
  }

  /** Keys that stand twice in one map, of which Packer takes the last. */
  twice(): { line: number; message: string }[] {
    const found: { line: number; message: string }[] = [];
    visit(this.#document, {
      Map: (_, map) => {
        const seen = new Set<unknown>();
        for (const { key } of map.items) {
          if (!isScalar(key)) continue;
          const line = this.#counter.linePos(key.range?.[0] ?? 0).line;
          if (seen.has(key.value))
            found.push({
              line,
              message: `\`${String(key.value)}\` stands twice in the same map; the last one holds`,
            });
          seen.add(key.value);
        }
      },
    });
    return found;
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
