import { keywords } from '../../compiler/language/keywords.ts';
import { functions } from '../../compiler/language/functions.ts';
import { isLibraryFile } from '../../compiler/model/file-names.ts';
import { fieldOf } from '../../compiler/model/schema.ts';
import type { Declaration } from '../../compiler/model/semantics.ts';
import { describe } from '../../compiler/model/types.ts';
import { roleDoc } from '../../compiler/language/role-doc.ts';
import type { Span } from '../../grammar/span.ts';
import type { Attribute, Let, Param } from '../../grammar/syntax.ts';
import { library } from '../../stdlib/index.ts';
import { findRule } from '../../stdlib/rule-set.ts';
import type { Place } from './feature.ts';
import { nodesAt, nodesOf } from './syntax-tree.ts';
import type { AnyNode } from './syntax-tree.ts';

/** What is said of the word at an offset. */
export function describeSubject(place: Place, offset: number): { markdown: string; span: Span } | null {
  const { project, file } = place;
  const nodes = nodesAt(project.parsed(file).file, offset);
  const word = wordAt(project.text(file), offset);
  const declaration = project.declarationAt(file, offset);
  const inner = nodes.findLast(({ node }) => node === 'name' || node === 'ref' || node === 'string');
  const expression = valueAround(nodes, offset);
  if (declaration !== null && declaration.what !== 'file' && word !== null) {
    const spans = valueSpans(place, declaration, word, expression);
    return { markdown: joined([about(declaration), values(place, spans)]), span: { ...word, file } };
  }
  const keyword = word === null ? undefined : keywords.get(project.text(file).slice(word.start, word.end));
  const isName = nodes.at(-1)?.node === 'name' && nodes.at(-2)?.node !== 'element';
  if (word !== null && keyword !== undefined && !isName && inner?.node !== 'string') {
    return { markdown: joined([code(keyword.form), keyword.doc]), span: { ...word, file } };
  }
  if (expression === null) return null;
  const type = project.model.typeAt(file, offset);
  const shown = values(place, [expression.span]);
  if (shown === null) return null;
  return {
    markdown: joined([type === null ? null : sentence(describe(type)), shown]),
    span: expression.span,
  };
}

/** Documentation of a declaration, as Markdown. */
export function about(declaration: Declaration): string {
  const { what, name, owner, type, doc } = declaration;
  const of = type === null ? '' : `: ${describe(type)}`;
  const head = what === 'field' && owner !== null ? `${owner}.${name}` : name;
  if (what === 'function') {
    const known = functions.get(name);
    return joined([code(known?.signature ?? name), known?.doc ?? doc]);
  }
  if (what === 'rule') {
    const rule = findRule(name);
    return joined([code(`allow ${name} { reason = "…" }`), rule?.title ?? null, rule?.why ?? null]);
  }
  if (what === 'resource' || what === 'expectation') {
    const kind = (what === 'resource' ? library.kinds : library.expectations).get(name);
    return joined([code(kind?.example ?? name), doc, kind && `Its label is ${kind.label.what}.`]);
  }
  if (what === 'role' && doc !== null) {
    const { about: text, example } = roleDoc(doc);
    return joined([code(example ?? `use ${name}`), text]);
  }
  const fallback = defaultOf(declaration);
  const shown = what === 'field' || what === 'attribute' ? head : `${what} ${name}`;
  return joined([code(`${shown}${of}`), doc, fallback === null ? null : `Default: \`${fallback}\`.`]);
}

/** The default of an attribute of a kind. */
function defaultOf({ what, name, owner }: Declaration): string | null {
  const kind = /^the resource (\w+)$/.exec(owner ?? '')?.[1];
  if (what !== 'attribute' || kind === undefined) return null;
  const found = library.kinds.get(kind);
  return (found && fieldOf(found.schema, name)?.default) ?? null;
}

/** The expressions whose values are those of a name: where it is used, and what it is declared as. */
function valueSpans(
  { project, file }: Place,
  declaration: Declaration,
  word: Pick<Span, 'start' | 'end'>,
  expression: AnyNode | null,
): Span[] {
  const { what, span } = declaration;
  if (what === 'attribute' || what === 'field') {
    if (expression !== null) return [expression.span];
    return attributeValues(project.parsed(file).file, word);
  }
  if (
    what === 'param' &&
    span?.start !== word.start &&
    attributeValues(project.parsed(file).file, word).length > 0
  )
    return attributeValues(project.parsed(file).file, word);
  if (!['let', 'param', 'loop variable', 'value'].includes(what)) return [];
  const used = span?.start !== word.start && expression !== null && what !== 'value';
  if (used && expression.span.start === word.start) return [expression.span];
  if (span === null) return expression === null ? [] : [expression.span];
  if (isLibraryFile(span.file)) return [];
  const declared = nodesOf<Let>(project.parsed(span.file).file, 'let').filter(
    ({ name }) => name.span.start === span.start,
  );
  return [...project.model.usesOf(declaration), ...declared.map(({ value }) => value.span)];
}

/** The values of the attributes whose name stands at a place. */
const attributeValues = (root: AnyNode, { start }: Pick<Span, 'start'>): Span[] =>
  [...nodesOf<Attribute>(root, 'attribute'), ...nodesOf<Param>(root, 'param')]
    .filter(({ name }) => name.span.start === start)
    .flatMap((each) => ('value' in each ? each.value.span : []));

const VALUES: ReadonlySet<string> = new Set(
  'string int bool size duration mode ref list map listfor call get index not binary conditional matchexpr'.split(
    ' ',
  ),
);

/** The innermost expression that a word is all of, or the last name of. */
function valueAround(nodes: readonly AnyNode[], offset: number): AnyNode | null {
  const last = nodes.findLast(({ node }) => node !== undefined && VALUES.has(node));
  return last !== undefined && last.span.end >= offset ? last : null;
}

/** `"nginx"` on all targets, or each value with its targets. */
function values({ project }: Place, spans: readonly Span[]): string | null {
  if (spans.length === 0) return null;
  const byTarget = project.values.ofAll(spans);
  if (byTarget.size === 0) return null;
  const images = new Set([...byTarget.keys()].map((target) => target.split('/')[0]));
  const groups = new Map<string, string[]>();
  for (const [target, found] of byTarget) {
    const text = found.join(', ');
    groups.set(text, [
      ...(groups.get(text) ?? []),
      images.size > 1 ? target : target.slice(target.indexOf('/') + 1),
    ]);
  }
  const [only] = groups.keys();
  if (groups.size === 1) {
    const count = byTarget.size;
    return `\`${clipped(only!)}\` on ${count === 1 ? [...groups.values()][0]![0]! : `all ${count} targets`}`;
  }
  return [...groups].map(([text, targets]) => `- \`${clipped(text)}\` on ${targets.join(', ')}`).join('\n');
}

const clipped = (text: string): string =>
  (text.length > 200 ? `${text.slice(0, 200)}…` : text).replace(/`/g, 'ˋ');

const sentence = (text: string): string => `${text.slice(0, 1).toUpperCase()}${text.slice(1)}.`;

const code = (text: string): string => `\`\`\`vkimage\n${text}\n\`\`\``;

const joined = (parts: readonly (string | null | undefined)[]): string =>
  parts.filter((part) => part !== null && part !== undefined && part !== '').join('\n\n');

/** The word that an offset is in or at the end of. */
export function wordAt(text: string, offset: number): Omit<Span, 'file'> | null {
  const before = /[\p{L}\p{N}_-]*$/u.exec(text.slice(Math.max(0, offset - 200), offset))![0];
  const after = /^[\p{L}\p{N}_-]*/u.exec(text.slice(offset, offset + 200))![0];
  if (before === '' && after === '') return null;
  const start = offset - before.length;
  return { start, end: offset + after.length, line: text.slice(0, start).split('\n').length };
}
