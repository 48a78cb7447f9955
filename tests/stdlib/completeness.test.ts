import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { CompileOptions } from '../../compiler/options.ts';
import { fieldNames, fieldOf } from '../../compiler/model/schema.ts';
import { imageSchema } from '../../compiler/model/ir.ts';
import { library } from '../../stdlib/index.ts';
import { settingsForParts } from '../../stdlib/rule-set.ts';
import { packerAnsible } from '../../emit/emitters/packer-ansible.ts';
import { renderImage } from '../../emit/render.ts';
import { compileText } from '../support/compile.ts';
import { root } from '../support/examples.ts';
import { partly } from '../support/role-tables.ts';

const inFolder = (folder: string, ending: string) =>
  readdirSync(join(root, 'stdlib', folder))
    .filter((file) => file.endsWith(ending))
    .map((file) => file.slice(0, -ending.length))
    .sort();

const SENTENCE = /^\p{Lu}.*\.$/su;

const systems = inFolder('systems', '.vkimage');
const roles = inFolder('roles', '.vkimage');
/** The systems for which a role compiles. */
const systemsOf = (role: string) => systems.filter((name) => !partly[name]?.includes(role));

const clean = (source: string, options: Partial<CompileOptions> = {}) => {
  const result = compileText(source, options);
  expect(result.diagnostics.map((each) => `${each.code} ${each.message}`)).toEqual([]);
  expect(result.images).toHaveLength(1);
  return result;
};

/** The example of a kind on every system. */
const compiled = ({ example }: { readonly example: string }) =>
  clean(`image a {\n  os = [${systems.join(', ')}]\n${example}\n}\n`, { rules: settingsForParts() });

describe('resource kinds', () => {
  test('are the files of their folder', () => {
    expect([...library.kinds.keys()].sort()).toEqual(inFolder('resources', '.ts'));
  });

  test.each([...library.kinds.values()])(
    '$name is documented, and its example compiles on every system',
    (kind) => {
      const file = `stdlib/resources/${kind.name}.ts`;
      expect(kind.doc, `\`doc\` in ${file} is a sentence`).toMatch(SENTENCE);
      expect(kind.label.what, `\`label.what\` in ${file} begins with an article`).toMatch(/^(a|an|the) /);
      for (const name of fieldNames(kind.schema))
        expect(fieldOf(kind.schema, name)?.doc, `The text of \`${name}\` in ${file} is a sentence`).toMatch(
          SENTENCE,
        );
      const result = compiled(kind);
      for (const target of result.images[0]!.targets) {
        const run = target.provision.find((each) => each.name === 'a')!;
        expect(
          run.tasks.some((task) => task.kind === kind.name),
          `\`lower\` in ${file} makes a task of its \`example\` on ${target.os.name}`,
        ).toBe(kind.ofBuilder !== true);
        for (const task of [...run.tasks, ...run.handlers]) {
          expect(task.module, `A module in ${file} is one of ansible.builtin`).toMatch(
            /^ansible\.builtin\.\w+$/,
          );
          expect(task.title, `A title in ${file} begins with a capital letter`).toMatch(/^\p{Lu}/u);
        }
      }
      expect(imageSchema.safeParse(result.images[0]).error?.issues ?? []).toEqual([]);
    },
  );

  const bringing = [...library.kinds.values()].filter(({ ofBuilder }) => ofBuilder !== true);
  test.each(bringing)('$name says what it brings', (kind) => {
    const result = compiled(kind);
    for (const target of result.images[0]!.targets) {
      const { resources } = target.provision.find(({ name }) => name === 'a')!;
      for (const { label, attributes } of resources.filter((each) => each.kind === kind.name)) {
        const use = { label, attributes: Object.fromEntries(attributes) };
        const brought = kind.contents?.(use, { os: target.os, phase: 'provision' }) ?? {};
        const missing = `Write \`contents\` in stdlib/resources/${kind.name}.ts: what \`${kind.name} ${label}\` brings to ${target.os.name}`;
        expect(Object.values(brought).flat().length, missing).toBeGreaterThan(0);
      }
    }
  });
});

describe('systems', () => {
  test.each(systems)('%s has an image of its own', (name) => {
    const [image] = clean(`image a {\n  os = [${name}]\n  package jq\n}\n`).images;
    const { os } = image!.targets[0]!;
    expect(os.name).toBe(name);
    const file = `stdlib/systems/${name}.vkimage`;
    expect(os.image.url, `\`image.url\` in ${file}`).toMatch(/^https:\/\//);
    const end = name in partly ? /^$/ : /^20\d\d-[01]\d$/;
    expect(os.end_of_life, `\`end_of_life\` in ${file}`).toMatch(end);
    expect(os.python, `\`python\` in ${file}`).toMatch(/^\d\.\d+$/);
  });
});

describe('roles', () => {
  test.each(roles)('%s is documented', (name) => {
    const source = library.sources[`vkc:roles/${name}.vkimage`]!;
    const file = `stdlib/roles/${name}.vkimage`;
    expect(source, `${file} begins with a comment that says what the role does`).toMatch(/^# \p{Lu}/u);
    for (const [, before, param] of source.matchAll(/^(.*)\n  param (\w+)/gm))
      expect(before, `Write a comment above \`param ${param}\` in ${file}`).toMatch(/^ {2}# |^ {2}param /);
  });

  test.each(roles)('%s compiles on every system that it knows', (name) => {
    const on = systemsOf(name);
    expect(on.length).toBeGreaterThanOrEqual(13);
    const ansible = name === 'playbooks' ? '' : 'use playbooks { ansible = false }';
    const result = clean(
      `image a {\n  os = [${on.join(', ')}]\n  use ${name}\n  ${ansible}\n  use b\n}\n\nrole b {\n  start { service rsyslog }\n}\n`,
    );
    expect(result.images[0]!.targets).toHaveLength(on.length);
    const files = renderImage(result.images[0]!, packerAnsible, result);
    expect(files.some((file) => file.path === `playbook/provision_roles/${name}/tasks/main.yml`)).toBe(true);
  });

  test('docker comes from its own repository on every system that it knows', () => {
    const on = systemsOf('docker');
    const result = clean(`image a {\n  os = [${on.join(', ')}]\n  use docker { users = ["app"] }\n}\n`);
    for (const target of result.images[0]!.targets) {
      const run = target.provision.find((each) => each.name === 'docker')!;
      expect(run.resources.map((each) => each.kind)).toContain('repository');
      expect(run.resources.map((each) => each.label)).toContain('docker-ce');
    }
  });
});
