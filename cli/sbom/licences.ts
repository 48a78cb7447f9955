import ids from 'spdx-license-ids/index.json' with { type: 'json' };
import deprecated from 'spdx-license-ids/deprecated.json' with { type: 'json' };
import { own } from '../../compiler/model/own.ts';

/** A licence as SPDX writes it. A name that SPDX does not know becomes `LicenseRef-…`. */
export interface Licence {
  readonly expression: string;
  /** The name in the package by `LicenseRef-…`. */
  readonly refs: ReadonlyMap<string, string>;
}

/** Ids in lists ignore case; expressions should use the exact case. */
const known: ReadonlyMap<string, string> = new Map(
  [...ids, ...deprecated].map((id) => [id.toLowerCase(), id]),
);

/**
 * Names of licences in packages, and the SPDX id of the same licence. Names with several meanings are left
 * out.
 */
const NAMES: Readonly<Record<string, string>> = {
  expat: 'MIT',
  artistic: 'Artistic-1.0-Perl',
  'asl-2.0': 'Apache-2.0',
  'bsd-2-clauses': 'BSD-2-Clause',
  'bsd-3-clauses': 'BSD-3-Clause',
  'mplv2.0': 'MPL-2.0',
};

const OPERATORS: ReadonlySet<string> = new Set(['AND', 'OR', '(', ')']);

/** Returns the licences of a package, all of which apply. Null if the package states none. */
export function licenceOf(texts: readonly string[]): Licence | null {
  const refs = new Map<string, string>();
  const parts = new Set<string>();
  for (const text of texts.map((each) => each.trim()).filter((each) => each !== '')) {
    parts.add(expressionOf(text) ?? reference(text, refs));
  }
  if (parts.size === 0) return null;
  const all = [...parts].sort();
  const joined = all.map((part) => (all.length > 1 && / OR /.test(part) ? `(${part})` : part));
  return { expression: joined.join(' AND '), refs };
}

/** Returns null if any word is unknown: a licence is named correctly or not at all. */
function expressionOf(text: string): string | null {
  const words = text
    .replace(/\bASL 2\.0/g, 'ASL-2.0')
    .replace(/[()]/g, ' $& ')
    .split(/\s+/)
    .filter((word) => word !== '');
  const out: string[] = [];
  for (const word of words) {
    const operator = word.toUpperCase();
    const next = OPERATORS.has(operator) ? operator : idOf(word);
    if (next === null) return null;
    out.push(next);
  }
  const joined = out.join(' ').replace(/\( /g, '(').replace(/ \)/g, ')');
  return isExpression(out) ? joined : null;
}

/** Checks that names and operators alternate, and that every parenthesis is closed. */
function isExpression(words: readonly string[]): boolean {
  let depth = 0;
  let wantsName = true;
  for (const word of words) {
    if (
      word === '(' ? !wantsName : word === ')' ? wantsName || depth === 0 : OPERATORS.has(word) === wantsName
    ) {
      return false;
    }
    if (word === '(') depth += 1;
    else if (word === ')') depth -= 1;
    else wantsName = !wantsName;
  }
  return depth === 0 && !wantsName;
}

/** Reads `GPL-2+`, `GPLv2+` and `gpl-2.0-or-later` as GPL-2.0-or-later. */
function idOf(word: string): string | null {
  const name = word.toLowerCase();
  const gnu = /^(a?gpl|lgpl|gfdl)(?:-|v)?(\d(?:\.\d)?)(?:\.0)?(\+|-only|-or-later)?$/.exec(name);
  if (gnu !== null) {
    const [, family, number, suffix] = gnu;
    const version = number!.includes('.') ? number : `${number}.0`;
    const kind = suffix === '+' || suffix === '-or-later' ? 'or-later' : 'only';
    return known.get(`${family}-${version}-${kind}`) ?? null;
  }
  return own(NAMES, name) ?? known.get(name) ?? known.get(name.replace(/\.0$/, '')) ?? null;
}

function reference(text: string, refs: Map<string, string>): string {
  const name =
    text
      .replace(/[^A-Za-z0-9.]+/g, '-')
      .replace(/^-+|-+$/g, '')
      .slice(0, 100) || 'unnamed';
  let id = `LicenseRef-${name}`;
  for (let n = 2; refs.has(id) && refs.get(id) !== text; n++) id = `LicenseRef-${name}-${n}`;
  refs.set(id, text);
  return id;
}
