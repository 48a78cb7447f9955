import type { BootCheckGroup, Image, Target } from '../../../compiler/model/ir.ts';
import type { KnownPoints } from '../../expect/expectations.ts';
import { keyOf } from '../../expect/lift-point.ts';
import type { System } from '../../model/system.ts';
import { memoryHost } from '../../../compiler/sdk/host.ts';
import { packerAnsible } from '../../../emit/emitters/packer-ansible.ts';
import { renderImage } from '../../../emit/render.ts';
import { library } from '../../../stdlib/index.ts';
import { implicitNames } from '../../../compiler/sdk/library.ts';
import type { Step } from '../../model/task.ts';
import { canonical } from '../../proof/canonical.ts';
import { Tree, nameOf } from '../../read/tree.ts';
import { expandCompiled } from '../../proof/compiled.ts';
import { readStartPhase } from '../../start/start-phase.ts';
import type { StartPhase } from '../../start/start-phase.ts';
import type { ImagePlan } from '../plan.ts';
import { textsBelow } from '../workshop.ts';
import type { Workshop } from '../workshop.ts';

/** The name of the library's role that a role of the tree may be, or null. */
export function libraryName(role: string | null): string | null {
  const name = role === null ? null : nameOf(role);
  return name !== null && Object.hasOwn(library.sources, `vkc:roles/${name}.vkimage`) ? name : null;
}

export const isImplicit = (name: string): boolean => implicitNames(library.implicitRoles).includes(name);

/** Roles of a tree that are the library's. */
export interface LibraryRoles {
  /** Their names; that of the role that brings the start phase is among them if the language writes that. */
  readonly same: ReadonlySet<string>;
  /** What they are given when an image is deployed. */
  readonly declared: ReadonlySet<string>;
  /** What they expect of the booted machine. */
  readonly expected: KnownPoints;
}

/** Roles of the tree that do on every target, and when they are deployed, what the library's role of that name does by itself. */
export function sameAsLibrary(plan: ImagePlan, shop: Workshop, phase: StartPhase | null): LibraryRoles {
  const { tree, compile } = shop;
  const all = plan.targets.flatMap(({ target }) => target.expansion.steps);
  const { start } = library.implicitRoles;
  const names = [...new Set(all.flatMap(({ part }) => libraryName(part.role) ?? []))].filter(
    (name) => name !== start,
  );
  const brought = phase === null ? [] : [start];
  const declared = new Set<string>();
  if (names.length === 0 && phase === null) return { same: new Set(brought), declared, expected: NOTHING };
  const uses = [
    ...names.filter((name) => !isImplicit(name)).map((name) => `use ${name}`),
    // The role that brings a start phase runs if there is one.
    ...(phase === null ? [] : [`use ${start} {\n${phase.use.join('\n')}\n}`, 'use starting']),
  ];
  const starting = phase === null ? '' : 'role starting {\nstart { command "true" }\n}\n';
  const systems = [...new Set(plan.targets.map(({ system }) => system.name))];
  const [arch, other] = [...new Set(plan.targets.map(({ system }) => system.arch))];
  const both = other === undefined ? '' : `variant other { arch = ${other} }\n`;
  const below = textsBelow(plan, shop);
  const base = plan.base === null ? '' : `base = image.${plan.base.name}\n`;
  const text = `image ${plan.name} {\nos = [${systems.join(', ')}]\narch = ${arch!}\n${base}${uses.join('\n')}\n${both}}\n${starting}\n${below.join('\n\n')}`;
  const rules = new Map(library.rules.map(({ id }) => [id, 'off'] as const));
  const result = compile({
    host: memoryHost({ ...Object.fromEntries(shop.assets.files), 'library.vkimage': text }),
    entries: ['library.vkimage'],
    rules,
    yaml: shop.readYaml,
  });
  const image = result.images.find(({ name }) => name === plan.name);
  if (image === undefined) return { same: new Set(brought), declared, expected: NOTHING };
  const files = renderImage(image, packerAnsible, result).map(
    ({ path, content }) => [path, content] as const,
  );
  const compiled = new Tree(memoryHost(Object.fromEntries(files)));
  const same = new Set(names);
  const builds = plan.targets.map(({ system }) => {
    const { name } = targetOf(image, system);
    return { system, steps: expandCompiled(compiled, name, system).steps };
  });
  const own = readStartPhase(compiled, builds)?.phase ?? null;
  for (const [i, { system, target }] of plan.targets.entries()) {
    const ours = builds[i]!.steps;
    for (const each of same) {
      const of = (steps: readonly Step[]) => steps.filter(({ part }) => libraryName(part.role) === each);
      const started = (steps: readonly Step[] | undefined) =>
        (steps ?? []).filter(({ part }) => part.role === `${each}_start`);
      const texts = (steps: readonly Step[], from: Tree) =>
        canonical(steps, from, system).map((one) => one.text);
      const a = [...texts(of(target.expansion.steps), tree), ...texts(started(phase?.on[i]?.steps), tree)];
      const b = [...texts(of(ours), compiled), ...texts(started(own?.on[i]?.steps), compiled)];
      if (a.length !== b.length || !a.every((one, i) => one === b[i])) same.delete(each);
    }
  }
  for (const { role, name } of image.runtime) {
    if (!same.has(role) || own === null) continue;
    const [mine, theirs] = [own.params.get(name), phase?.params.get(name)];
    if (mine === undefined || mine.declaredAs !== theirs?.declaredAs) same.delete(role);
    else declared.add(name);
  }
  const roles = new Set([...same, ...brought]);
  const targets = plan.targets.map(({ system }) => targetOf(image, system));
  return { same: roles, declared, expected: expectedBy(roles, targets) };
}

const NOTHING: KnownPoints = { provision: [], start: [] };

const targetOf = ({ targets }: Image, system: System): Target =>
  targets.find(({ os }) => os.name === system.name && os.arch === system.arch)!;

function expectedBy(roles: ReadonlySet<string>, targets: readonly Target[]): KnownPoints {
  const keys = (groups: readonly BootCheckGroup[]) =>
    new Set(
      groups
        .filter(({ role }) => role !== null && roles.has(role))
        .flatMap(({ checks }) =>
          checks.map(({ look, that, vars }) => keyOf({ look, that, vars: Object.fromEntries(vars) })),
        ),
    );
  return {
    provision: targets.map(({ verify }) => keys(verify)),
    start: targets.map(({ verify_start: verify }) => keys(verify)),
  };
}
