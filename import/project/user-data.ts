import type { Data } from '../model/data.ts';
import type { PackerSource, Setting } from '../model/packer.ts';
import { variablesIn } from '../expand/scope.ts';
import { valueText } from '../lift/text.ts';
import { joinPath } from '../read/tree.ts';
import type { Tree } from '../read/tree.ts';
import { readYamlText } from '../read/yaml.ts';

export interface UserData {
  /** The map as the language writes it, or null if nothing is left of it. */
  readonly text: string | null;
  readonly remarks: readonly string[];
}

/** What the build does itself, so that the language takes none of it. */
const OWN: Readonly<Record<string, string>> = {
  ssh_authorized_keys: 'each build makes a key of its own',
  user: 'write `user` in the `os`',
  users: 'write `user NAME { … }` in the image',
  system_info: 'write `user` in the `os`',
  power_state: 'Packer turns the machine off',
  // Who logs in during the build, and how.
  password: 'the build logs in with a key',
  chpasswd: 'the build logs in with a key',
  ssh_pwauth: 'the build logs in with a key',
  disable_root: 'the build logs in as the user of the system',
};

/** What cloud-init is told on the machine that builds: the file or text that the source hands to it. */
export function userDataOf(tree: Tree, folder: string, source: PackerSource | null): UserData | null {
  const text = source === null ? null : textFor(tree, folder, source);
  if (text === null || /\$\{[^}]*\}|^#!|^#include/.test(text))
    return text === null
      ? null
      : {
          text: null,
          remarks: ['the user-data is not imported: Packer fills it in, or it is no cloud-config'],
        };
  const body = text.replace(/^## template: *jinja\n/, '');
  if (!body.startsWith('#cloud-config')) return null;
  const read = readYamlText(body);
  if (read.kind === 'bad') return { text: null, remarks: [`the user-data cannot be read: ${read.reason}`] };
  const all = variablesIn(read.value);
  if (Object.hasOwn(all, 'autoinstall'))
    return {
      text: null,
      remarks: [
        'the installation (`autoinstall`) is not imported: an image starts from one that is installed',
      ],
    };
  const remarks: string[] = [];
  const kept: Record<string, Data> = {};
  for (const [key, value] of Object.entries(all)) {
    if (Object.hasOwn(OWN, key)) remarks.push(`\`${key}\` of the user-data is not imported: ${OWN[key]!}`);
    else if (holdsNull(value)) remarks.push(`\`${key}\` of the user-data is not imported: it has no value`);
    else kept[key] = value as Data;
  }
  return { text: Object.keys(kept).length === 0 ? null : valueText(kept), remarks };
}

const holdsNull = (value: unknown): boolean =>
  value === null || (typeof value === 'object' && Object.values(value).some(holdsNull));

const NAMES = ['user-data', 'user-data.yml', 'user-data.yaml', 'user_data'];

function textFor(tree: Tree, folder: string, { settings }: PackerSource): string | null {
  const { user_data: given, user_data_file: file, cd_content: content } = settings;
  if (typeof given === 'string') return given;
  if (typeof content === 'object' && content !== null && !Array.isArray(content)) {
    const inside = (content as Readonly<Record<string, Setting>>)['user-data'];
    if (typeof inside === 'string') return read(tree, folder, named(inside)) ?? inside;
  }
  if (typeof file === 'string') return read(tree, folder, file);
  const files = [settings.cd_files, settings.floppy_files].flatMap((each) =>
    Array.isArray(each) ? (each as readonly Setting[]).filter((one) => typeof one === 'string') : [],
  );
  for (const each of files) {
    if (/(^|\/)user[-_]data[^/]*$/.test(each)) return read(tree, folder, each);
    if (/[*]$|\/$/.test(each)) {
      const found = read(tree, folder, ...NAMES.map((name) => each.replace(/\*?$/, name)));
      if (found !== null) return found;
    }
  }
  const served = settings.http_directory;
  return typeof served === 'string' ? read(tree, folder, ...NAMES.map((name) => `${served}/${name}`)) : null;
}

/** `file("…")` of HCL as the name of the file. */
const named = (text: string): string => /^\$\{\s*(?:template)?file\(\s*"([^"]+)"/.exec(text)?.[1] ?? text;

function read(tree: Tree, folder: string, ...names: readonly string[]): string | null {
  for (const name of names) {
    const clean = named(name).replace(/^\$\{path\.(root|cwd)\}\/?/, '');
    if (clean.includes('\n') || /[${}]|^\//.test(clean)) continue;
    for (const path of [joinPath(folder, clean), joinPath(clean)]) {
      if (path.startsWith('..')) continue;
      const text = tree.text(path);
      if (text !== null) return text;
    }
  }
  return null;
}
