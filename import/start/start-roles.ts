import { ReadNames, readers } from '../expand/read-names.ts';
import { liftRole } from '../lift/lift-role.ts';
import type { Counts } from '../lift/lift-role.ts';
import type { Written } from '../lift/arrange.ts';
import { mergeSteps, segmentsOf } from '../lift/merge-steps.ts';
import type { MergedStep } from '../lift/merge-steps.ts';
import type { Note } from '../model/place.ts';
import type { Expansion } from '../model/task.ts';
import type { ImportTarget } from '../model/target.ts';
import { contentOf } from '../proof/canonical.ts';
import type { Tree } from '../read/tree.ts';
import { fileText } from './start-phase.ts';
import { headerOf } from '../expand/role-header.ts';
import type { Exceptions } from '../lift/exceptions.ts';
import type { StartParam } from './params.ts';
import type { StartPhase } from './start-phase.ts';

/** What a role does when a machine is deployed. */
export interface StartRole {
  readonly items: readonly Written[];
  readonly params: readonly StartParam[];
  readonly counts: Counts;
  /** Why tasks stay tasks. */
  readonly reasons: readonly Note[];
  /** What the role says of itself above its tasks. */
  readonly header: string | null;
}

/** In the order in which they run, by the names that their roles have in the tree; null for one that is the library's. */
export type StartRoles = ReadonlyMap<string, StartRole | null>;

export interface StartRolesInput {
  readonly tree: Tree;
  readonly targets: readonly ImportTarget[];
  readonly phase: StartPhase;
  /** The expression for a file of the tree that a role takes along. */
  readonly file: (path: string, role: string) => string;
  readonly exceptions: Exceptions;
  readonly forced: ReadonlySet<string>;
  readonly dropped: ReadonlySet<string>;
  /** Roles that are the library's, with what they do in the start phase. */
  readonly same: ReadonlySet<string>;
  /** What the roles of the library declare. */
  readonly declared: ReadonlySet<string>;
}

const NOTHING: Expansion = { steps: [], notes: [], doubts: [], gathers: false };

/** The start phase in the language, by role; or why some of it can only be carried. */
export function startRoles(input: StartRolesInput): StartRoles | Note {
  const { tree, phase, file, forced, dropped, same } = input;
  const targets = input.targets.map((target, i) => ({ ...target, expansion: phase.on[i] ?? NOTHING }));
  const read = new ReadNames(
    targets.flatMap(({ expansion }) => readers(expansion.steps, tree)),
    tree,
  );
  const found = new Map<string, { readonly lifted: Omit<StartRole, 'params'>; readonly text: string }>();
  const order: string[] = [];
  for (const segment of segmentsOf(mergeSteps(targets))) {
    const name = segment[0]!.step.part.role!.replace(/_start$/, '');
    const { place } = segment[0]!.step;
    if (order.includes(name)) return { place, message: 'the role is run more than once' };
    order.push(name);
    if (same.has(name)) continue;
    const header = headerOf(tree, segment[0]!.step.part.folder!);
    const outcome = liftRole({
      header,
      steps: segment,
      targets,
      forced,
      dropped,
      file: (path) => file(path, name),
      content: (src) => contentOf(src, tree),
      read,
      params: phase.params,
      allows: (...resource) => input.exceptions.ofResource(name, 'start', ...resource),
    });
    if (!('role' in outcome)) return outcome.carry;
    const { items: lifted, counts, reasons } = outcome.role;
    const allowed = input.exceptions.of('role', name, 'start').map((text) => ({ text, place }));
    const items = [...allowed, ...lifted];
    found.set(name, { lifted: { items, counts, reasons, header }, text: textOf(segment, tree) });
  }
  const declaring = declarations(
    new Map([...found].map(([name, { text }]) => [name, text])),
    phase,
    input.declared,
  );
  return new Map(
    order.map((name) => {
      const lifted = found.get(name)?.lifted;
      return [name, lifted === undefined ? null : { ...lifted, params: declaring.get(name) ?? [] }];
    }),
  );
}

/** All that a role says, its templates included. */
function textOf(segment: readonly MergedStep[], tree: Tree): string {
  const tasks = segment.flatMap(({ on }) => [...on.values()].flatMap((step) => step.tasks));
  const templates = tasks.map(({ args: { src } }) => fileText(src, tree));
  return [JSON.stringify(tasks), ...templates].join(' ');
}

/** Each param is declared by the roles that name it; one that none names, by the role after which it is called. */
function declarations(
  texts: ReadonlyMap<string, string>,
  { params }: StartPhase,
  declared: ReadonlySet<string>,
): ReadonlyMap<string, readonly StartParam[]> {
  const found = new Map<string, StartParam[]>();
  for (const param of params.values()) {
    const word = new RegExp(`\\b${param.name}\\b`);
    const users = [...texts].filter(([, text]) => word.test(text)).map(([name]) => name);
    const namesakes = [...texts.keys()]
      .filter((name) => param.name.startsWith(`${name}_`))
      .toSorted((a, b) => b.length - a.length);
    const other = declared.has(param.name) ? [] : [...namesakes, ...texts.keys()].slice(0, 1);
    for (const name of users.length > 0 ? users : other) found.set(name, [...(found.get(name) ?? []), param]);
  }
  return found;
}

/** Tasks of both phases. */
export const withCounts = (build: Counts, start: Counts | undefined): Counts => ({
  lifted: build.lifted + (start?.lifted ?? 0),
  kept: build.kept + (start?.kept ?? 0),
  withKind: build.withKind + (start?.withKind ?? 0),
  liftedOfKind: build.liftedOfKind + (start?.liftedOfKind ?? 0),
  liftedLines: build.liftedLines + (start?.liftedLines ?? 0),
  keptLines: build.keptLines + (start?.keptLines ?? 0),
});

/** The roles of an image with those that are only there for the start phase, which runs in the order of the uses. */
export function withOthers<R extends { readonly from: string; readonly start: readonly Written[] }>(
  roles: readonly R[],
  starts: StartRoles,
  make: (from: string, start: StartRole) => R,
): R[] {
  const out = [...roles];
  let after = -1;
  for (const [from, start] of starts) {
    const at = out.findIndex((role) => role.from === from && (start === null || role.start.length > 0));
    if (at >= 0) after = Math.max(after, at);
    else if (start !== null) {
      const beside = out.findLastIndex((role) => role.from === from);
      after = Math.max(after, beside) + 1;
      out.splice(after, 0, make(from, start));
    }
  }
  return out;
}
