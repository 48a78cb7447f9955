import { readYaml } from '../../../cli/project/yaml-reader.ts';
import { hclParser } from '../../../cli/host/hcl.ts';
import { memoryHost } from '../../../compiler/sdk/host.ts';
import type { Host } from '../../../compiler/sdk/host.ts';
import { format } from '../../../grammar/print/printer.ts';
import { importTree } from '../../../import/index.ts';
import type { ImportResult } from '../../../import/index.ts';
import { totals } from '../../../import/project/report.ts';
import type { Totals } from '../../../import/project/report.ts';
import { compile } from '../../../stdlib/index.ts';

export interface Imported extends ImportResult, Totals {
  /** The text of the only source. */
  readonly text: string;
  /** The notes as `file:line: message`. */
  readonly said: readonly string[];
  /** What differs, as the report has it. */
  readonly differences: readonly string[];
}

/** Imports a tree that is held in memory. */
export async function imported(
  files: Readonly<Record<string, string | Uint8Array>> | Host,
  file: string | null = null,
): Promise<Imported> {
  const host =
    'read' in files && typeof files.read === 'function'
      ? (files as Host)
      : memoryHost(files as Record<string, string>);
  const result = await importTree({
    host,
    name: 'tree',
    file,
    compile,
    readYaml,
    parseHcl: async () => (await hclParser())!,
    format(text) {
      const formatted = format(text);
      if ('text' in formatted) return formatted.text;
      throw new Error(
        `${formatted.diagnostics[0]!.message} at line ${formatted.diagnostics[0]!.span.line} of\n${text}`,
      );
    },
  });
  const [text = ''] = [...result.files].flatMap(([path, content]) =>
    path.endsWith('.vkimage') ? [content as string] : [],
  );
  const { notes, images } = result.report;
  return {
    ...result,
    ...totals(result.report),
    text,
    said: notes.map(({ place, message }) => `${place.file}:${place.line}: ${message}`),
    differences: images.flatMap(({ targets }) =>
      targets.flatMap(({ differences }) => differences.map(({ side, what }) => `${side}: ${what.text}`)),
    ),
  };
}

/** A playbook for one machine with these tasks; indentation is that of the text. */
function playbookOf(tasks: string): string {
  const inside = tasks.replace(/^\n/, '').trimEnd().split('\n');
  const indent = Math.min(...inside.filter((line) => line.trim() !== '').map((line) => line.search(/\S/)));
  return `- hosts: default\n  become: true\n  gather_facts: false\n  tasks:\n${inside.map((line) => `    ${line.slice(indent)}`.trimEnd()).join('\n')}\n`;
}

/** The resources that tasks become: the image's own, without its head. */
export async function resourcesOf(
  tasks: string,
  files: Readonly<Record<string, string>> = {},
): Promise<Imported & { readonly resources: string }> {
  const result = await imported({ 'playbook.yml': playbookOf(tasks), ...files });
  const lines = result.text.trimEnd().split('\n').slice(1, -1);
  const body = lines
    .filter((line) => !/^ {2}(os = |# playbook\.yml:1: no template)/.test(line))
    .map((line) => line.slice(2));
  return { ...result, resources: body.join('\n').trim() };
}
