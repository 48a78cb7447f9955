import { library } from '../../../stdlib/index.ts';
import { MISSING } from '../../expand/role-reader.ts';
import { ReadNames, readers } from '../../expand/read-names.ts';
import { liftRole } from '../../lift/lift-role.ts';
import { contentOf } from '../../proof/canonical.ts';
import { mergeSteps, segmentsOf } from '../../lift/merge-steps.ts';
import type { MergedStep } from '../../lift/merge-steps.ts';
import type { Raw } from '../../model/data.ts';
import { placeText } from '../../model/place.ts';
import type { Note } from '../../model/place.ts';
import type { CarriedTask } from '../../model/task.ts';
import { folderOf, nameOf } from '../../read/tree.ts';
import { variablesIn } from '../../expand/scope.ts';
import { piecesOf, writeRole } from './carried-tasks.ts';
import { carry } from './carried-role.ts';
import { NO_ROLE, withoutClashes } from './role-result.ts';
import type { Base, RoleResult, RolesInput } from './role-result.ts';
import { isImplicit, libraryName } from './library-roles.ts';
import { roleName } from '../plan.ts';
import { roleDoc } from './role-doc.ts';
import { withKind } from '../../lift/tally.ts';
import { withCounts, withOthers } from '../../start/start-roles.ts';

/** The roles of an image in order. */
export function makeRoles(input: RolesInput): RoleResult[] {
  const made = builtRoles(input);
  return withOthers(made, input.starts, (from, start) => {
    const { params, items, counts, reasons } = start;
    const head = params.map(({ text }) => text);
    const wanted = made.some((each) => each.from === from) ? `start_${from}` : from;
    const body = [...head, ...items.map(({ text }) => text)].join('\n');
    const name = input.names.take(roleName(wanted), body);
    const doc = start.header;
    return { ...NO_ROLE, grade: 'language', name, from, doc, head, start: items, reasons, ...counts };
  });
}

function builtRoles(input: RolesInput): RoleResult[] {
  const { targets } = input;
  const steps = mergeSteps(targets);
  const read = new ReadNames(
    targets.flatMap(({ expansion }) => readers(expansion.steps, input.tree)),
    input.tree,
  );
  const out: RoleResult[] = [];
  let segments: (readonly MergedStep[])[] = segmentsOf(steps);
  const alone = new Map<readonly MergedStep[], { readonly task: CarriedTask; readonly reason: Note }>();
  for (let i = 0; i < segments.length; i++) {
    const segment = segments[i]!;
    const carry = alone.get(segment);
    if (carry !== undefined) {
      out.push(ofOneTask(segment[0]!, carry.task, carry.reason, input));
      continue;
    }
    const last = segments.slice(i + 1).every((each) => runsByItself(each, input));
    const made = one(segment, last, input, read);
    const pieces =
      input.inFiles && segment[0]!.step.part.role === null && made.left.length > 0
        ? piecesOf(segment, new Set(made.left.map(({ place }) => placeText(place))))
        : null;
    if (pieces !== null) {
      for (const { steps: own, carry: task } of pieces)
        if (task !== null)
          alone.set(own, {
            task,
            reason: made.left.find(({ place }) => placeText(place) === placeText(own[0]!.step.place))!,
          });
      segments.splice(i, 1, ...pieces.map((piece) => piece.steps));
      i--;
      continue;
    }
    if (made.grade === 'carried') {
      // What a carried role uses itself goes with it.
      const { key } = segment[0]!.step.part;
      const within = (each: MergedStep) =>
        each.step.part.key === key || each.step.part.key.startsWith(`${key}>`);
      const own = segments.slice(i).flat().filter(within);
      const before = segments.slice(0, i).flat().filter(within);
      segments = [
        ...segments.slice(0, i + 1),
        ...segments
          .slice(i + 1)
          .map((each) => each.filter((step) => !within(step)))
          .filter((each) => each.length > 0),
      ];
      // A part of it that came before is in the carried role too.
      while (
        before.length > 0 &&
        out.at(-1) !== undefined &&
        before.some((step) => out.at(-1)!.items.some(({ place }) => place === step.step.place))
      )
        out.pop();
      const all = [...own, ...before];
      const counted = { carried: all.filter(hasTask).length, withKind: ofKind(all) };
      out.push({ ...made, ...counted, carriedLines: linesOf(all) });
    } else out.push(made);
  }
  return withoutClashes(out, input.names);
}

/** A task of a play that has a role of its own. */
function ofOneTask(
  merged: MergedStep,
  task: CarriedTask,
  reason: Note,
  { assets, names, tree }: RolesInput,
): RoleResult {
  const { step } = merged;
  const title = step.tasks[0]?.name ?? titleOf(task.raw) ?? 'carried';
  const wanted = roleName(title).slice(0, 40).replace(/_+$/, '');
  // Two that are the same come from two places, which is said above each.
  const name = names.take(wanted, JSON.stringify([task, reason]));
  writeRole(task, `roles/${name}`, assets, tree);
  return {
    ...NO_ROLE,
    grade: 'carried',
    name,
    from: title,
    head: [`from = path("roles/${name}")`],
    carried: 1,
    withKind: withKind(merged),
    carriedLines: step.lines,
    reason,
  };
}

const titleOf = (raw: Raw): string | null => {
  const { name } = variablesIn(raw);
  return typeof name === 'string' && !name.includes('{{') ? name : null;
};

const ofKind = (steps: readonly MergedStep[]) => steps.reduce((sum, each) => sum + withKind(each), 0);

const linesOf = (steps: readonly MergedStep[]) => steps.reduce((sum, { step }) => sum + step.lines, 0);

const hasTask = ({ on }: MergedStep) =>
  [...on.values()].some(({ tasks, opaque }) => tasks.length > 0 || opaque !== null);

function one(segment: readonly MergedStep[], last: boolean, input: RolesInput, read: ReadNames): RoleResult {
  const { targets, assets, forced, carried, dropped, tree } = input;
  const { part } = segment[0]!.step;
  const from = part.role ?? part.title ?? nameOf(part.place.file);
  const base = { ...NO_ROLE, from };
  const own = libraryName(part.role);
  if (own !== null && input.same.has(own)) {
    const lifted = segment.filter(hasTask).length;
    input.exceptions.skip(own);
    const use = isImplicit(own) ? [] : input.exceptions.of('role', own);
    const known = ofKind(segment);
    return {
      ...base,
      grade: 'library',
      name: isImplicit(own) ? null : own,
      lifted,
      withKind: known,
      liftedOfKind: known,
      liftedLines: linesOf(segment),
      use,
    };
  }
  if (part.role !== null && part.folder === null) return outside(part.role, segment, base, input);
  const wanted = roleName(
    nameOf(part.role ?? part.title ?? `${nameOf(folderOf(part.place.file)) || 'playbook'}_tasks`),
  );
  const isOwn = last && part.title === `Set up ${input.image}` && !input.starts.has(from);
  const { doc, header } = roleDoc(tree, part, isOwn);
  const lifted = liftRole({
    steps: segment,
    targets,
    forced,
    dropped,
    file: (path) => assets.expression(path, wanted),
    content: (src) => contentOf(src, tree),
    read,
    header,
    allows: (...resource) => input.exceptions.ofResource(part.role, 'provision', ...resource),
  });
  const outcome =
    'role' in lifted && carried.has(part.folder ?? part.key)
      ? { carry: { place: part.place, message: 'the language would change what it does' } }
      : lifted;
  if ('role' in outcome) {
    const { items, left, reasons } = outcome.role;
    // What stands in an image itself is a role of its name in a tree that is compiled.
    const inImage = isOwn || (part.role === null && last);
    const start = input.starts.get(from) ?? undefined;
    const counts = withCounts(outcome.role.counts, start?.counts);
    const head = [
      ...(start?.params.map(({ text }) => text) ?? []),
      ...(inImage ? [] : input.exceptions.of('role', part.role)),
    ];
    const body = [...head, ...[...items, ...(start?.items ?? [])].map(({ text }) => text)].join('\n');
    const name =
      inImage || body === '' ? null : input.names.take(ownName(wanted, segment, input), `${doc}\n${body}`);
    return {
      ...base,
      grade: 'language',
      name,
      doc: inImage && !isOwn ? null : doc,
      head,
      items,
      start: start?.items ?? [],
      ...counts,
      reasons: [...reasons, ...(start?.reasons ?? [])],
      left,
    };
  }
  const reason = outcome.carry;
  if (part.folder === null)
    return {
      ...base,
      grade: 'missing',
      reason,
      carried: segment.filter(hasTask).length,
      withKind: ofKind(segment),
      carriedLines: linesOf(segment),
    };
  return carry(part.folder, wanted, segment, { ...base, reason }, input);
}

/** Whether a role is the library's that runs after all others. */
const runsByItself = (segment: readonly MergedStep[], { same }: RolesInput): boolean => {
  const name = libraryName(segment[0]!.step.part.role);
  return name !== null && same.has(name) && isImplicit(name);
};

/** A name of the library for what runs by itself is kept only where the role runs at that place. */
function ownName(wanted: string, segment: readonly MergedStep[], { targets, image }: RolesInput): string {
  const { first, last, start } = library.implicitRoles;
  // The image's own resources are a role of its name.
  if (wanted === roleName(image)) return `own_${wanted}`;
  const steps = targets[0]?.expansion.steps ?? [];
  const at = (step: (typeof steps)[number] | undefined) => step?.part.key === segment[0]!.step.part.key;
  if (wanted === first && !at(steps[0])) return `own_${wanted}`;
  if (wanted === last && !at(steps.at(-1))) return `own_${wanted}`;
  return wanted === start ? `own_${wanted}` : wanted;
}

function outside(
  role: string,
  segment: readonly MergedStep[],
  base: Base,
  { versions, names }: RolesInput,
): RoleResult {
  const { place } = segment[0]!.step;
  const version = versions.get(role);
  if (version !== undefined && /^[a-z][a-z0-9_]*\.[a-z][a-z0-9_]*$/.test(role)) {
    const head = [`galaxy = "${role}"`, `version = "${version}"`];
    return {
      ...base,
      grade: 'galaxy',
      name: names.take(roleName(role.split('.')[1]!), head.join('\n')),
      head,
      carried: 1,
      reason: { place, message: 'it is of Ansible Galaxy' },
    };
  }
  const known = Object.hasOwn(library.sources, `vkc:roles/${nameOf(role)}.vkimage`);
  const message = `${MISSING}${known ? `; the library has one of this name: \`use ${nameOf(role)}\`` : ''}`;
  return { ...base, grade: 'missing', reason: { place, message } };
}
