import type { BlockDeclaration, Let, Use } from '../../grammar/syntax.ts';
import type { DiagnosticCollector } from '../diagnostics/collector.ts';
import type { Modules } from '../load/loader.ts';
import type { Module } from '../load/module.ts';
import { baseOf } from '../language/base-image.ts';
import { references, usesIn } from '../language/free-names.ts';
import { circlesOf, wayRound } from '../model/graph.ts';

/** Reports top-level lets that need themselves, each circle at the first one and the reference that closes it. */
export function valueCircles({ values }: Module, collector: DiagnosticCollector): void {
  const lets = [...values.values()].filter((each): each is Let => each.node === 'let');
  const refs = new Map(lets.map((each) => [each, references(each.value)]));
  const letOf = (name: string): Let[] => {
    const found = values.get(name);
    return found?.node === 'let' ? [found] : [];
  };
  const circles = circlesOf(lets, (each) => refs.get(each)!.flatMap(({ name }) => letOf(name)));
  for (const circle of circles) {
    const first = lets.find((each) => circle.has(each))!;
    const closing = refs.get(first)!.find(({ name }) => letOf(name).some((each) => circle.has(each)))!;
    collector.reporter()('VK0217', closing.span, { name: first.name.text });
  }
}

/** Names of a way that are shown; of a longer one the middle is left out. */
const SHOWN = 8;

/** Reports roles that use themselves, directly or through others, each circle once: at the first role’s own `use`. */
export function roleCircles(modules: Modules, collector: DiagnosticCollector): void {
  const homes = new Map<BlockDeclaration, Module>();
  const uses = new Map<BlockDeclaration, { readonly use: Use; readonly role: BlockDeclaration }[]>();
  const usesOf = (role: BlockDeclaration) => {
    let found = uses.get(role);
    if (found === undefined) {
      found = usesIn(role.body.members).flatMap((use) => {
        const target = modules.find(homes.get(role)!, 'role', use.role.text);
        if (target === null) return [];
        homes.set(target.declaration, target.module);
        return [{ use, role: target.declaration }];
      });
      uses.set(role, found);
    }
    return found;
  };
  const roles: BlockDeclaration[] = [];
  for (const module of modules.all()) {
    for (const declaration of module.syntax.declarations) {
      if (declaration.node !== 'role') continue;
      homes.set(declaration, module);
      roles.push(declaration);
    }
  }
  const next = (role: BlockDeclaration) => usesOf(role).map((each) => each.role);
  for (const circle of circlesOf(roles, next)) {
    const first = roles.find((role) => circle.has(role));
    if (first === undefined) continue;
    const way = [...wayRound(first, circle, next), first];
    const { use } = usesOf(first).find(({ role }) => role === way[1])!;
    collector.reporter()('VK0216', use.role.span, { name: first.name.text, chain: chainOf(way) });
  }
}

/** Reports images that are built on themselves, directly or through others, each circle once. */
export function baseCircles(modules: Modules, collector: DiagnosticCollector): void {
  const bases = new Map<BlockDeclaration, BlockDeclaration>();
  const images = modules.all().flatMap((module) => {
    const own = [...module.blocks.image.values()];
    for (const image of own) {
      const name = baseOf(image);
      const found = name === null ? null : modules.find(module, 'image', name.text);
      if (found !== null) bases.set(image, found.declaration);
    }
    return own;
  });
  const next = (image: BlockDeclaration) => [bases.get(image)].filter((each) => each !== undefined);
  for (const circle of circlesOf(images, next)) {
    const first = images.find((image) => circle.has(image));
    if (first === undefined) continue;
    const chain = chainOf([...wayRound(first, circle, next), first]);
    collector.reporter()('VK0520', baseOf(first)!.span, { name: first.name.text, chain });
  }
}

function chainOf(way: readonly BlockDeclaration[]): string {
  const names = way.map(({ name }) => name.text);
  if (names.length > SHOWN) names.splice(SHOWN - 2, names.length - SHOWN + 1, '…');
  return names.join(' → ');
}
