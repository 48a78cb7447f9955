import { commonBlocks, imageBlocks, roleBlocks } from '../../compiler/language/blocks.ts';
import { functions } from '../../compiler/language/functions.ts';
import { paramBlocks } from '../../compiler/language/param-blocks.ts';
import { osBlocks } from '../../compiler/language/system-blocks.ts';
import { TYPE_NAMES } from '../../compiler/model/types.ts';
import type { ParseResult } from '../../grammar/parse/parser.ts';
import { scan } from '../../grammar/scan/scanner.ts';
import { T, isKeyword } from '../../grammar/scan/tokens.ts';
import type {
  Attribute,
  BlockDeclaration,
  Call,
  Element,
  For,
  GetAttr,
  Label,
  Let,
  ListFor,
  MapExpr,
  MatchArm,
  NameExpr,
  Param,
  TypeExpr,
  TypeField,
  Use,
} from '../../grammar/syntax.ts';
import { allNodes } from './syntax-tree.ts';

/** A stretch of a text with what it is. */
export interface Colour {
  readonly start: number;
  readonly end: number;
  readonly type: string;
  readonly modifiers: readonly string[];
}

type Named = readonly [type: string, ...modifiers: string[]];

const BLOCKS: ReadonlySet<string> = new Set(
  [imageBlocks, roleBlocks, commonBlocks, osBlocks, paramBlocks].flatMap((each) => [...each.keys()]),
);
const BROUGHT: ReadonlySet<string> = new Set(['os', 'image', 'build', 'variant']);

/** What the words, texts, numbers and comments of a source are, in order. */
export function colours({ file, comments }: ParseResult, text: string): Colour[] {
  const names = namesOf(file);
  const found: Colour[] = comments.map(({ span }) => ({
    start: span.start,
    end: span.end,
    type: 'comment',
    modifiers: [],
  }));
  for (const token of scan('', text).tokens) {
    const { startOffset: start, tokenType } = token;
    const end = token.endOffset + 1;
    if (end <= start) continue;
    const named = names.get(start);
    if (named !== undefined) {
      const [type, ...modifiers] = named;
      found.push({ start, end, type, modifiers });
    } else if (isKeyword(tokenType)) found.push({ start, end, type: 'keyword', modifiers: [] });
    else if (STRINGS.has(tokenType)) found.push({ start, end, type: 'string', modifiers: [] });
    else if (NUMBERS.has(tokenType)) found.push({ start, end, type: 'number', modifiers: [] });
  }
  return found.sort((a, b) => a.start - b.start);
}

const STRINGS: ReadonlySet<unknown> = new Set([T.StringOpen, T.Text, T.StringClose]);
const NUMBERS: ReadonlySet<unknown> = new Set([T.Int, T.Size, T.Duration, T.Mode]);

/** What the names of a tree are, by where they begin. */
function namesOf(root: ParseResult['file']): Map<number, Named> {
  const names = new Map<number, Named>();
  const set = ({ start }: { start: number }, ...named: Named) => names.set(start, named);
  const label = (node: Label | null) => {
    if (node?.node === 'name') set(node.span, 'string');
    if (node?.node === 'labels')
      for (const item of node.items) if (item.node === 'name') set(item.span, 'string');
  };
  for (const node of allNodes(root)) {
    switch (node.node) {
      case 'image':
      case 'role':
      case 'os':
      case 'family': {
        const { name } = node as unknown as BlockDeclaration;
        set(
          name.span,
          node.node === 'image' || node.node === 'role' ? 'namespace' : 'enumMember',
          'declaration',
        );
        break;
      }
      case 'attribute':
        set((node as unknown as Attribute).name.span, 'property');
        break;
      case 'param':
        set((node as unknown as Param).name.span, 'parameter', 'declaration');
        break;
      case 'let':
        set((node as unknown as Let).name.span, 'variable', 'declaration');
        break;
      case 'for':
      case 'listfor':
        for (const name of [
          (node as unknown as For | ListFor).index,
          (node as unknown as For | ListFor).variable,
        ])
          if (name !== null) set(name.span, 'variable', 'declaration');
        break;
      case 'use': {
        const { role, alias } = node as unknown as Use;
        set(role.span, 'namespace');
        if (alias !== null) set(alias.span, 'namespace', 'declaration');
        break;
      }
      case 'element': {
        const element = node as unknown as Element;
        set(
          element.kind.span,
          ...((BLOCKS.has(element.kind.text) ? ['struct'] : ['class']) as [string]),
          'defaultLibrary',
        );
        label(element.label);
        break;
      }
      case 'arm':
        for (const pattern of (node as unknown as MatchArm).patterns)
          if (pattern.node === 'name') set(pattern.span, 'enumMember');
        break;
      case 'typefield':
        set((node as unknown as TypeField).name.span, 'property', 'declaration');
        break;
      case 'type': {
        const { name } = node as unknown as TypeExpr;
        set(name.span, TYPE_NAMES.has(name.text) ? 'type' : 'enumMember');
        break;
      }
      case 'call': {
        const { name } = node as unknown as Call;
        if (functions.has(name.text)) set(name.span, 'function', 'defaultLibrary');
        else set(name.span, 'function');
        break;
      }
      case 'get':
        set((node as unknown as GetAttr).name.span, 'property');
        break;
      case 'map':
        for (const { key } of (node as unknown as MapExpr).entries)
          if (key.node === 'name') set(key.span, 'property');
        break;
      case 'matchexpr':
        for (const { patterns } of (node as unknown as { arms: readonly MatchArm[] }).arms)
          for (const pattern of patterns) if (pattern.node === 'name') set(pattern.span, 'enumMember');
        break;
      case 'ref': {
        const { name, span } = node as unknown as NameExpr;
        if (BROUGHT.has(name)) set(span, 'variable', 'defaultLibrary');
        else set(span, 'variable');
        break;
      }
    }
  }
  return names;
}
