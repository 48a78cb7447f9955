import type { CompileResult } from '../../compiler/options.ts';
import { allSystems, compileExample, systemsFor } from '../../cli/explain/examples.ts';
import { libraryRoles } from '../../cli/explain/library.ts';
import type { LibraryRole } from '../../cli/explain/library.ts';
import { enumValues, typeOf } from '../../compiler/model/types.ts';
import { library } from '../../stdlib/index.ts';
import { partly } from './role-tables.ts';

const roles: readonly LibraryRole[] = libraryRoles();
/** All but those for which some roles have no answer. */
export const systems: readonly string[] = allSystems()
  .map(({ name }) => name)
  .filter((name) => !(name in partly));

/** Uses of a role in which one of its params has another of its listed values than usual. */
function alternatives({ name, declaration, text }: LibraryRole): string[] {
  return declaration.body.members.flatMap((param) => {
    if (param.node !== 'param' || param.default === null) return [];
    const usual = text.slice(param.default.span.start, param.default.span.end);
    const others = enumValues(typeOf(param.type)).filter((value) => value !== usual);
    return others.map((value) => `use ${name} { ${param.name.text} = ${value} }`);
  });
}

/** Every role as its page shows it, every kind of resource and of expectation, and text that looks like a template. */
export function everything(on: readonly string[]): CompileResult {
  const kinds = [...library.kinds.values()].map(({ example }) => example);
  // Some examples show a second role, which is here anyway. What roles use has to be used with its values before them.
  const isUsed = ({ name }: LibraryRole) =>
    roles.some(({ text }) => new RegExp(`^ +use ${name}\\b`, 'm').test(text));
  const ordered = [...roles].sort((a, b) => Number(isUsed(b)) - Number(isUsed(a)));
  const uses = ordered.map(({ name, example }) => onlyUseOf(name, example));
  const text = 'file "/srv/text" { content = "{{ no template }} {% raw %}" }';
  const expected = [...library.expectations.values()].map(({ example }) => example);
  const expect = `expect {\n${expected.join('\n\n')}\n}`;
  return compileExample(on, [...uses, ...kinds, text, expect].join('\n\n'));
}

function onlyUseOf(name: string, example: string): string {
  const parts = example.split(/^(?=use )/m);
  return parts.find((part) => new RegExp(`^use ${name}\\b`).test(part)) ?? '';
}

/** Images that together hold every alternative of every role where it compiles, each role once in an image. */
export function alternativeImages(): CompileResult[] {
  const possible = roles.map((role) =>
    alternatives(role).flatMap((use) => {
      const on = systemsFor(use, systems);
      return on.length === 0 ? [] : [{ use, on }];
    }),
  );
  const most = Math.max(...possible.map((each) => each.length));
  return Array.from({ length: most }, (_, i) => {
    const uses = possible.flatMap((each) => each[i] ?? []);
    const members = uses.map(({ use, on }) =>
      on.length === systems.length ? use : `when os in [${on.join(', ')}] {\n${use}\n}`,
    );
    return compileExample(systems, members.join('\n'));
  });
}
