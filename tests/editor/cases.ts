import { readFileSync } from 'node:fs';
import { stringify } from 'yaml';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { CompletionItemKind } from 'vscode-languageserver';
import type {
  CodeAction,
  CompletionList,
  Position,
  Range,
  SemanticTokens,
  TextEdit,
} from 'vscode-languageserver';
import { memoryHost } from '../../compiler/sdk/host.ts';
import { readSettings } from '../../compiler/load/settings.ts';
import { convert } from '../../cli/lsp/convert.ts';
import { readYaml } from '../../cli/project/yaml-reader.ts';
import { features } from '../../editor/features.generated.ts';
import { Refusal } from '../../editor/project/feature.ts';
import type { Place } from '../../editor/project/feature.ts';
import { Project } from '../../editor/project/project.ts';
import { ruleIds } from '../../stdlib/rule-set.ts';

/** `‸` marks the cursor; `«` and `»` mark a selection. */
export interface Case {
  readonly title: string;
  readonly method: string;
  readonly files: ReadonlyMap<string, string>;
  readonly params: Readonly<Record<string, unknown>>;
  readonly answer: string;
}

/**
 * Cases in a text: `=== TITLE`, `> METHOD` with parameters as JSON, files under `--- NAME`, and what is expected under `--- answer`. The first
 * file with a mark is the one that is asked about, or else the first.
 */
export function readCases(path: string): Case[] {
  return readFileSync(path, 'utf8')
    .split(/^=== /m)
    .slice(1)
    .map((text) => {
      const [head = '', ...parts] = text.split(/^--- /m);
      const [title = '', request = ''] = head.trim().split('\n> ');
      const [method = '', ...params] = request.split(' ');
      const files = new Map<string, string>();
      for (const part of parts) {
        const end = part.indexOf('\n');
        files.set(part.slice(0, end), part.slice(end + 1));
      }
      const answer = files.get('answer') ?? '';
      files.delete('answer');
      return { title, method, files, answer, params: JSON.parse(params.join(' ') || '{}') as Case['params'] };
    });
}

export function writeCases(cases: readonly Case[]): string {
  return cases
    .map(({ title, method, params, files, answer }) => {
      const given = Object.keys(params).length === 0 ? '' : ` ${JSON.stringify(params)}`;
      const parts = [...files].map(([name, text]) => `--- ${name}\n${text}`).join('');
      return `=== ${title}\n> ${method}${given}\n${parts}--- answer\n${answer}`;
    })
    .join('');
}

/** A project in memory at `file:///p/`. */
export function projectOf(
  files: Readonly<Record<string, string | Uint8Array>>,
  before: Project | null = null,
): Project {
  const settings = files['vkc.yaml'];
  return new Project(
    {
      root: 'file:///p',
      entries: Object.keys(files).filter((name) => name.endsWith('.vkimage')),
      host: memoryHost(files),
      settings: typeof settings === 'string' ? readSettings('vkc.yaml', settings, ruleIds()) : null,
      libraryUri: () => null,
    },
    { yaml: readYaml, convert, date: '2026-11-29' },
    before,
  );
}

const MARKS = /[‸«»]/g;

/** Asks a feature, and shows its answer as text; a refusal as what it says. An action is asked for before it is resolved. */
export async function answerTo({ method, files, params }: Omit<Case, 'answer' | 'title'>): Promise<string> {
  const texts = Object.fromEntries([...files].map(([name, text]) => [name, text.replace(MARKS, '')]));
  const project = projectOf(texts);
  const [file, marked] = [...files].find(([, text]) => /[‸«]/.test(text)) ?? [...files][0]!;
  const document = TextDocument.create('', '', 0, texts[file]!);
  const at = (mark: string): Position | undefined => {
    const before = marked.split(mark)[0]!;
    return before === marked ? undefined : document.positionAt(before.replace(MARKS, '').length);
  };
  const position = at('‸') ?? at('«');
  const range = { start: at('«') ?? position, end: at('»') ?? position };
  const place: Place = { project, file, projects: [project] };
  const given = {
    textDocument: { uri: project.uriOf(file) },
    position,
    range,
    positions: [position],
    context: { diagnostics: [], includeDeclaration: true },
    options: { tabSize: 2, insertSpaces: true },
    ...params,
  };
  const ask = async (name: string, asked: unknown): Promise<unknown> => {
    for (const { requests = {}, general = {} } of features) {
      const answer = (requests as Record<string, (place: Place, params: never) => unknown>)[name];
      if (answer !== undefined) return answer(place, asked as never);
      const overall = (general as Record<string, (projects: Project[], params: never) => unknown>)[name];
      if (overall !== undefined) return overall([project], asked as never);
    }
    throw new Error(`no feature answers ${name}`);
  };
  try {
    const resolves = method === 'codeAction/resolve';
    const actions = resolves ? ((await ask('textDocument/codeAction', given)) as CodeAction[]) : [];
    const answer = await ask(method, resolves ? actions.find(({ data }) => data !== undefined) : given);
    return shown(answer, project, { method, params }, file);
  } catch (error) {
    if (error instanceof Refusal) return `refused: ${error.message}\n`;
    throw error;
  }
}

/** An answer as YAML: ranges as `line:column` with the text that they cover, edits as the text that they make. */
function shown(
  answer: unknown,
  project: Project,
  { method, params }: Pick<Case, 'method' | 'params'>,
  file: string,
): string {
  if (method === 'textDocument/completion')
    return completions(answer as CompletionList, params['only'], project, file);
  if (method.startsWith('textDocument/semanticTokens'))
    return tokens(answer as SemanticTokens, project, file);
  const text = stringify(simple(answer, project, project.uriOf(file)), {
    lineWidth: 0,
  });
  return text;
}

function simple(value: unknown, project: Project, uri: string): unknown {
  if (Array.isArray(value)) {
    if (value.length > 0 && value.every(isEdit)) return edited(value, project, uri);
    return value.map((each) => simple(each, project, uri));
  }
  if (typeof value !== 'object' || value === null) return value;
  if (isRange(value)) return rangeText(value, project, uri);
  if ('changes' in value) {
    return Object.entries((value as { changes: Record<string, TextEdit[]> }).changes).map(([of, edits]) => ({
      [of]: edited(edits, project, of),
    }));
  }
  const own = (value as { uri?: unknown }).uri;
  const here = typeof own === 'string' ? own : uri;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, simple(each, project, here)]));
}

const isEdit = (value: unknown): value is TextEdit =>
  typeof value === 'object' && value !== null && 'newText' in value && 'range' in value;
const isRange = (value: object): value is Range => 'start' in value && 'end' in value;

function rangeText({ start, end }: Range, project: Project, uri: string): string {
  const place = (each: Position) => `${each.line + 1}:${each.character + 1}`;
  const file = project.fileOf(uri);
  const text = file === null ? '' : project.document(file).getText({ start, end });
  const [first = ''] = text.split('\n');
  const more = first === text ? '' : '…';
  // Lines of the library move whenever somebody works on it.
  if (uri.startsWith('vkc:')) return `${first}${more}`;
  return `${place(start)}-${place(end)}${first === '' ? '' : ` ${first}${more}`}`;
}

function edited(edits: readonly TextEdit[], project: Project, uri: string): string {
  const file = project.fileOf(uri);
  const document = TextDocument.create(uri, '', 0, file === null ? '' : project.text(file));
  return TextDocument.applyEdits(document, [...edits]);
}

/** `label (kind): detail`, and what is written if it is not the label; `only` is a pattern for the labels. */
function completions({ items }: CompletionList, only: unknown, project: Project, file: string): string {
  const kinds = new Map(Object.entries(CompletionItemKind).map(([name, kind]) => [kind, name]));
  const wanted = new RegExp(typeof only === 'string' ? only : '');
  const lines = items
    .filter(({ label }) => wanted.test(label))
    .map(({ label, kind, detail, textEdit }) => {
      const text = textEdit?.newText === label ? '' : ` → ${JSON.stringify(textEdit?.newText)}`;
      return `${label} (${kinds.get(kind!)}): ${detail}${text}\n`;
    });
  const [first] = items;
  const range = first?.textEdit !== undefined && 'range' in first.textEdit ? first.textEdit.range : null;
  const at = range === null ? '' : `at ${rangeText(range, project, project.uriOf(file))}\n`;
  return `${at}${lines.join('')}`;
}

/** A line for each token: its text, its type and its modifiers. */
function tokens({ data }: SemanticTokens, project: Project, file: string): string {
  const { capability } = features.find(({ name }) => name === 'Semantic tokens')!;
  const { tokenTypes, tokenModifiers } = capability.semanticTokensProvider!.legend;
  const document = project.document(file);
  let [line, character] = [0, 0];
  const lines: string[] = [];
  for (let i = 0; i < data.length; i += 5) {
    const [down, right, length, type, modifiers] = data.slice(i, i + 5) as [
      number,
      number,
      number,
      number,
      number,
    ];
    character = down === 0 ? character + right : right;
    line += down;
    const text = document.getText({
      start: { line, character },
      end: { line, character: character + length },
    });
    const more = tokenModifiers.filter((_, bit) => modifiers & (1 << bit));
    lines.push(`${line + 1}:${character + 1} ${text}: ${[tokenTypes[type], ...more].join(' ')}\n`);
  }
  return lines.join('');
}
