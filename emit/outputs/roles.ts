import type { Asset } from '../../compiler/model/ir.ts';
import type { Value } from '../../compiler/model/value.ts';
import type { Span } from '../../grammar/span.ts';
import { commentLines, Lines } from '../text/lines.ts';
import { lintNotes } from '../ansible/lint-notes.ts';
import { mergeImage } from '../merge/merge.ts';
import type { MergedRole } from '../merge/merged.ts';
import type { Output, OutputFile, RenderContext } from '../output.ts';
import { taskList, taskValue } from '../ansible/playbook.ts';
import { writeYaml } from '../text/yaml.ts';

const output: Output = {
  name: 'roles',
  doc: 'The roles: tasks, handlers, and the files and templates that they use.',
  render(image, context) {
    const { provision, start } = mergeImage(image);
    return [
      ...provision.roles.flatMap((role) => roleFiles(role, 'playbook/provision_roles', context)),
      ...start.roles.flatMap((role) => roleFiles(role, 'playbook/service_roles', context)),
      ...foreignFiles(provision.roles, 'playbook/provision_roles', context),
      ...foreignFiles(start.roles, 'playbook/service_roles', context),
    ];
  },
};

function roleFiles(role: MergedRole, folder: string, context: RenderContext): OutputFile[] {
  if (role.carried !== null) return [];
  const below = `${folder}/${role.name}`;
  const { origin } = role;
  const write = (path: string, tasks: Value, doc: string | null): OutputFile =>
    documented(doc, writeYaml(tasks, { unsafe: true, comments: lintNotes(tasks), origin }), origin).file(
      `${below}/${path}`,
      origin,
    );

  const files = [
    write('tasks/main.yml', taskList(role.tasks, role.targets, origin), role.doc),
    ...role.assets.map((asset) => carried(asset, below, context)),
  ];
  if (role.handlers.length > 0) {
    // Ansible takes no blocks of handlers.
    const handlers = role.handlers.map((handler) => taskValue(handler));
    files.push(write('handlers/main.yml', { type: 'list', items: handlers, origin }, null));
  }
  return files;
}

/** The role's documentation above its tasks, apart from them: it is not about the first one. */
function documented(doc: string | null, lines: Lines, origin: Span): Lines {
  if (doc === null || doc.trim() === '') return lines;
  const out = new Lines().add('---', origin);
  for (const line of commentLines(doc.trim())) out.add(line === '' ? '#' : `# ${line}`, origin);
  out.blank();
  for (let i = 1; i < lines.texts.length; i++) out.add(lines.texts[i]!, lines.origins[i]!);
  return out;
}

/** Hand-written roles as they are; what several depend on stands there once. */
function foreignFiles(roles: readonly MergedRole[], folder: string, context: RenderContext): OutputFile[] {
  const files = new Map<string, OutputFile>();
  for (const { carried: all, origin } of roles) {
    for (const { path, source } of all ?? []) {
      files.set(path, asItIs(`${folder}/${path}`, context.read(source), origin));
    }
  }
  return [...files.values()];
}

function carried(asset: Asset, below: string, context: RenderContext): OutputFile {
  const path = `${below}/${asset.folder}/${asset.name}`;
  return asItIs(path, context.read(asset.path), asset.origin);
}

/** A file of the project, byte for byte. */
function asItIs(path: string, content: OutputFile['content'], origin: Span): OutputFile {
  return { path, content, executable: false, lines: [], origin };
}

export default output;
