import * as fc from 'fast-check';
import { balance, isName } from '../../../grammar/scan/brackets.ts';
import { scan } from '../../../grammar/scan/scanner.ts';
import { T } from '../../../grammar/scan/tokens.ts';

const name = fc.constantFrom(
  'a',
  'bb',
  'some-name',
  'os',
  'image',
  'in',
  'match',
  'for',
  'when',
  'use',
  'if',
  'x_9',
);
const plainName = fc.constantFrom('a', 'bb', 'some-name', 'os', 'postgresql', 'x_9');
const text = fc.constantFrom(
  '""',
  '"plain text"',
  '"a \\" \\n b"',
  'jinja"{{ x }}"',
  '"${a}"',
  '"x${f("y${b}", [1])}z"',
  '"""one"""',
  '"""\n   two\n     lines\n  """',
  'jinja"""\n{{ x }}\n"""',
);
const number = fc.constantFrom('0', '-12', '5', '50G', '10m', '0644', 'true', 'false', 'unset');
const pattern = fc.oneof(plainName, fc.constantFrom('"text"', '5', 'true'));
const operator = fc.constantFrom('||', '&&');
const comparison = fc.constantFrom('==', '!=', '<', '<=', '>', '>=', 'in');
const arithmetic = fc.constantFrom('+', '-', '*', '/', '%');
const list = (item: fc.Arbitrary<string>, max = 4) =>
  fc
    .tuple(fc.array(item, { maxLength: max }), fc.boolean())
    .map(([items, comma]) => items.join(', ') + (comma && items.length > 0 ? ',' : ''));

const type = fc.constantFrom(
  'string',
  'list(int)?',
  'one_of(a, b)',
  'object({ a = string, bb = int? })',
  'list(object({ a = map(object({ b = bool,\n c = size }))? }))',
);

const { expression, block } = fc.letrec<{ expression: string; block: string; member: string }>((tie) => {
  const expression = tie('expression');
  const block = tie('block');
  const pair = fc.tuple(name, expression).map(([key, value]) => `${key} = ${value}`);
  return {
    expression: fc.oneof(
      { maxDepth: 4, withCrossShrink: true },
      plainName,
      text,
      number,
      list(expression).map((items) => `[${items}]`),
      fc
        .tuple(fc.array(pair, { maxLength: 3 }), fc.constantFrom(' ', '\n', ', '))
        .map(([p, gap]) => `{ ${p.join(gap)} }`),
      list(expression).map((items) => `f(${items})`),
      fc.tuple(expression, expression).map(([a, b]) => `[for x in ${a} : ${b} if x]`),
      fc.tuple(expression, operator, expression).map(([a, op, b]) => `(${a}) ${op} (${b})`),
      fc.tuple(expression, arithmetic, expression).map(([a, op, b]) => `(${a}) ${op} (${b})`),
      fc.tuple(plainName, arithmetic, plainName, comparison, number).map((p) => p.join(' ')),
      fc.tuple(expression, expression).map(([a, b]) => `[for k, v in ${a} : ${b} if v]`),
      fc.tuple(plainName, comparison, plainName, operator, plainName).map((p) => p.join(' ')),
      fc.tuple(expression, expression, expression).map(([a, b, c]) => `(${a}) ? (${b}) : ${c}`),
      fc.tuple(expression, name).map(([a, b]) => `(${a}).${b}[0]`),
      expression.map((a) => `!(${a})`),
      fc
        .tuple(plainName, fc.array(fc.tuple(pattern, pattern, expression), { maxLength: 2 }), expression)
        .map(
          ([a, arms, other]) =>
            `match ${a} { ${arms.map(([p, q, v]) => `${p}, ${q} => ${v}`).join(' ')} else => ${other} }`,
        ),
    ),
    member: fc.oneof(
      { maxDepth: 3, withCrossShrink: true },
      pair,
      pair,
      fc.tuple(plainName, type, expression).map(([n, t, e]) => `param ${n}: ${t} = ${e}`),
      fc
        .tuple(plainName, type, fc.constantFrom('', ' = 5'), expression, text)
        .map(([n, t, d, e, m]) => `param ${n}: ${t}${d} { validate { condition = ${e}  message = ${m} } }`),
      fc.tuple(plainName, expression).map(([n, e]) => `let ${n} = ${e}`),
      fc.tuple(plainName, plainName).map(([r, n]) => `use ${r} as ${n}`),
      fc
        .tuple(
          fc.constantFrom('package', 'file'),
          fc.oneof(
            pattern.filter((p) => p !== 'true'),
            list(plainName).map((l) => `[${l}]`),
          ),
        )
        .map(([k, l]) => `${k} ${l}`),
      fc
        .tuple(fc.constantFrom('service ssh', 'build', 'port 80', 'use docker'), block)
        .map(([h, b]) => `${h} ${b}`),
      fc.tuple(plainName, block, block).map(([e, a, b]) => `when ${e} ${a} else when !${e} ${a} else ${b}`),
      fc.tuple(plainName, pattern, block).map(([e, p, b]) => `match ${e} { ${p}, other ${b} else ${b} }`),
      fc.tuple(plainName, pattern, block).map(([e, p, b]) => `match ${e} { ${p} ${b} else when ${e} ${b} }`),
      fc.tuple(expression, block).map(([e, b]) => `for x in (${e}) ${b}`),
      fc.tuple(expression, block).map(([e, b]) => `for k, v in (${e}) ${b}`),
    ),
    block: fc
      .tuple(fc.array(tie('member'), { maxLength: 4 }), fc.constantFrom(' ', '\n', '\n\n'))
      .map(([members, gap]) => `{${gap}${members.join(gap)}${gap}}`),
  };
});

/** Whole files without mistakes. */
export const program: fc.Arbitrary<string> = fc
  .array(
    fc.oneof(
      block.map((b) => `image a ${b}`),
      block.map((b) => `role b ${b}`),
      expression.map((e) => `let c = ${e}`),
      fc.constant('import "a.vkimage"'),
    ),
    { maxLength: 3 },
  )
  .map((all) => all.join('\n'));

/** The same text with other white space between its tokens, and with comments when `comments` is given. */
export function respaced(text: string, choices: readonly number[], comments: readonly string[] = []): string {
  const { tokens } = balance(scan('a', text).tokens, text);
  const blanks = [' ', '\n', '  ', '\n\n\n', '\t', '\r\n', ...comments];
  let result = '';
  let [end, choice] = [0, 0];
  for (let place = 0; place < tokens.length; place++) {
    const token = tokens[place]!;
    const tight = text.slice(end, token.startOffset) === '' && token.tokenType !== T.Comma;
    const gap = blanks[choices[choice++ % choices.length]! % blanks.length]!;
    // A minus that begins a line would be an item of YAML.
    if (token.tokenType === T.Arithmetic && token.image === '-') {
      result += ' -';
      end = token.endOffset + 1;
      continue;
    }
    const none =
      place === 0 ||
      (tight && !/[\])}(]/.test(token.image)) ||
      (text[end - 1] === '-' && tokens[place - 1]?.tokenType !== T.Arithmetic);
    // A line that begins with a name may be taken for a member, so what precedes must not hang on it.
    const before = tokens[place - 1]?.tokenType ?? T.End;
    const bound = isName(token.tokenType) && (isName(before) || before === T.Assign);
    result += none ? '' : bound ? ' ' : gap;
    const last = token.tokenType === T.StringOpen ? tokens[(place = token.partner)]! : token;
    end = last.endOffset + 1;
    result += text.slice(token.startOffset, end);
  }
  return result;
}
