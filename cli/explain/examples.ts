import type { CompileResult } from '../../compiler/options.ts';
import { memoryHost } from '../../compiler/sdk/host.ts';
import type { Os } from '../../compiler/model/ir.ts';
import type { Value } from '../../compiler/model/value.ts';
import { textOf } from '../../compiler/model/text.ts';
import { compile, library } from '../../stdlib/index.ts';
import { settingsForParts } from '../../stdlib/rule-set.ts';

/** Returns the names of the files in a folder of the standard library. */
export function namesIn(folder: 'families' | 'systems' | 'roles'): string[] {
  return Object.keys(library.sources).flatMap((file) =>
    file.startsWith(`vkc:${folder}/`) ? [file.slice(`vkc:${folder}/`.length, -'.vkimage'.length)] : [],
  );
}

/** The project files that examples refer to. */
const files = {
  'files/app.conf': 'port = 8080\n',
  'files/app.conf.j2': 'port = {{ port }}\n',
  'files/app.service': '[Service]\nExecStart=/opt/app/app\n',
  'files/app.tar.gz': '',
  'files/backup_data.sh': '#!/bin/sh\n',
  'files/backup_logs.sh': '#!/bin/sh\n',
  'files/input_app.conf': '[[inputs.cpu]]\n',
  'files/nginx/app.conf': 'server {}\n',
  'files/telegraf.conf': '[agent]\n',
  'roles/legacy/tasks/main.yml': '---\n',
};

/** Compiles members in an image called `example` for the given systems. */
export function compileExample(systems: readonly string[], members: string): CompileResult {
  const text = `image example {\n  os = [${systems.join(', ')}]\n${members}\n}\n`;
  const result = compile({
    host: memoryHost({ ...files, 'example.vkimage': text }),
    entries: ['example.vkimage'],
    rules: settingsForParts(),
  });
  const wrong = result.diagnostics.find(({ severity }) => severity === 'error');
  if (wrong !== undefined) throw new Error(`${wrong.code}: ${wrong.message}\n${text}`);
  return result;
}

/** Returns all systems of the library, sorted by family, older releases first. */
export function allSystems(): Os[] {
  const { images } = compileExample(namesIn('systems'), 'package jq');
  const key = ({ family, title }: Os) => `${family.name} ${title}`;
  return images[0]!.targets
    .map(({ os }) => os)
    .sort((a, b) => key(a).localeCompare(key(b), 'en', { numeric: true }));
}

/** Returns the names of the systems for which members compile. */
export function systemsFor(members: string, among: readonly string[]): string[] {
  return among.filter((system) => {
    try {
      return compileExample([system], members).images.length === 1;
    } catch {
      return false;
    }
  });
}

/** Returns the value of an expression. */
export function evaluated(expression: string): Value {
  const members = `task "Show it" {\n  module = "ansible.builtin.debug"\n  args = { msg = ${expression} }\n}`;
  const { images } = compileExample(['debian12'], members);
  const run = images[0]!.targets[0]!.provision.find(({ name }) => name === 'example')!;
  const args = run.resources[0]!.attributes.get('args');
  return (args as Value & { type: 'map' }).entries.get('msg')!;
}

/** Returns a value as an author would write it. */
export function valueText(value: Value): string {
  switch (value.type) {
    case 'list':
      return `[${value.items.map(valueText).join(', ')}]`;
    case 'map':
      return value.entries.size === 0
        ? '{}'
        : `{ ${[...value.entries].map(([key, item]) => `${key} = ${valueText(item)}`).join(', ')} }`;
    case 'string':
      return JSON.stringify(value.value);
    case 'jinja':
      return `jinja"${value.value}"`;
    case 'file':
      return `${value.folder ? 'path' : 'file'}("${value.path}")`;
    case 'unset':
      return 'unset';
    default:
      return textOf(value) ?? '';
  }
}
