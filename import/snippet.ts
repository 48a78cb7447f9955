import { memoryHost } from '../compiler/sdk/host.ts';
import { importTree } from './index.ts';
import type { ImportInput } from './index.ts';
import { oneLine, remark } from './model/place.ts';
import { totals } from './project/report.ts';

/** What a text that somebody pastes comes to. */
export interface Snippet {
  /** Resources, as they stand in a role; a whole image if the text is a playbook or a template. Null if there is nothing to import. */
  readonly text: string | null;
  readonly isImage: boolean;
  /** What was not understood, by the line of the text that was given. */
  readonly notes: readonly { readonly line: number; readonly message: string }[];
}

export interface SnippetInput extends Pick<ImportInput, 'compile' | 'format' | 'parseHcl' | 'readYaml'> {
  readonly text: string;
  /** The result stands in an image or a role, so it has no image of its own. */
  readonly inside?: boolean;
}

interface SmallTree {
  readonly file: string;
  readonly content: string;
  /** Whether it says by itself which image it builds. */
  readonly whole: boolean;
  /** Lines that stand before those of the text. */
  readonly before: number;
}

/** Writes tasks, a playbook or a template that stand in a text of their own in the language. */
export async function importSnippet({
  text: given,
  inside = false,
  ...input
}: SnippetInput): Promise<Snippet> {
  const text = given.replace(/\r\n?/g, '\n');
  const { file, content, whole, before } = smallTree(text);
  const result = await importTree({
    ...input,
    host: memoryHost({ [file]: content }),
    name: 'snippet',
    file: null,
    oneText: true,
  });
  const [source] = [...result.files].flatMap(([path, each]) =>
    path.endsWith('.vkimage') ? [each as string] : [],
  );
  const isImage = whole && !inside;
  const notes = result.report.notes
    // Who pastes tasks has said elsewhere for which systems they are.
    .filter(({ place, message }) => place.file !== '.' && (isImage || !isAboutSystems(message)))
    .map(({ place, message }) => ({ line: Math.max(1, place.line - before), message }));
  const { lifted, kept, carried, left } = totals(result.report);
  const isEmpty = lifted + kept + carried + left === 0 && !whole && !/^\s*-\s|^\s*\w+:/m.test(text);
  if (source === undefined || isEmpty) return { text: null, isImage, notes };
  const own = isImage ? source : bodyOf(source, input.format);
  const unsaid = notes.filter(({ message }) => !own.includes(oneLine(message)));
  const remarks = unsaid.map(
    ({ line, message }) => `${remark({ place: { file, line: line + before }, message })}\n`,
  );
  const all = `${remarks.join('')}${own.trim() !== '' && remarks.length > 0 ? '\n' : ''}${own.trim() === '' ? '' : own}`;
  return { text: all === '' ? null : withOriginals(all, { text, file, before }), isImage, notes };
}

const isAboutSystems = (message: string) => /write (it|them) into `os`\.?$/.test(message);

const HCL = 'template.pkr.hcl';
const PLAYBOOK = 'playbook.yml';

function smallTree(text: string): SmallTree {
  if (/^\s*\{/.test(text)) return { file: 'template.json', content: text, whole: true, before: 0 };
  if (/^\s*(source|build|variable|locals|packer)\b[^:\n]*\{/m.test(text)) {
    const sources = [...text.matchAll(/^\s*source\s+"([^"\n]+)"\s+"([^"\n]+)"\s*\{/gm)];
    const names = sources.map(([, type, name]) => `"source.${type!}.${name!}"`).join(', ');
    const build =
      names === '' || /^\s*build\s*\{/m.test(text) ? '' : `\nbuild {\n  sources = [${names}]\n}\n`;
    return { file: HCL, content: text + build, whole: true, before: 0 };
  }
  if (/^\s*provisioner\s+"/m.test(text)) {
    const content = `build {\n  source "qemu.ubuntu-24" {\n    name = "snippet"\n  }\n${text}\n}\n`;
    return { file: HCL, content, whole: false, before: 4 };
  }
  if (/^-?\s*(- )?hosts\s*:/m.test(text)) return { file: PLAYBOOK, content: text, whole: true, before: 0 };
  const list = /^\s*-\s/.test(text.replace(/^(\s*(#.*)?\n|---.*\n)*/, ''))
    ? text
    : `- ${text.trim().replace(/\n/g, '\n  ')}\n`;
  const tasks = list.replace(/^---.*$/m, '').replace(/^(?=.)/gm, '    ');
  const content = `- hosts: default\n  become: true\n  gather_facts: false\n  tasks:\n${tasks}`;
  return { file: PLAYBOOK, content, whole: false, before: 4 };
}

/** What stands in the image of a source, as it stands in a role. */
function bodyOf(source: string, format: (text: string) => string): string {
  const lines = source.trimEnd().split('\n');
  const start = lines.findIndex((line) => line.startsWith('image '));
  const end = lines.findIndex((line, i) => i > start && line === '}');
  const body = lines
    .slice(start + 1, end < 0 ? undefined : end)
    .join('\n')
    .replace(/^ {2}(os|sources)\s+= (\[[^\]]*\]|\w+)\n/gm, '')
    .split('\n')
    .filter((line) => !/^\s*# [\w.]+:\d+: /.test(line) || !isAboutSystems(line));
  return `${format(`role snippet {\n${body.join('\n')}\n}\n`)
    .trimEnd()
    .split('\n')
    .slice(1, -1)
    .map((line) => line.replace(/^ {2}/, ''))
    .join('\n')
    .trim()}\n`;
}

/** Comments about lines of the text name them as the author counts, and are followed by what stood there, which the result lacks. */
function withOriginals(
  source: string,
  { text, file, before }: { text: string; file: string; before: number },
): string {
  const lines = text.split('\n');
  const remark = new RegExp(`^(\\s*)# ${file.replaceAll('.', '\\.')}:(\\d+): (.*)$`);
  return source
    .split('\n')
    .flatMap((each) => {
      const [, indent = '', number, message = ''] = remark.exec(each) ?? [];
      if (number === undefined) return [each];
      const line = Math.max(1, Number(number) - before);
      const item = isAboutSystems(message) ? [] : itemAt(lines, line - 1);
      return [
        `${indent}# Line ${line}: ${message}`,
        ...item.map((original) => `${indent}#   ${original}`.trimEnd()),
      ];
    })
    .join('\n');
}

/** The item of a list, or the block, that begins in a line: all that stands deeper, and the bracket that closes it. */
function itemAt(lines: readonly string[], start: number): string[] {
  const first = lines[start] ?? '';
  const indent = /^\s*/.exec(first)![0].length;
  const rest = lines.slice(start + 1);
  const stop = rest.findIndex((line) => line.trim() !== '' && /^\s*/.exec(line)![0].length <= indent);
  const deeper = stop < 0 ? rest : rest.slice(0, stop + (/^\s*[}\])]/.test(rest[stop]!) ? 1 : 0));
  return [first, ...deeper]
    .join('\n')
    .trimEnd()
    .split('\n')
    .map((line) => line.slice(Math.min(indent, /^\s*/.exec(line)![0].length)));
}
