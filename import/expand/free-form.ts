import { evaluate } from '../jinja/evaluate.ts';
import type { Data, Raw } from '../model/data.ts';
import { isDataMap } from './scope.ts';
import type { Scope } from './scope.ts';

/** Modules that take a line as it stands. */
const LINES = /^ansible\.builtin\.(command|shell|raw|script)$/;
const OF_LINES = new Set(['creates', 'removes', 'chdir', 'executable', 'warn', 'stdin', 'strip_empty_ends']);

/** `name=value name="v w"` as arguments; a line for modules that run one, as `cmd`. */
export function freeForm(module: string, text: string): Record<string, string> {
  const line = LINES.test(module);
  const args: Record<string, string> = {};
  const rest: string[] = [];
  for (const word of words(text)) {
    const [, name, value] = /^([A-Za-z_-]+)=([\s\S]*)$/.exec(word.trim()) ?? [];
    if (name !== undefined && (!line || OF_LINES.has(name))) args[name] = unquoted(value!);
    else rest.push(word);
  }
  const kept = rest.join('').trim();
  if (kept !== '') args[line ? 'cmd' : '_raw_params'] = kept;
  return args;
}

/** Words with the spaces after them; quotes and templates hold together. */
function words(text: string): string[] {
  const found: string[] = [];
  let word = '';
  let quote = '';
  let depth = 0;
  for (let i = 0; i < text.length; i++) {
    const letter = text[i]!;
    if (quote !== '') {
      if (letter === '\\' && i + 1 < text.length) word += text[i++]!;
      else if (letter === quote) quote = '';
      word += text[i]!;
      continue;
    }
    if (letter === '"' || letter === "'") quote = letter;
    if (text.startsWith('{{', i)) depth++;
    if (text.startsWith('}}', i) && depth > 0) depth--;
    word += letter;
    if (/\s/.test(letter) && depth === 0 && !/\s/.test(text[i + 1] ?? 'x')) {
      found.push(word);
      word = '';
    }
  }
  if (word !== '') found.push(word);
  return found;
}

function unquoted(text: string): string {
  const [, quote, inside] = /^(["'])([\s\S]*)\1$/.exec(text) ?? [];
  return quote === undefined ? text : inside!;
}

/** The arguments of a task, whether written as a map or as one line. */
export function argumentsOf(module: string, raw: Raw, scope: Scope): Readonly<Record<string, Data>> {
  if (typeof raw === 'string') {
    const value = evaluate(freeForm(module, raw), scope);
    return isDataMap(value) ? value : {};
  }
  const value = evaluate(raw, scope);
  if (isDataMap(value)) return value;
  return value === null ? {} : { _raw_params: value };
}
