import type { Note, Place } from '../model/place.ts';
import { placeText, remark } from '../model/place.ts';
import type { ReadNames } from '../expand/read-names.ts';
import type { ImportTarget } from '../model/target.ts';
import { enabledBy } from '../expand/one-handler.ts';
import type { FlatTask, Step } from '../model/task.ts';
import { joinAlike } from './alike.ts';
import { liftTask } from './lift-task.ts';
import { withParams } from './deployment.ts';
import type { DeploymentParams } from './deployment.ts';
import type { LiftContext } from './lifter.ts';
import type { MergedStep } from './merge-steps.ts';
import { printStatement } from './statement.ts';
import type { Grade, Statement } from './statement.ts';
import { conditionFor } from './subset.ts';

/** A stretch of a role's text with the task of the tree that it is made from. */
export interface Written {
  readonly text: string;
  readonly place: Place;
}

export interface LiftedRole {
  readonly items: readonly Written[];
  /** Calls of modules in the tree by grade, on all systems together: one task of the tree is one. */
  readonly counts: Readonly<Record<Grade, number>>;
  /** Tasks of a play that fit no grade; comments stand in their place. */
  readonly left: readonly Note[];
}

export type RoleOutcome = { readonly role: LiftedRole } | { readonly carry: Note };

export interface LiftInput {
  readonly steps: readonly MergedStep[];
  readonly targets: readonly ImportTarget[];
  /** Places of tasks that stay tasks. */
  readonly forced: ReadonlySet<string>;
  /** Places of tasks that the language cannot write. */
  readonly dropped: ReadonlySet<string>;
  readonly file: (path: string) => string;
  readonly content: (src: string) => string;
  readonly read: ReadNames;
  /** A comment before the first task that is about the role. */
  readonly header?: string | null;
  /** What is given at deployment; only tasks of the start phase know it. */
  readonly params?: DeploymentParams;
}

/** The tasks of a role, or of a play, in the language; or why they can only be carried. */
export function liftRole(input: LiftInput): RoleOutcome {
  const { steps, targets, forced, dropped, file, content, read, header, params = NOT_DEPLOYED } = input;
  const made = new Map<MergedStep, Map<ImportTarget, readonly Statement[]>>(
    steps.map((each) => [each, new Map()]),
  );
  const alone = steps[0]!.step.part.folder === null;
  const left = new Map<MergedStep, Note>();
  const places = new Set(steps.flatMap(({ on }) => [...on.values()].map(({ place }) => placeText(place))));
  for (const merged of steps)
    for (const each of merged.on.values()) {
      if (each.opaque === null) continue;
      const note = { place: merged.step.place, message: each.opaque };
      if (!alone) return { carry: note };
      left.set(merged, note);
    }
  const enabled = new Map(targets.map((each) => [each, enabledBy(stepTasks(each.expansion.steps))]));
  for (const target of targets) {
    const flat = steps.flatMap((merged) =>
      (merged.on.get(target)?.tasks ?? []).map((task) => ({ merged, task: withParams(task, params) })),
    );
    for (let i = 0; i < flat.length; i++) {
      const { merged, task } = flat[i]!;
      const context: LiftContext = {
        system: target.system,
        phase: input.params === undefined ? 'provision' : 'start',
        params,
        next: flat.slice(i + 1, i + 40).map((each) => each.task),
        file,
        content,
        isRead: (register, by) => read.isRead(register, by),
        stays: (register) => read.stays(register, places),
        enables: enabled.get(target)!,
      };
      const place = placeText(task.place);
      const lift = dropped.has(place)
        ? { reason: 'the language cannot write what it holds' }
        : liftTask(task, context, forced.has(place));
      if (lift.reason !== undefined) {
        const note = { place: task.place, message: lift.reason };
        if (!alone) return { carry: note };
        left.set(merged, note);
        continue;
      }
      const before = made.get(merged)!.get(target) ?? [];
      made.get(merged)!.set(target, together(before, lift.statements));
      i += lift.also ?? 0;
    }
  }
  const counts = { lifted: 0, kept: 0 };
  const parts: Part[] = [];
  for (const merged of steps) {
    const on = made.get(merged)!;
    const note = left.get(merged);
    if (note !== undefined) {
      parts.push({
        on: targets,
        text: `${MARK}${placeText(note.place)}\n${remark(note)}`,
        under: [],
        place: note.place,
      });
      continue;
    }
    const grades = [...on.values()].flatMap((statements) => statements.map(({ grade }) => grade));
    if (on.size > 0) counts[grades.includes('kept') ? 'kept' : 'lifted']++;
    parts.push(...partsOf(withoutHeader(merged, header), on, targets));
  }
  return {
    role: {
      items: arranged(joinAlike(parts, targets, withoutMark), targets),
      counts,
      left: [...left.values()],
    },
  };
}

/** A step without the comment that is about its role. */
const withoutHeader = (merged: MergedStep, header: string | null = null): MergedStep =>
  header !== null && wordsOf(merged.step.comment) === wordsOf(header)
    ? { ...merged, step: { ...merged.step, comment: null } }
    : merged;

const wordsOf = (text: string | null) => (text ?? '').match(/[\p{L}\d]+/gu)?.join(' ') ?? '';

const NOT_DEPLOYED: DeploymentParams = new Map();

const stepTasks = (steps: readonly Step[]): readonly FlatTask[] => steps.flatMap(({ tasks }) => tasks);

/** Statements of one loop that only differ by their label are one with a list of labels. */
function together(before: readonly Statement[], more: readonly Statement[]): readonly Statement[] {
  const out = [...before];
  for (const each of more) {
    const last = out.at(-1);
    const same =
      last !== undefined &&
      last.kind === each.kind &&
      last.grade === 'lifted' &&
      JSON.stringify([last.attributes, last.under]) === JSON.stringify([each.attributes, each.under]);
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

interface Part {
  readonly on: readonly ImportTarget[];
  readonly text: string;
  /** Conditions that are decided at deployment. */
  readonly under: readonly string[];
  readonly place: Place;
}

/** Begins a line that says where in the tree the next lines come from; it is taken out in the end. */
export const MARK = '#@ ';

const withoutMark = (text: string) => text.slice(text.indexOf('\n') + 1);

/** What a step is, for each group of targets on which it is the same. */
function partsOf(
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
function arranged(parts: readonly Part[], targets: readonly ImportTarget[]): Written[] {
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
