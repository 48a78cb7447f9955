import { writing } from '../../grammar/diagnostic.ts';
import type { Extra } from '../../grammar/diagnostic.ts';
import type { Expr } from '../../grammar/syntax.ts';
import { describe, fits, itemType } from '../model/types.ts';
import type { Type } from '../model/types.ts';
import { foreignSystem } from '../language/foreign-idioms.ts';
import { wordOf } from './context.ts';
import type { Names, Wanted } from './context.ts';

/** Reports a value of the wrong type, in the words of the mistake where it is a known one. */
export function reportMisfit(expr: Expr, found: Type, { type, what, related }: Wanted, names: Names): void {
  const { report } = names;
  const { span } = expr;
  const extra: Extra = related === undefined ? {} : { related };
  const replace = (text: string): Extra => ({
    ...extra,
    fix: { title: `Write \`${text}\``, safe: true, edits: [{ span, text }] },
  });
  const wanted = type.kind === 'optional' ? type.type : type;
  const expected = describe(type);
  const { kind } = wanted;
  const word = wordOf(expr);
  const plain = word === null ? null : unquoted(kind, word);
  const digit = kind === 'bool' && expr.node === 'int' ? ['false', 'true'][expr.value] : undefined;
  if (digit !== undefined) {
    const found = String((expr as { value: unknown }).value);
    report('VK0314', span, { found, remedy: digit }, replace(digit));
  } else if (kind === 'bool' && word !== null && truth(word) !== null) {
    const remedy = truth(word)!;
    report('VK0314', span, { found: `"${word}"`, remedy }, replace(remedy));
  } else if (plain !== null) {
    report('VK0313', span, { what, expected, remedy: plain }, replace(plain));
  } else if (kind === 'mode' && word !== null && /^[0-7]{3}$/.test(word)) {
    report('VK0319', span, { found: `"${word}"`, remedy: `0${word}` }, replace(`0${word}`));
  } else if (kind === 'mode' && (word !== null || expr.node === 'int')) {
    const digits = expr.node === 'int' ? String(expr.value) : '';
    const known = /^[0-7]{3}$/.test(digits);
    const remedy = known ? `0${digits}` : '0644';
    const text = word === null ? digits : `"${word}"`;
    report('VK0319', span, { found: text, remedy }, known ? replace(remedy) : extra);
  } else if (kind === 'file' && word !== null) {
    report('VK0318', span, { what, path: word }, replace(`file("${word}")`));
  } else if (kind === 'record' && word !== null && foreignSystem(word) !== null) {
    report(
      'VK0202',
      span,
      { name: word, known: names.systems().join(', ') },
      { ...extra, help: foreignSystem(word)! },
    );
  } else if (kind === 'record' && word !== null && names.systems().includes(word)) {
    report('VK0322', span, { name: word }, replace(word));
  } else if (kind === 'record' && word !== null && names.likelySystem(word) !== null) {
    const name = names.likelySystem(word)!;
    report('VK0322', span, { name }, { ...extra, fix: writing(span, name, false) });
  } else if (itemType(type)?.kind === 'record' && word !== null && names.likelySystem(word) !== null) {
    const name = names.likelySystem(word)!;
    report(
      'VK0322',
      span,
      { name },
      { help: `Write \`[${name}]\`.`, fix: writing(span, `[${name}]`, false) },
    );
  } else if (isOfFamily(found, type)) {
    const help = 'A family has several systems; name those that are meant: `[debian12, ubuntu2404]`.';
    report('VK0301', span, { what, expected, found: describe(found) }, { ...extra, help });
  } else if (kind === 'path' && word !== null) {
    report('VK0324', span, { what, path: word }, replace(`path("${word}")`));
  } else if (expr.node === 'int' && kind === 'size') {
    const remedy = expr.value < 512 ? `${expr.value}G` : `${expr.value}M`;
    report('VK0312', span, { what, found: String(expr.value), remedy }, extra);
  } else if (expr.node === 'int' && kind === 'duration') {
    report('VK0320', span, { what, found: String(expr.value) }, extra);
  } else if (isText(kind) && LITERALS.has(expr.node)) {
    const text = 'text' in expr ? expr.text : String((expr as { value: unknown }).value);
    report('VK0317', span, { what, found: text }, replace(`"${text}"`));
  } else if (itemType(type) !== undefined && fits(found, itemType(type)!)) {
    const edits = [
      { span: { ...span, end: span.start }, text: '[' },
      { span: { ...span, start: span.end }, text: ']' },
    ];
    report(
      'VK0315',
      span,
      { what, expected },
      { ...extra, fix: { title: 'Put it in brackets', safe: true, edits } },
    );
  } else if (found.kind === 'list' && fits(found.item, type)) {
    report('VK0316', span, { what, expected }, extra);
  } else if (found.kind === 'file' && isText(kind)) {
    report('VK0321', span, { what }, extra);
  } else {
    report('VK0301', span, { what, expected, found: describe(found) }, extra);
  }
}

const isOfFamily = (found: Type, wanted: Type): boolean =>
  found.kind === 'record' && found.name === 'family' && (itemType(wanted) ?? wanted).kind === 'record';

const LITERALS: ReadonlySet<Expr['node']> = new Set(['int', 'bool', 'size', 'duration', 'mode']);

const isText = (kind: Type['kind']) => kind === 'string' || kind === 'text' || kind === 'version';

/** `true` or `false` for a word that other languages have for it, or null. */
export function truth(word: string): 'true' | 'false' | null {
  if (/^(yes|true|on)$/i.test(word)) return 'true';
  return /^(no|false|off)$/i.test(word) ? 'false' : null;
}

/** The value that a text would be without its quotes, or null. */
function unquoted(kind: Type['kind'], word: string): string | null {
  const forms: Partial<Record<Type['kind'], RegExp>> = {
    size: /^\d+[KMGT]$/,
    duration: /^\d+[smhd]$/,
    mode: /^0[0-7]{3}$/,
    int: /^-?\d{1,15}$/,
  };
  if (kind === 'size' && /^\d+\s*[KMGT]i?B$/i.test(word)) {
    return word.replace(
      /^(\d+)\s*([kmgt])i?b$/i,
      (_, digits: string, unit: string) => digits + unit.toUpperCase(),
    );
  }
  return forms[kind]?.test(word) === true ? word : null;
}
