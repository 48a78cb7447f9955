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
  const write = (
    path: string,
    tasks: MergedRole['tasks'],
    make: () => Value,
    doc: string | null,
  ): OutputFile =>
    writtenOnce(tasks, doc, origin, () => {
      const value = make();
      const lines = writeYaml(value, { unsafe: true, comments: lintNotes(value), origin });
      return documented(doc, lines, origin);
    }).file(`${below}/${path}`, origin);

  const files = [
    write('tasks/main.yml', role.tasks, () => taskList(role.tasks, role.targets, origin), role.doc),
    ...role.assets.map((asset) => carried(asset, below, context)),
  ];
  if (role.handlers.length > 0) {
    // Ansible takes no blocks of handlers.
    const handlers = () => role.handlers.map((handler) => taskValue(handler));
    files.push(
      write('handlers/main.yml', role.handlers, () => ({ type: 'list', items: handlers(), origin }), null),
    );
  }
  return files;
}

/** The text of a list of tasks, by the very list: images whose roles merged to the same list share it. */
const written = new WeakMap<MergedRole['tasks'], { doc: string | null; origin: Span; lines: Lines }>();

/** A text that was written before, or writes it. Lines that came from where the role was used come from `origin`. */
function writtenOnce(
  tasks: MergedRole['tasks'],
  doc: string | null,
  origin: Span,
  write: () => Lines,
): Lines {
  const known = written.get(tasks);
  if (known !== undefined && known.doc === doc)
    return known.lines.from((each) => (each === known.origin ? origin : each));
  const lines = write();
  written.set(tasks, { doc, origin, lines });
  return lines;
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
