import { placeText, remark } from '../model/place.ts';
import type { Note, Place } from '../model/place.ts';
import type { ImportTarget } from '../model/target.ts';
import { joinAlike } from './alike.ts';
import type { MergedStep } from './merge-steps.ts';
import { printStatement } from './statement.ts';
import type { Statement } from './statement.ts';
import { conditionFor } from './subset.ts';

/** A stretch of a role's text with the task of the tree that it is made from. */
export interface Written {
  readonly text: string;
  readonly place: Place;
}

/** Statements of one loop that only differ by their label are one with a list of labels. */
export function together(before: readonly Statement[], more: readonly Statement[]): readonly Statement[] {
  const out = [...before];
  for (const each of more) {
    const last = out.at(-1);
    const same =
      last !== undefined &&
      last.kind === each.kind &&
      last.grade === 'lifted' &&
      JSON.stringify([last.attributes, last.under, last.allows]) ===
        JSON.stringify([each.attributes, each.under, each.allows]);
    if (same && last.loop !== undefined && JSON.stringify(last.loop) === JSON.stringify(each.loop)) continue;
    const listed =
      same &&
      last.loop === undefined &&
      each.loop === undefined &&
      !each.labels.some((label) => last.labels.includes(label));
    if (listed) out[out.length - 1] = { ...last, labels: [...last.labels, ...each.labels] };
    else out.push(each);
  }
  return out;
}

/** What a step is on some targets. */
export interface Part {
  readonly on: readonly ImportTarget[];
  readonly text: string;
  /** Conditions that are decided at deployment. */
  readonly under: readonly string[];
  readonly place: Place;
}

/** Begins a line that says where in the tree the next lines come from; it is taken out in the end. */
export const MARK = '#@ ';

const withoutMark = (text: string) => text.slice(text.indexOf('\n') + 1);

/** A comment in the place of what the language cannot write. */
export const remarkPart = (note: Note, targets: readonly ImportTarget[]): Part => ({
  on: targets,
  text: `${MARK}${placeText(note.place)}\n${remark(note)}`,
  under: [],
  place: note.place,
});

/** What a step is, for each group of targets on which it is the same. */
export function partsOf(
  { step }: MergedStep,
  on: ReadonlyMap<ImportTarget, readonly Statement[]>,
  targets: readonly ImportTarget[],
): Part[] {
  const groups = new Map<string, { text: string; under: readonly string[]; on: ImportTarget[] }>();
  for (const target of targets) {
    const { text, under } = printed(on.get(target) ?? []);
    const key = [...under, text].join('\n');
    if (text === '') continue;
    const group = groups.get(key) ?? { under, text, on: [] };
    group.on.push(target);
    groups.set(key, group);
  }
  const comment =
    step.comment === null
      ? ''
      : `${step.comment
          .split('\n')
          .map((line) => `# ${line}`.trimEnd())
          .join('\n')}\n`;
  const mark = `${MARK}${placeText(step.place)}\n`;
  return [...groups.values()].map(({ text, under, on: group }, i) => ({
    on: group,
    text: mark + (i === 0 ? comment + text : text),
    under,
    place: step.place,
  }));
}

/** Statements as text, with the conditions under which all of them stand left to whoever takes the text. */
function printed(statements: readonly Statement[]): Pick<Part, 'text' | 'under'> {
  const [first] = statements;
  const under = first?.under ?? [];
  const text = (each: Statement) => printStatement(each);
  if (statements.every((each) => isEqual(each.under ?? [], under)))
    return { text: statements.map(text).join('\n'), under };
  return {
    text: statements.map((each) => surrounded([text(each)], each.under ?? [])).join('\n'),
    under: [],
  };
}

const isEqual = (a: readonly string[], b: readonly string[]) => a.join('\n') === b.join('\n');

/** Texts under conditions, the first one outermost. */
const surrounded = (texts: readonly string[], under: readonly string[]): string =>
  under.reduceRight((text, condition) => `when ${condition} {\n${text}\n}`, texts.join('\n'));

/** Neighbours under the same conditions share them. */
function sharing(parts: readonly Part[]): Written[] {
  const out: Written[] = [];
  for (let i = 0; i < parts.length;) {
    const { under, place } = parts[i]!;
    let end = i + 1;
    while (under.length > 0 && end < parts.length && isEqual(parts[end]!.under, under)) end++;
    const texts = parts.slice(i, end).map(({ text }) => text);
    out.push({ text: surrounded(texts, under), place });
    i = end;
  }
  return out;
}

/** Parts in order; neighbours under one condition share it, and what is for one family each is a `match`. */
export function arranged(made: readonly Part[], targets: readonly ImportTarget[]): Written[] {
  const parts = joinAlike(made, targets, withoutMark);
  const out: Written[] = [];
  for (let i = 0; i < parts.length;) {
    const isEverywhere = parts[i]!.on.length === targets.length;
    let end = i;
    while (end < parts.length && (parts[end]!.on.length === targets.length) === isEverywhere) end++;
    const stretch = parts.slice(i, end);
    out.push(...(isEverywhere ? sharing(stretch) : conditional(stretch, targets)));
    i = end;
  }
  return out;
}

function conditional(parts: readonly Part[], targets: readonly ImportTarget[]): Written[] {
  const groups: { on: readonly ImportTarget[]; parts: Part[]; place: Place }[] = [];
  const disjoint = parts.every((a) =>
    parts.every((b) => same(a.on, b.on) || !a.on.some((each) => b.on.includes(each))),
  );
  for (const part of parts) {
    const { on, place } = part;
    const group = disjoint
      ? groups.find((each) => same(each.on, on))
      : same(groups.at(-1)?.on ?? [], on)
        ? groups.at(-1)
        : undefined;
    if (group === undefined) groups.push({ on, parts: [part], place });
    else group.parts.push(part);
  }
  const families = groups.map(({ on }) => familyOf(on, targets));
  const all = new Set(targets.map(({ system }) => system.family));
  if (
    disjoint &&
    groups.length > 1 &&
    groups.length === all.size &&
    families.every((family) => family !== null)
  ) {
    const arms = groups.map((group, i) => `${families[i]!} {\n${textOf(group)}\n}`);
    return [{ text: `match os.family {\n${arms.join('\n')}\n}`, place: groups[0]!.place }];
  }
  return groups.map((group) => ({
    text: `when ${conditionFor(group.on, targets)!} {\n${textOf(group)}\n}`,
    place: group.place,
  }));
}

const textOf = ({ parts }: { readonly parts: readonly Part[] }) =>
  sharing(parts)
    .map(({ text }) => text)
    .join('\n');

const same = (a: readonly ImportTarget[], b: readonly ImportTarget[]) =>
  a.length === b.length && a.every((each, i) => each === b[i]);

/** The family of which these are all targets, or null. */
function familyOf(on: readonly ImportTarget[], targets: readonly ImportTarget[]): string | null {
  const family = on[0]!.system.family;
  const of = targets.filter(({ system }) => system.family === family);
  return same(of, on) ? family : null;
}
