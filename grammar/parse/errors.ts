import type { TokenType } from 'chevrotain';
import { diagnoser } from '../diagnostic.ts';
import type { Diagnostic } from '../diagnostic.ts';
import { syntax } from '../messages/index.ts';
import { T } from '../scan/tokens.ts';
import { after, before, describe, isEnd, lineBefore, opening, replacing, spanOf, textOf } from './stop.ts';
import type { Stop } from './stop.ts';

const diagnose = diagnoser(syntax);

/**
 * Returns the diagnostic for a token that does not fit. `situation` is named by the grammar rule that met it.
 */
export function explain(situation: string, stop: Stop): Diagnostic {
  return word(stop) ?? (situations[situation] ?? unexpected)(stop);
}

/**
 * Many languages write `and`, `or` and `not` as words. If one of them stands here, that is the mistake,
 * whatever token was expected.
 */
function word(stop: Stop): Diagnostic | null {
  const { found, previous } = stop;
  // `not` in front of a name was read as a name itself.
  if (previous?.tokenType === T.Name && previous.image === 'not' && !previous.first && !found.first) {
    const at = { ...stop, found: previous };
    return diagnose('VK0150', spanOf(at), { word: 'not', operator: '!' }, replacing({ ...at }, '!'));
  }
  if (found.tokenType !== T.Name || found.first) return null;
  const operator = WORDS.get(found.image);
  if (operator === undefined) return null;
  return diagnose('VK0150', spanOf(stop), { word: found.image, operator }, replacing(stop, operator));
}

const WORDS: ReadonlyMap<string, string> = new Map([
  ['and', '&&'],
  ['or', '||'],
  ['not', '!'],
]);

/** A value that stands in parentheses where a label is expected; null without. */
function inParentheses({ tokens, found, text }: Stop): string | null {
  const open = tokens[found.place + 1];
  if (open?.tokenType !== T.LParen || open.first) return null;
  const close = tokens[open.partner];
  const value = close === undefined ? '' : text.slice(open.endOffset + 1, close.startOffset).trim();
  return /^[\w.[\]-]+$/.test(value) ? value : null;
}

const situations: Readonly<Record<string, (stop: Stop) => Diagnostic>> = {
  // Top level
  top: (stop) => {
    if (!stop.found.first && stop.previous !== null) return unexpected(stop);
    const [next, name] = stop.tokens.slice(stop.found.place + 1);
    const written = next !== undefined && [T.Colon, T.Assign].includes(next.tokenType as never);
    const help = `Write \`${stop.found.image} ${name?.tokenType === T.Name ? name.image : 'NAME'} { … }\`.`;
    const known = BLOCKS.has(stop.found.image) && written;
    return diagnose('VK0123', spanOf(stop), { text: textOf(stop) }, known ? { help } : {});
  },
  'import path': (stop) => diagnose('VK0143', spanOf(stop), {}),
  'declared name': (stop) => {
    if (stop.found.tokenType === T.StringOpen) return quotedName(stop);
    return diagnose('VK0124', spanOf(stop), { kind: stop.previous?.image ?? '' });
  },
  'quoted name': (stop) => quotedName(stop),

  // Members
  block: (stop) => {
    if (stop.found.tokenType === T.Assign && stop.previous !== null) return unexpected(stop);
    const late = lateCondition(stop);
    if (late !== null) return late;
    const isElse = stop.previous?.tokenType === T.Else && stop.found.tokenType !== T.RBrace;
    const help = 'Open it with `{`. With a condition, write `else when`.';
    return diagnose('VK0126', spanOf(stop), { what: lineBefore(stop) }, isElse ? { help } : {});
  },
  lone: (stop) => {
    const name = stop.found.image;
    const label = inParentheses(stop);
    const help = `A label is in quotes: write \`${name} "\${${label}}"\`.`;
    return diagnose('VK0156', spanOf(stop), { name }, label === null ? {} : { help });
  },
  member: (stop) => {
    const type = stop.found.tokenType;
    if (type === T.Comma) return strayComma(stop);
    if (type === T.LParen) return unexpected(stop);
    if (type === T.StringOpen && after(stop, T.Assign)) return quotedName(stop);
    return diagnose('VK0146', spanOf(stop), { text: describe(stop) });
  },
  'member comma': (stop) => strayComma(stop),
  colon: (stop) => {
    // With no value on its line this is a block head in YAML style, and `=` would not mend it.
    const next = stop.tokens[stop.found.place + 1];
    const extra = next === undefined || next.first ? {} : replacing(stop, ' =');
    return diagnose('VK0128', spanOf(stop), { name: before(stop) }, extra);
  },
  equals: (stop) => diagnose('VK0149', spanOf(stop), { name: before(stop) }, replacing(stop, '=')),
  'missing equals': (stop) => {
    const at = { ...spanOf(stop), end: stop.found.startOffset };
    const fix = { title: 'Insert `=`', safe: true, edits: [{ span: at, text: '= ' }] };
    return diagnose('VK0129', spanOf(stop), { name: before(stop) }, { fix });
  },
  assign: (stop) => {
    if (stop.found.tokenType === T.LBrace || isEnd(stop))
      return diagnose('VK0130', spanOf(stop), { name: before(stop) });
    return diagnose('VK0129', spanOf(stop), { name: before(stop) });
  },
  'second label': (stop) => {
    const previous = { ...stop, found: opening(stop, stop.previous!), previous: null };
    const [first, text] = [textOf(previous), textOf(stop)];
    const kind = stop.tokens[previous.found.place - 1]?.image ?? '';
    return diagnose('VK0131', spanOf(stop), { kind, first, text });
  },
  label: (stop) => {
    if (stop.found.tokenType === T.Comma) return diagnose('VK0138', spanOf(stop), {}, replacing(stop, ''));
    return diagnose('VK0132', spanOf(stop), { what: describe(stop) });
  },
  'param type': (stop) => diagnose('VK0136', spanOf(stop), { name: before(stop) }),
  type: (stop) => {
    if (stop.found.tokenType === T.Comma) return situations['item']!(stop);
    return diagnose('VK0137', spanOf(stop), { text: describe(stop) });
  },
  else: (stop) => diagnose('VK0139', spanOf(stop), {}),
  'else if': (stop) =>
    diagnose('VK0158', spanOf(stop), { text: `else ${stop.found.image}` }, replacing(stop, 'when')),
  pattern: (stop) => diagnose('VK0140', spanOf(stop), { text: describe(stop) }),
  'after else': (stop) => diagnose('VK0153', spanOf(stop), {}),
  'value arm': (stop) => arm(stop, 'give no values', 'Write `name => value` for each.'),
  'block arm': (stop) => {
    if (stop.previous?.tokenType === T.When)
      return diagnose('VK0158', spanOf({ ...stop, found: stop.previous }), { text: 'when' });
    if (stop.found.tokenType !== T.Arrow) return situations['block']!(stop);
    return arm(
      stop,
      'give values where members are chosen',
      'Write `name`, then a block of members; or put the `match` after `name =`.',
    );
  },
  'for in': (stop) => diagnose('VK0142', spanOf(stop), {}),
  'loop name': (stop) =>
    diagnose('VK0157', spanOf(stop), { keyword: 'for', example: 'for key, value in xs { … }' }),
  'used name': (stop) => {
    if (stop.found.tokenType === T.StringOpen) return quotedName(stop);
    const several = stop.found.tokenType === T.LBracket;
    const help = 'Each role has a `use` of its own: `use nginx`, and on the next line `use redis`.';
    const extra = several ? { help } : {};
    return diagnose('VK0157', spanOf(stop), { keyword: 'use', example: 'use docker' }, extra);
  },
  alias: (stop) => diagnose('VK0157', spanOf(stop), { keyword: 'as', example: 'use docker as docker_2' }),
  'let name': (stop) => diagnose('VK0157', spanOf(stop), { keyword: 'let', example: 'let name = "value"' }),
  'param name': (stop) =>
    diagnose('VK0157', spanOf(stop), { keyword: 'param', example: 'param name: string' }),

  // Values
  chained: (stop) => diagnose('VK0133', spanOf(stop), {}),
  operand: (stop) => operand(stop),
  comma: (stop) => {
    if (!ITEMS.includes(stop.found.tokenType)) return unexpected(stop);
    const at = stop.previous === null ? spanOf(stop) : spanOf(stop, stop.previous);
    const fix = {
      title: 'Insert a comma',
      safe: true,
      edits: [{ span: { ...at, start: at.end }, text: ',' }],
    };
    return diagnose('VK0135', spanOf(stop), { text: describe(stop) }, { fix });
  },
  item: (stop) => {
    if (stop.found.tokenType === T.Comma) return diagnose('VK0138', spanOf(stop), {}, replacing(stop, ''));
    return unexpected(stop);
  },
  dot: (stop) => diagnose('VK0145', spanOf(stop), {}),
  choice: (stop) => {
    const question = stop.tokens.slice(0, stop.found.place).findLast((t) => t.tokenType === T.Question);
    return diagnose('VK0147', spanOf(stop, question ?? stop.found), {});
  },
  key: (stop) => diagnose('VK0159', spanOf(stop), { text: describe(stop) }),
};

/** Where a value should begin, the token before it tells what is missing. */
function operand(stop: Stop): Diagnostic {
  const { found, previous } = stop;
  const type = previous?.tokenType;
  if (type === T.Assign) {
    const name = before({ ...stop, found: previous! });
    return diagnose('VK0130', spanOf(stop, previous!), { name });
  }
  if (type === T.InterpolationOpen && found.tokenType === T.InterpolationClose) {
    return diagnose('VK0148', { ...spanOf(stop, previous!), end: found.endOffset + 1 }, {});
  }
  if (found.tokenType === T.RBracket && previous?.place === found.partner)
    return diagnose('VK0151', spanOf(stop), {});
  if (found.tokenType === T.Comma && previous !== null)
    return diagnose('VK0138', spanOf(stop), {}, replacing(stop, ''));
  if (previous !== null && (LEADS.includes(type!) || (type === T.In && !found.first))) {
    return diagnose('VK0134', spanOf(stop), { after: previous.image });
  }
  return unexpected(stop);
}

function unexpected(stop: Stop): Diagnostic {
  if (stop.found.tokenType === T.LParen) {
    const [use, name] = stop.tokens.slice(0, stop.found.place).slice(-2);
    const isUse = use?.tokenType === T.Use;
    const help = `What a role is given stands in a block: \`use ${name?.image} { name = value }\`.`;
    return diagnose('VK0144', spanOf(stop), {}, isUse ? { help } : {});
  }
  return diagnose('VK0152', spanOf(stop), { text: describe(stop) });
}

/** A comma between members; after a single label or value it is that of a list without brackets. */
function strayComma(stop: Stop): Diagnostic {
  const { tokens, found } = stop;
  const [name, kind, label] = tokens.slice(Math.max(0, found.place - 3), found.place);
  const next = tokens[found.place + 1];
  const goesOn =
    label !== undefined &&
    next?.tokenType === label.tokenType &&
    [T.Name, T.Int, T.Size].includes(label.tokenType as never) &&
    tokens[found.place + 2]?.tokenType !== T.Assign;
  if (!goesOn) return diagnose('VK0127', spanOf(stop), {}, replacing(stop, ''));
  const list = `[${label.image}, ${next!.image}]`;
  let help: string | null = null;
  if (kind?.tokenType === T.Use)
    help = `Each role has a \`use\` of its own: \`use ${label.image}\`, and on the next line \`use ${next!.image}\`.`;
  else if (kind?.tokenType === T.Name && kind.first)
    help = `Several of one kind are a list: \`${kind.image} ${list}\`.`;
  else if (kind?.tokenType === T.Assign && name?.first)
    help = `Several values are a list: \`${name.image} = ${list}\`.`;
  return diagnose('VK0127', spanOf(stop), {}, help === null ? replacing(stop, '') : { help });
}

/** A condition behind what it decides: `package jq when os.family == debian`. */
function lateCondition(stop: Stop): Diagnostic | null {
  const { tokens, text, previous } = stop;
  if (previous === null) return null;
  let place = previous.place;
  while (place > 0 && tokens[place]!.tokenType !== T.When && !tokens[place]!.first) place--;
  const word = tokens[place]!;
  if (word.tokenType !== T.When || word.first) return null;
  const condition = text.slice(word.endOffset + 1, previous.endOffset + 1).trim();
  const start = text.lastIndexOf('\n', word.startOffset) + 1;
  const resource = text.slice(start, word.startOffset).trim();
  const short = resource !== '' && condition !== '' && resource.length + condition.length < 70;
  const around = short ? `when ${condition} { ${resource} }` : 'when CONDITION { … }';
  return diagnose(
    'VK0126',
    spanOf(stop, word),
    { what: lineBefore(stop) },
    { help: `What decides stands around it: \`${around}\`.` },
  );
}

const BLOCKS: ReadonlySet<string> = new Set(['image', 'role', 'os', 'family']);

function quotedName(stop: Stop): Diagnostic {
  const text = textOf(stop);
  const name = text.replace(/^jinja|"/g, '');
  const usable = /^[A-Za-z_][A-Za-z0-9_-]*$/.test(name);
  const extra = usable ? replacing(stop, name) : { help: 'A name is made of letters, digits, `-` and `_`.' };
  return diagnose('VK0125', spanOf(stop), { text, name }, extra);
}

function arm(stop: Stop, have: string, remedy: string): Diagnostic {
  return diagnose('VK0141', spanOf(stop), { have, remedy });
}

const LEADS: readonly TokenType[] = [
  T.Binary,
  T.Not,
  T.Question,
  T.Colon,
  T.Arrow,
  T.When,
  T.Match,
  T.LParen,
  T.If,
];
const ITEMS: readonly TokenType[] = [
  T.Name,
  T.True,
  T.False,
  T.Unset,
  T.StringOpen,
  T.Int,
  T.Size,
  T.Duration,
  T.Mode,
  T.LBracket,
  T.LBrace,
];
