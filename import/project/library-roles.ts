import type { Compile } from '../../compiler/options.ts';
import { memoryHost } from '../../compiler/sdk/host.ts';
import { packerAnsible } from '../../emit/emitters/packer-ansible.ts';
import { renderImage } from '../../emit/render.ts';
import { library } from '../../stdlib/index.ts';
import { implicitNames } from '../../compiler/sdk/library.ts';
import type { Step } from '../model/task.ts';
import { canonical } from '../proof/canonical.ts';
import { Tree, nameOf } from '../read/tree.ts';
import { expandCompiled } from './compiled.ts';
import type { ImagePlan } from './plan.ts';

/** The name of the library's role that a role of the tree may be, or null. */
export function libraryName(role: string | null): string | null {
  const name = role === null ? null : nameOf(role);
  return name !== null && Object.hasOwn(library.sources, `vkc:roles/${name}.vkimage`) ? name : null;
}

export const isImplicit = (name: string): boolean => implicitNames(library.implicitRoles).includes(name);

/** Roles of the tree that do on every target what the library's role of that name does by itself. */
export function sameAsLibrary(plan: ImagePlan, tree: Tree, compile: Compile): ReadonlySet<string> {
  const all = plan.targets.flatMap(({ target }) => target.expansion.steps);
  const names = [...new Set(all.flatMap(({ part }) => libraryName(part.role) ?? []))];
  if (names.length === 0) return new Set();
  const uses = names.filter((name) => !isImplicit(name)).map((name) => `use ${name}`);
  const systems = [...new Set(plan.targets.map(({ system }) => system.name))];
  const [arch, other] = [...new Set(plan.targets.map(({ system }) => system.arch))];
  const both = other === undefined ? '' : `variant other { arch = ${other} }\n`;
  const text = `image ${plan.name} {\nos = [${systems.join(', ')}]\narch = ${arch!}\n${uses.join('\n')}\n${both}}\n`;
  const rules = new Map(library.rules.map(({ id }) => [id, 'off'] as const));
  const result = compile({
    host: memoryHost({ 'library.vkimage': text }),
    entries: ['library.vkimage'],
    rules,
  });
  const [image] = result.images;
  if (image === undefined) return new Set();
  const files = renderImage(image, packerAnsible, result).map(
    ({ path, content }) => [path, content] as const,
  );
  const compiled = new Tree(memoryHost(Object.fromEntries(files)));
  const same = new Set(names);
  for (const { system, target } of plan.targets) {
    const name = image.targets.find(({ os }) => os.name === system.name && os.arch === system.arch)!.name;
    const ours = expandCompiled(compiled, name, system).steps;
    for (const each of same) {
      const of = (steps: readonly Step[]) => steps.filter(({ part }) => libraryName(part.role) === each);
      const texts = (steps: readonly Step[], from: Tree) =>
        canonical(of(steps), from, system).map((one) => one.text);
      const [a, b] = [texts(target.expansion.steps, tree), texts(ours, compiled)];
      if (a.length !== b.length || !a.every((one, i) => one === b[i])) same.delete(each);
    }
  }
  return same;
}
