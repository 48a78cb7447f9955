import type { TokenType } from 'chevrotain';
import { diagnoser, writing } from '../diagnostic.ts';
import type { Foreign } from './foreign-syntax.ts';
import { syntax } from '../messages/index.ts';
import type { Span } from '../span.ts';
import { T } from './tokens.ts';

const diagnose = diagnoser(syntax);

/** After these a value begins. */
const LEADS: ReadonlySet<TokenType> = new Set([
  T.Assign,
  T.Arrow,
  T.Colon,
  T.Comma,
  T.LBracket,
  T.LParen,
  T.Question,
]);
const TEMPLATE = /\{\{(?:[^{}\n]|\{[^{}\n]*\})*\}\}/y;
/** `${x:-y}`, `${x%.*}`, `${x//a/b}`, `${#x}`, `${x[@]}` and the like, none of which is a value of this language. */
const EXPANSION =
  /\$\{(?:#\w+(?:\[[@*]\])?|\w+\[[@*]\][^}"\n]*|\w+(?:\[\w+\])?(?::[-=?+]|=(?!=)|[#%^]|,|:\d|\/[^}"\n/]*\/)[^}"\n]*|[@*?$])\}/y;

type SpanOf = (length: number) => Span;

/** Reads `{{ … }}` where a value begins, which is a template of Ansible without its quotes. */
export function readTemplate(
  text: string,
  at: number,
  before: TokenType | undefined,
  spanOf: SpanOf,
): Foreign | null {
  TEMPLATE.lastIndex = at;
  const [found] = TEMPLATE.exec(text) ?? [];
  if (found === undefined || before === undefined || !LEADS.has(before)) return null;
  const span = spanOf(found.length);
  const remedy = `jinja"${found.replace(/["\\]|\$(?=\{)/g, '\\$&')}"`;
  const diagnostic = diagnose('VK0163', span, { remedy }, { fix: writing(span, remedy) });
  return { length: found.length, type: T.Bad, diagnostic };
}

/** Reads a parameter that a shell would put into a text. */
export function readExpansion(
  text: string,
  at: number,
  spanOf: SpanOf,
): Pick<Foreign, 'length' | 'diagnostic'> | null {
  EXPANSION.lastIndex = at;
  const [found] = EXPANSION.exec(text) ?? [];
  if (found === undefined) return null;
  const span = spanOf(found.length);
  const edits = [{ span: { ...span, end: span.start }, text: '\\' }];
  const fix = { title: `Write \`\\${found}\``, safe: true, edits };
  return { length: found.length, diagnostic: diagnose('VK0164', span, { text: found }, { fix }) };
}
