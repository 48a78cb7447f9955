import { expect } from 'vitest';
import type { Resource, RoleRun, Target } from '../../compiler/model/ir.ts';
import { textOf } from '../../compiler/model/text.ts';
import { library } from '../../stdlib/index.ts';
import { brief, compileText, noRules } from './compile.ts';

const inLibrary = (folder: string) =>
  Object.keys(library.sources)
    .flatMap((file) => new RegExp(`^vkc:${folder}/(.+)\\.vkimage$`).exec(file)?.[1] ?? [])
    .sort();

/** Systems of which less is known, each with the roles that do not compile for it as they are. */
export const partly: Readonly<Record<string, readonly string[]>> = {
  astra18: [
    'docker',
    'java',
    'lego',
    'monitoring',
    'nginx',
    'node_exporter',
    'playbooks',
    'postgresql',
    'redis',
    'swap',
  ],
};

/** The systems for which every role compiles as it is. */
export const systems = inLibrary('systems').filter((name) => !(name in partly));
export const roles = inLibrary('roles');
export const debianFamily = systems.filter((name) => /^(debian|ubuntu)/.test(name));
export const redhatFamily = systems.filter((name) => !debianFamily.includes(name));

/** One role on one system. */
export interface Used {
  readonly target: Target;
  /** What it does in the image build. */
  readonly build: readonly Resource[];
  /** What it does at deployment. */
  readonly start: readonly Resource[];
}

/** What a role comes to on each of the systems, with what is said in the body of `use`. */
export function use(role: string, body = '', os: readonly string[] = systems): Record<string, Used> {
  const text = `image a {\n  os = [${os.join(', ')}]\n  use ${role} { ${body} }\n}\n`;
  const result = compileText(text, { rules: noRules });
  expect(brief(result)).toEqual([]);
  const of = (runs: readonly RoleRun[], name: string) =>
    runs.find((run) => run.name === name)?.resources ?? [];
  return Object.fromEntries(
    result.images[0]!.targets.map((target) => [
      target.os.name,
      { target, build: of(target.provision, role), start: of(target.start, `${role}_start`) },
    ]),
  );
}

/** Labels of the resources of a kind. */
export const labels = (resources: readonly Resource[], kind: string): string[] =>
  resources.filter((each) => each.kind === kind).map(({ label }) => label);

/** The attribute of one resource, as text. */
export function attribute(resources: readonly Resource[], kind: string, label: string, name: string) {
  const found = resources.find((each) => each.kind === kind && each.label === label);
  const value = found?.attributes.get(name);
  return value === undefined ? undefined : (textOf(value) ?? value.type);
}

/** One line a system: what `tell` says of it, systems of which the same is said together. */
export function table(used: Record<string, Used>, tell: (each: Used) => string): Record<string, string> {
  const lines = new Map<string, string[]>();
  for (const [name, each] of Object.entries(used)) {
    const text = tell(each);
    lines.set(text, [...(lines.get(text) ?? []), name]);
  }
  return Object.fromEntries([...lines].map(([text, names]) => [names.sort().join(' '), text]));
}
