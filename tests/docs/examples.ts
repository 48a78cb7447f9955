import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readYaml } from '../../cli/project/yaml-reader.ts';
import type { CompileResult } from '../../compiler/options.ts';
import { memoryHost } from '../../compiler/sdk/host.ts';
import type { Diagnostic } from '../../grammar/diagnostic.ts';
import { parse } from '../../grammar/parse/parser.ts';
import { compile } from '../../stdlib/index.ts';
import { settingsForParts } from '../../stdlib/rule-set.ts';
import { root } from '../support/examples.ts';

/**
 * A `vkimage` example of a page. The words after `vkimage` say what it is:
 *
 * - nothing: a complete file.
 * - `image`, `role`, `start`, `expect`, `build`, `resource`: what stands in such a block; `os=debian12,almalinux9` are
 *   the systems that it is compiled for.
 * - `syntax`: only has to be read without a mistake.
 * - `continued`: the next part of the file of the example above.
 * - `file=NAME`: a file that the other examples of the page can import; `lib:acme/roles.vkimage` is one of a library.
 * - `wrong VK0301`: compiling it gives this code and no other.
 */
export interface Example {
  readonly page: string;
  /** Of its first line in the page. */
  readonly line: number;
  readonly text: string;
  readonly words: readonly string[];
  /** Files of the same page, by name. */
  readonly beside: ReadonlyMap<string, string>;
}

/** Blocks that fragments can stand in: what comes before and after, for the systems of the example. */
const WRAPPERS: Readonly<Record<string, (os: string) => readonly [before: string, after: string]>> = {
  image: (os) => [`image example {\n${os}\n`, '\n  package tree\n}'],
  role: (os) => [`image example {\n${os}\n  use example\n}\nrole example {\n`, '\n  package tree\n}'],
  start: (os) => [`image example {\n${os}\n  use example\n}\nrole example {\n  start {\n`, '\n}\n}'],
  expect: (os) => [`image example {\n${os}\n  package tree\n  expect {\n`, '\n}\n}'],
  build: (os) => [`image example {\n${os}\n  package tree\n  build {\n`, '\n}\n}'],
  resource: (os) => [`image example {\n${os}\n  package tree {\n`, '\n}\n}'],
};
/** What the examples of the pages on errors import. */
const OTHERS = { 'library.vkimage': 'role shared {\n  package tree\n}\n' };
const LIBRARIES = { acme: { 'roles.vkimage': 'role acme_web {\n  package nginx\n}\n' } };
const SYSTEMS = 'ubuntu2404,almalinux9';
const KNOWN = /^(syntax|continued|wrong|VK\d{4}|file=\S+|os=[\w,]+)$/;

export function examplesOf(page: string): Example[] {
  const lines = readFileSync(join(root, page), 'utf8').split('\n');
  const found: { line: number; text: string; words: string[] }[] = [];
  for (let i = 0; i < lines.length; i++) {
    const [, fence, language, info = ''] = /^(`{3,})(\w+) ?(.*)$/.exec(lines[i]!) ?? [];
    if (fence === undefined) continue;
    const end = lines.indexOf(fence, i + 1);
    const words = info.split(' ').filter((word) => word !== '');
    const example = { line: i + 2, text: lines.slice(i + 1, end).join('\n'), words };
    i = end;
    if (language !== 'vkimage') continue;
    const last = found.at(-1);
    if (!words.includes('continued')) found.push(example);
    // Lines of the page between the two keep the lines of the second part right.
    else if (last !== undefined) {
      const gap = example.line - last.line - last.text.split('\n').length;
      last.text += `${'\n'.repeat(gap + 1)}${example.text}`;
    }
  }
  const named = found.flatMap(({ text, words }) => {
    const name = optionOf(words, 'file');
    return name === null ? [] : [[name, text] as const];
  });
  return found.map((each) => ({ ...each, page, beside: new Map(named) }));
}

function optionOf(words: readonly string[], name: string): string | null {
  return words.find((word) => word.startsWith(`${name}=`))?.slice(name.length + 1) ?? null;
}

/** What is wrong with an example, each with page and line; empty when it is as its words say. */
export function problemsOf(example: Example): string[] {
  const { words } = example;
  const at = (line: number, text: string) => `${example.page}:${line}: ${text}`;
  const unknown = words.filter((word) => !(word in WRAPPERS) && !KNOWN.test(word));
  if (unknown.length > 0) return [at(example.line - 1, `\`${unknown[0]}\` says nothing about an example`)];
  if (words.includes('syntax'))
    return parse(example.page, example.text).diagnostics.map(({ code, message, span }) =>
      at(example.line + span.line - 1, `${code} ${message}`),
    );
  const wrapper = words.find((word) => word in WRAPPERS);
  const { result, offset } = compiled(example, wrapper);
  const say = ({ code, message, span }: Diagnostic) =>
    at(example.line + span.line - 1 - offset, `${code} ${message}`);
  const code = words.find((word) => /^VK\d{4}$/.test(word));
  if (words.includes('wrong')) {
    if (code === undefined) return [at(example.line - 1, 'the code is missing after `wrong`')];
    const others = result.diagnostics.filter((each) => each.code !== code);
    if (result.diagnostics.length === others.length) return [at(example.line, `this does not give ${code}`)];
    return others.map(say);
  }
  const errors = result.callErrors.map((text) => at(example.line, text));
  // A fragment is not all that would stand in its block, so names may be unused.
  const counts = wrapper === undefined ? ['error', 'warning'] : ['error'];
  const wrong = result.diagnostics.filter(({ severity }) => counts.includes(severity)).map(say);
  if (
    wrong.length > 0 &&
    wrapper === undefined &&
    !/^(image|role|os|family|let|param|import) /m.test(example.text)
  )
    wrong.unshift(at(example.line - 1, 'no complete file: write ```vkimage image or ```vkimage role'));
  return [...errors, ...wrong];
}

function compiled(example: Example, wrapper: string | undefined): { result: CompileResult; offset: number } {
  const { text, words, beside } = example;
  let whole = text;
  let offset = 0;
  if (wrapper !== undefined) {
    const systems = `  os = [${(optionOf(words, 'os') ?? SYSTEMS).replaceAll(',', ', ')}]`;
    const given = wrapper === 'image' && /^os\s*=/m.test(text) ? '' : systems;
    const [before, after] = WRAPPERS[wrapper]!(given);
    whole = `${before}${text}${after}\n`;
    offset = before.split('\n').length - 1;
  } else whole += `\n${usesOf(text)}`;
  const main = optionOf(words, 'file') ?? 'example.vkimage';
  const files: Record<string, string> = { ...OTHERS, ...filesNamedIn([...beside.values(), text].join('\n')) };
  const libraries: Record<string, Record<string, string>> = { ...LIBRARIES };
  for (const [name, content] of beside) {
    const [, library, path] = /^lib:([\w-]+)\/(.+)$/.exec(name) ?? [];
    if (library === undefined) files[name] = content;
    else libraries[library] = { ...filesNamedIn(content), ...libraries[library], [path!]: content };
  }
  const entry = main.startsWith('lib:') ? 'example.vkimage' : main;
  files[entry] = whole;
  const options = { host: memoryHost(files, libraries), entries: [entry], yaml: readYaml };
  const rules = wrapper === undefined ? {} : { rules: settingsForParts() };
  return { result: compile({ ...options, ...rules }), offset };
}

/** An image that uses the roles of a file without images, as far as they need no values. */
function usesOf(text: string): string {
  const { declarations } = parse('example.vkimage', text).file;
  if (declarations.some(({ node }) => node === 'image')) return '';
  const roles = declarations.filter(
    (each) =>
      each.node === 'role' &&
      each.body.members.every((member) => member.node !== 'param' || member.default !== null),
  );
  if (roles.length === 0) return '';
  const systems = SYSTEMS.replaceAll(',', ', ');
  const uses = roles.map(({ name }) => `  use ${name.text}\n`).join('');
  return `image example {\n  os = [${systems}]\n${uses}}\n`;
}

/** Every file of the project that a source speaks of. */
function filesNamedIn(text: string): Record<string, string> {
  const files: Record<string, string> = {};
  for (const [, name, path] of text.matchAll(/\b(file|files|text|path)\("([^"$]+)"\)/g)) {
    if (name === 'path') files[`${path}/tasks/main.yml`] = '---\n';
    else files[path!.replaceAll('*', 'example')] = 'an example\n';
  }
  return files;
}
