import type { Extra } from '../../grammar/diagnostic.ts';
import type { Expr } from '../../grammar/syntax.ts';
import { fits, listOf } from '../types.ts';
import type { Type } from '../types.ts';

/** What to write in place of a value of the wrong type, where that is plain from what was written. */
export function remedyFor(expr: Expr, found: Type, wanted: Type): Extra {
  const replace = (title: string, text: string): Extra => ({
    help: `${title}: \`${text}\`.`,
    fix: { title: `${title}: ${text}`, safe: true, edits: [{ span: expr.span, text }] },
  });
  const word =
    expr.node === 'string' && expr.parts.length === 1 && expr.parts[0]!.node === 'text'
      ? expr.parts[0]!.value
      : null;
  const kind = wanted.kind === 'optional' ? wanted.type.kind : wanted.kind;
  if (word !== null) {
    if (kind === 'bool' && /^(yes|true|on)$/i.test(word)) return replace('Write', 'true');
    if (kind === 'bool' && /^(no|false|off)$/i.test(word)) return replace('Write', 'false');
    if (kind === 'size' && /^\d+[KMGT]$/.test(word)) return replace('Sizes are written without quotes', word);
    if (kind === 'duration' && /^\d+[smhd]$/.test(word))
      return replace('Durations are written without quotes', word);
    if (kind === 'mode' && /^0[0-7]{3}$/.test(word))
      return replace('File modes are written without quotes', word);
    if (kind === 'mode' && /^[0-7]{3}$/.test(word))
      return replace('File modes have four digits, without quotes', `0${word}`);
    if (kind === 'int' && /^-?\d{1,15}$/.test(word))
      return replace('Numbers are written without quotes', word);
    if (kind === 'file') return replace('Name the file with', `file("${word}")`);
  }
  if (expr.node === 'int' && kind === 'size') {
    return { help: `Say the unit: \`${expr.value}G\`, \`${expr.value}M\`.` };
  }
  if (expr.node === 'int' && kind === 'duration') {
    return { help: `Say the unit: \`${expr.value}s\`, \`${expr.value}m\`, \`${expr.value}h\`.` };
  }
  if (expr.node === 'int' && kind === 'mode') return { help: 'File modes have four digits: `0644`.' };
  if (
    (kind === 'string' || kind === 'text') &&
    ['int', 'bool', 'size', 'duration', 'mode'].includes(expr.node)
  ) {
    const text = 'text' in expr ? expr.text : String((expr as { value: unknown }).value);
    return replace('Write it in quotes', `"${text}"`);
  }
  if (wanted.kind === 'list' && fits(listOf(found), wanted)) return { help: 'Write it as a list: `[…]`.' };
  if (found.kind === 'list' && fits(found.item, wanted))
    return { help: 'Write one value, without the brackets.' };
  if (found.kind === 'file' && (kind === 'string' || kind === 'text')) {
    return { help: 'Read the file’s content with `text("…")`.' };
  }
  return {};
}
