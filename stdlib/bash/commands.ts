import { forEachChild } from 'unbash';
import type { Command, Redirection, SyntaxNode, Word } from 'unbash';
import { byText } from '../../compiler/sdk/by-text.ts';
import { parseBash } from './parse.ts';

/** A text that a command puts into a file. */
export interface FileWrite {
  readonly path: string;
  /** Null where it is not known. */
  readonly text: string | null;
}

/** One command of a script, as it is called in the end: without `sudo`, `env` and their like. */
export interface BashCommand {
  /** Name and arguments without their quotes; what is only known when it runs is as it is written. */
  readonly words: readonly string[];
  /** The name with the path that it is called by; empty where there is none. */
  readonly program: string;
  /** Variables that are set for it alone. */
  readonly variables: readonly string[];
  readonly writes: readonly FileWrite[];
  /** Offsets in the text. */
  readonly start: number;
  readonly end: number;
}

/** The commands of a script, wherever in it they stand: in pipes, loops, substitutions, functions and `bash -c`. */
export const bashCommands = byText((text): readonly BashCommand[] => commandsIn(text, 0));

const DEEPEST = 4;

function commandsIn(text: string, depth: number): BashCommand[] {
  const found: BashCommand[] = [];
  const visit = (node: SyntaxNode, input: string | null): void => {
    if (node.type === 'Pipeline') {
      let output: string | null = null;
      for (const command of node.commands) {
        visit(command as SyntaxNode, output);
        output = command.type === 'Command' ? outputOf(command, output) : null;
      }
      return;
    }
    if (node.type === 'Redirected') {
      for (const write of redirected(node.redirects, null))
        found.push({
          words: [],
          program: '',
          variables: [],
          writes: [write],
          start: node.pos,
          end: node.end,
        });
    }
    if (node.type === 'Command') add(node, input);
    forEachChild(node, (child) => visit(child, null));
  };
  const add = (command: Command, input: string | null): void => {
    const { words, program, variables } = called(command);
    const writes = writesOf(command, words, input);
    found.push({ words, program, variables, writes, start: command.pos, end: command.end });
    const script = scriptOf(words);
    if (script === null || depth >= DEEPEST) return;
    for (const inner of commandsIn(script, depth + 1))
      found.push({ ...inner, start: command.pos, end: command.end });
  };
  visit(parseBash(text) as unknown as SyntaxNode, null);
  return found;
}

/** Programs that run another one, with the options of theirs that take a word. */
const WRAPPERS: ReadonlyMap<string, RegExp> = new Map([
  ['sudo', /^-[ugpCDhRrTU]$|^--(user|group|prompt|host|chdir|chroot)$/],
  ['env', /^-[uCS]$|^--(unset|chdir)$/],
  ['nice', /^-n$|^--adjustment$/],
  ['ionice', /^-[cn]$/],
  ['timeout', /^-[ks]$|^--(signal|kill-after)$/],
  ['chroot', /^$/],
  ['xargs', /^-[nLIPsdEa]$/],
  ['runuser', /^-[ugG]$/],
  ['setpriv', /^$/],
  ['nohup', /^$/],
  ['setsid', /^$/],
  ['stdbuf', /^-[ioe]$/],
  ['time', /^-[fo]$/],
  ['exec', /^-a$/],
  ['command', /^$/],
  ['builtin', /^$/],
  ['noglob', /^$/],
  ['doas', /^-[uC]$/],
]);

/** Wrappers with words of their own before the program. */
const OWN_WORDS: Readonly<Record<string, number>> = { timeout: 1, chroot: 1 };

function called(command: Command): Pick<BashCommand, 'words' | 'program' | 'variables'> {
  const variables = command.prefix.flatMap((each) => (each.type === 'Assignment' ? [each.text] : []));
  let words = [command.name, ...command.args].flatMap((each) =>
    each === undefined ? [] : [each.type === 'Word' ? plain(each) : each.text],
  );
  for (let options = words[0] && WRAPPERS.get(base(words[0])); options;) {
    const wrapper = base(words[0]!);
    let rest = words.slice(1);
    while (rest.length > 0) {
      const [word = ''] = rest;
      if (/^[A-Za-z_]\w*=/.test(word)) {
        variables.push(word);
        rest = rest.slice(1);
      } else if (word === '--') {
        rest = rest.slice(1);
        break;
      } else if (word.startsWith('-')) {
        rest = rest.slice(options.test(word) ? 2 : 1);
      } else break;
    }
    rest = rest.slice(OWN_WORDS[wrapper] ?? 0);
    if (rest.length === 0) break;
    words = rest;
    options = WRAPPERS.get(base(words[0]!));
  }
  const [program, ...others] = words;
  if (program === undefined) return { words: [], program: '', variables };
  return { words: [base(program), ...others], program, variables };
}

const base = (path: string): string => path.replace(/^(?:\/[\w.-]+)+\/(?=[\w.-]+$)/, '');

/** What a word says without its quotes. */
function plain(word: Word): string {
  return word.value;
}

/** What `sh -c`, `su -c` and `eval` are given to run. */
function scriptOf(words: readonly string[]): string | null {
  const [name = '', ...rest] = words;
  if (name === 'eval') return rest.join(' ');
  if (!/^((ba|da|z|k|a)?sh|su|runuser)$/.test(name)) return null;
  const at = rest.findIndex((word) => /^-[a-z]*c$/.test(word) || word === '--command');
  return at < 0 ? null : (rest[at + 1] ?? null);
}

/** What a command prints, if that can be read from it. */
function outputOf(command: Command, input: string | null): string | null {
  const { words } = called(command);
  const [name, ...rest] = words;
  switch (name) {
    case 'echo': {
      const texts = rest.filter((word, i) => i > 1 || !/^-[neE]+$/.test(word));
      return `${unescaped(texts.join(' '))}\n`;
    }
    case 'printf':
      return unescaped(rest.join('\n'));
    case 'cat':
    case 'tee':
      return inputOf(command) ?? input;
    default:
      return null;
  }
}

/** Text between `<<EOF` and `EOF`, or after `<<<`. */
function inputOf(command: Command): string | null {
  for (const each of command.redirects) {
    if (each.type === 'HereDoc') return each.body.text;
    if (each.type === 'HereString') return each.target === undefined ? null : plain(each.target);
  }
  return null;
}

const unescaped = (text: string): string => text.replace(/\\n/g, '\n').replace(/\\t/g, '\t');

function redirected(redirects: readonly Redirection[], text: string | null): FileWrite[] {
  return redirects.flatMap((each) =>
    each.type === 'Redirect' && /^(>|>>|>\||&>|&>>)$/.test(each.operator) && each.target !== undefined
      ? [{ path: plain(each.target), text }]
      : [],
  );
}

function writesOf(command: Command, words: readonly string[], input: string | null): FileWrite[] {
  const found = redirected(command.redirects, outputOf(command, input));
  const [name = '', ...rest] = words;
  const operands = rest.filter((word) => !word.startsWith('-'));
  switch (name) {
    case 'tee':
      for (const path of operands) found.push({ path, text: inputOf(command) ?? input });
      break;
    case 'touch':
    case 'truncate':
      for (const path of operands) found.push({ path, text: '' });
      break;
    case 'sed':
      found.push(...editedBySed(rest));
      break;
    case 'cp':
    case 'mv':
    case 'install':
    case 'ln': {
      const path = operands.length > 1 ? operands.at(-1) : undefined;
      if (path !== undefined) found.push({ path, text: null });
      break;
    }
    case 'curl':
    case 'wget': {
      const at = rest.findIndex((word) => /^(-[a-zA-Z]*[oO]|--output|--output-document)$/.test(word));
      const path = at < 0 || (name === 'curl' && rest[at]!.endsWith('O')) ? undefined : rest[at + 1];
      if (path !== undefined) found.push({ path, text: null });
    }
  }
  return found;
}

/** What `sed -i` puts in the place of something else. */
function editedBySed(words: readonly string[]): FileWrite[] {
  if (!words.some((word) => /^-[a-zA-Z]*i|^--in-place/.test(word))) return [];
  const scripts: string[] = [];
  const files: string[] = [];
  const given = words.some((word) => /^(-[a-zA-Z]*e|--expression)$/.test(word));
  words.forEach((word, i) => {
    if (i > 0 && /^(-[a-zA-Z]*e|--expression)$/.test(words[i - 1]!)) scripts.push(word);
    else if (word.startsWith('--expression=')) scripts.push(word.slice('--expression='.length));
    else if (word.startsWith('-')) return;
    else if (!given && scripts.length === 0) scripts.push(word);
    else files.push(word);
  });
  const lines = scripts.flatMap((script) => {
    const substituted = [
      ...script.matchAll(/(?:^|[;{}\s/$\d])s([^\w\s\\])((?:\\.|(?!\1).)*)\1((?:\\.|(?!\1).)*)\1/gs),
    ];
    const added =
      substituted.length > 0 ? [] : [...script.matchAll(/(?:^|[;/$\d\s])[aic]\\?\s*\n?([^\n]+)/g)];
    return [...substituted.map((match) => match[3]!), ...added.map((match) => match[1]!)];
  });
  const text = lines.map((line) => line.replace(/\\([/#|,@.!])/g, '$1')).join('\n');
  return files.map((path) => ({ path, text }));
}
