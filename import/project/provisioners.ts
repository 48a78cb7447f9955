import { evaluate } from '../jinja/evaluate.ts';
import { missingFolders } from '../expand/folder-copy.ts';
import { expandPlaybook } from '../expand/playbook.ts';
import { Machine, RANK, Scope, TREE, isDataMap, variablesIn } from '../expand/scope.ts';
import { freeForm } from '../expand/free-form.ts';
import { newMap } from '../model/data.ts';
import type { Data } from '../model/data.ts';
import type { PackerProvisioner, PackerSource, Setting, Settings } from '../model/packer.ts';
import type { Note, Place } from '../model/place.ts';
import { factsOf } from '../model/system.ts';
import type { System } from '../model/system.ts';
import type { Expansion, FlatTask, RolePart, Step } from '../model/task.ts';
import { joinPath, nameOf } from '../read/tree.ts';
import type { Tree } from '../read/tree.ts';
import { readYamlText } from '../read/yaml.ts';

export interface ProvisionInput {
  readonly tree: Tree;
  /** Folder of the template. */
  readonly folder: string;
  readonly provisioners: readonly PackerProvisioner[];
  readonly source: PackerSource | null;
  readonly system: System;
}

/** What all provisioners of a build do to one target, in order. */
export function provision(input: ProvisionInput): Expansion {
  const steps: Step[] = [];
  const notes: Note[] = [];
  let gathers = false;
  for (const [i, each] of input.provisioners.entries()) {
    if (!appliesTo(each, input.source)) continue;
    const found = one(each, i, input);
    steps.push(...found.steps);
    notes.push(...found.notes);
    gathers ||= found.gathers;
  }
  return { steps, notes, gathers };
}

/** `only` and `except` of a provisioner. */
function appliesTo({ settings }: PackerProvisioner, source: PackerSource | null): boolean {
  if (source === null) return true;
  const names = [
    source.as,
    source.name,
    `${source.type}.${source.name}`,
    `${source.type}.${source.as ?? ''}`,
  ];
  const list = (value: Setting | undefined) => (Array.isArray(value) ? (value as readonly Setting[]) : null);
  const only = list(settings.only);
  const except = list(settings.except);
  return (
    (only === null || only.some((each) => names.includes(each as string))) &&
    !(except?.some((each) => names.includes(each as string)) ?? false)
  );
}

function one(provisioner: PackerProvisioner, n: number, input: ProvisionInput): Expansion {
  switch (provisioner.type) {
    case 'ansible':
    case 'ansible-local':
      return ansible(provisioner, input);
    case 'shell':
      return { steps: shell(provisioner, n, input), notes: [], gathers: false };
    case 'file':
      return { steps: file(provisioner, n, input), notes: [], gathers: false };
    default:
      return {
        steps: [],
        notes: [
          {
            place: provisioner.place,
            message: `the provisioner \`${provisioner.type}\` has nothing in the language that takes its place`,
          },
        ],
        gathers: false,
      };
  }
}

function ansible(
  { settings, place, type }: PackerProvisioner,
  { tree, folder, source, system }: ProvisionInput,
): Expansion {
  const name = text(settings.playbook_file);
  const dir = text(settings.playbook_dir) ?? '';
  const playbook = name === null ? null : findPath(tree, folder, name, dir);
  if (playbook === null)
    return {
      steps: [],
      notes: [
        {
          place,
          message: `the playbook ${name === null ? 'of the provisioner' : `\`${name}\``} is not in the tree`,
        },
      ],
      gathers: false,
    };
  const notes: Note[] = [];
  const extraVars = extraVariables(tree, folder, settings, source, place, notes);
  const env = texts(settings.ansible_env_vars);
  const config = env.flatMap((each) => /^ANSIBLE_CONFIG=(.+)$/.exec(each)?.[1] ?? []).at(-1);
  const found = [config, 'ansible.cfg', `${playbook.split('/').slice(0, -1).join('/')}/ansible.cfg`].flatMap(
    (each) => (each === undefined ? [] : (findPath(tree, folder, each) ?? [])),
  );
  const expansion = expandPlaybook(tree, {
    playbook,
    config: found[0] ?? null,
    facts: factsOf(system),
    extraVars,
    groups: texts(settings.groups),
    user: type === 'ansible-local' ? null : loginOf(settings, source, system),
  });
  const tags = texts(settings.extra_arguments).findIndex((each) => /^(--(skip-)?tags|-t)\b/.test(each));
  if (tags >= 0)
    notes.push({ place, message: 'tags in `extra_arguments` are left out: all tasks are imported' });
  return { ...expansion, notes: [...notes, ...expansion.notes] };
}

const loginOf = (settings: Settings, source: PackerSource | null, system: System): string => {
  const name = text(settings.user) ?? text(source?.settings.ssh_username ?? null);
  return name === null || /[${}]/.test(name) || /^build\./i.test(name) ? system.user : name;
};

/** Values that the provisioner gives by `--extra-vars`. */
function extraVariables(
  tree: Tree,
  folder: string,
  settings: Settings,
  source: PackerSource | null,
  place: Place,
  notes: Note[],
): Record<string, Data> {
  const args = texts(settings.extra_arguments).map((each) =>
    each
      .replace(/\$\{\s*source\.name\s*\}/g, source?.as ?? source?.name ?? '')
      .replace(/\$\{\s*source\.type\s*\}/g, source?.type ?? '')
      .replace(/\{\{\s*\.?build\.?Name\s*\}\}/gi, source?.as ?? source?.name ?? ''),
  );
  const out = newMap<Data>();
  for (let i = 0; i < args.length; i++) {
    const [, inline] = /^(?:--extra-vars|-e)[= ](.+)$/s.exec(args[i]!) ?? [];
    const given = inline ?? (/^(--extra-vars|-e)$/.test(args[i]!) ? args[++i] : undefined);
    if (given === undefined) continue;
    const value = given.trim().replace(/^(['"])([\s\S]*)\1$/, '$2');
    if (value.startsWith('@')) {
      const path = findPath(tree, folder, value.slice(1));
      if (path === null)
        notes.push({ place, message: `the file of variables \`${value.slice(1)}\` is not in the tree` });
      else Object.assign(out, known(variablesIn(tree.yaml(path)?.value ?? null)));
    } else if (/^\s*[{[]/.test(value)) {
      const read = readYamlText(value);
      if (read.kind === 'read') Object.assign(out, known(variablesIn(read.value)));
    } else
      for (const [key, each] of Object.entries(freeForm('extra', value)))
        if (key !== '_raw_params' && !/[$]\{|\{\{/.test(each)) out[key] = each;
  }
  return out;
}

function known(vars: Parameters<typeof variablesIn>[0]): Record<string, Data> {
  const value = evaluate(vars, new Scope(new Machine({})).with(RANK.play, variablesIn(vars)));
  return isDataMap(value) ? { ...value } : {};
}

/** A file that a template names: from its own folder, or from where Packer is started. */
function findPath(tree: Tree, folder: string, name: string, inside = ''): string | null {
  const clean = name.replace(/^\$\{path\.(root|cwd)\}\/?/, '').replace(/\$\{[^}]*\}/g, '*');
  if (clean.includes('*') || /^[/~]/.test(clean)) return null;
  const bases =
    folder === ''
      ? ['']
      : [
          folder,
          '',
          ...folder
            .split('/')
            .slice(0, -1)
            .map((_, i, all) => all.slice(0, all.length - i).join('/')),
        ];
  for (const base of bases)
    for (const path of [joinPath(base, clean), joinPath(base, inside, clean)])
      if (!path.startsWith('..') && tree.exists(path)) return path;
  return null;
}

/** Commands of Packer's own `shell`. */
function shell(
  { settings, place, comment }: PackerProvisioner,
  n: number,
  { tree, folder, source, system }: ProvisionInput,
): Step[] {
  const execute = text(settings.execute_command) ?? '';
  const login = loginOf({}, source, system);
  const user = /sudo|su -c/.test(execute) || login === 'root' ? null : login;
  const environment = environmentOf(settings);
  const keywords: Record<string, Data> = {
    ...(user !== null && { become_user: user }),
    ...(Object.keys(environment).length > 0 && { environment }),
  };
  const part = partOf(place, n);
  const base = { name: null, keywords, when: [], notify: [], place };
  const tasks: FlatTask[] = [];
  const inline = texts(settings.inline);
  if (inline.length > 0) {
    const body = plain(inline.join('\n'));
    const cmd = inline.length > 1 || body.includes('\n') ? `set -e\n${body}` : body;
    tasks.push({ ...base, module: 'ansible.builtin.shell', args: { cmd } });
  }
  const scripts = [...texts(settings.script), ...texts(settings.scripts)];
  let opaque: string | null = computed(settings.inline);
  for (const script of scripts) {
    const path = findPath(tree, folder, script);
    if (path === null) opaque = `the script \`${script}\` is not in the tree`;
    else {
      const place_ = `/var/tmp/${nameOf(path)}`;
      tasks.push({
        ...base,
        keywords: {},
        module: 'ansible.builtin.copy',
        args: { src: `${TREE}/${path}`, dest: place_, mode: '0755' },
      });
      tasks.push({ ...base, module: 'ansible.builtin.command', args: { cmd: place_ } });
    }
  }
  return [
    { key: `${part.key}>${place.line}`, part, place, comment, tasks: opaque === null ? tasks : [], opaque },
  ];
}

function environmentOf(settings: Settings): Record<string, Data> {
  const pairs = texts(settings.environment_vars).flatMap((each) => {
    const at = each.indexOf('=');
    return at > 0 ? [[each.slice(0, at), each.slice(at + 1)] as const] : [];
  });
  const env = settings.env;
  const more =
    typeof env === 'object' && env !== null && !Array.isArray(env)
      ? Object.entries(env).map(([key, value]) => [key, String(value as string)] as const)
      : [];
  return Object.fromEntries([...pairs, ...more].filter(([, value]) => !value.includes('${')));
}

/** Files that Packer copies to the machine. */
function file(
  { settings, place, comment }: PackerProvisioner,
  n: number,
  { tree, folder }: ProvisionInput,
): Step[] {
  const part = partOf(place, n);
  const destination = text(settings.destination);
  const content = text(settings.content);
  const tasks: FlatTask[] = [];
  let opaque: string | null =
    destination === null || settings.direction === 'download'
      ? 'it copies nothing to the machine'
      : computed(settings.content);
  const add = (args: Readonly<Record<string, Data>>) =>
    tasks.push({
      name: null,
      module: 'ansible.builtin.copy',
      args,
      keywords: {},
      when: [],
      notify: [],
      place,
    });
  if (destination !== null && content !== null) add({ content: plain(content), dest: destination });
  else
    for (const source of [...texts(settings.source), ...texts(settings.sources)]) {
      const path = findPath(tree, folder, source);
      if (path !== null) {
        add({
          src: `${TREE}/${path}`,
          dest: destination!.endsWith('/') ? `${destination}${nameOf(path)}` : destination,
        });
        continue;
      }
      const below = [joinPath(folder, source), joinPath(source)].find(
        (each) => !each.startsWith('..') && tree.list(each).length > 0,
      );
      if (below === undefined) opaque = `\`${source}\` is not in the tree`;
      else {
        const root = destination!.replace(/\/$/, '');
        const inner = source.endsWith('/') ? root : `${root}/${nameOf(below)}`;
        for (const path of missingFolders(tree.list(below), below, inner))
          tasks.push({
            ...PLAIN,
            module: 'ansible.builtin.command',
            args: { cmd: `install --directory ${path}`, creates: path },
            place,
          });
        for (const each of tree.list(below)) {
          const inside = source.endsWith('/')
            ? each.slice(below.length + 1)
            : `${nameOf(below)}/${each.slice(below.length + 1)}`;
          add({ src: `${TREE}/${each}`, dest: `${root}/${inside}` });
        }
      }
    }
  return [
    { key: `${part.key}>${place.line}`, part, place, comment, tasks: opaque === null ? tasks : [], opaque },
  ];
}

const PLAIN = { name: null, keywords: {}, when: [], notify: [] };

const partOf = (place: Place, _n: number): RolePart => ({
  key: `${place.file}|provisioners`,
  role: null,
  folder: null,
  place,
  title: null,
  params: {},
  outside: {},
  partial: false,
});

/** What only Packer computes: an expression that is left over, or one of its own functions. */
function computed(value: Setting | undefined): string | null {
  const found = texts(value).flatMap(
    (each) =>
      /(?<!\$)\$\{[^}]*\}?|\{\{\s*(?:user|env|timestamp|isotime|uuid|build)\b[^}]*\}\}/.exec(each)?.[0] ?? [],
  );
  return found.length === 0
    ? null
    : `it holds \`${found[0]!.replace(/\s+/g, ' ').slice(0, 60)}\`, which only Packer computes`;
}

const plain = (value: string): string => value.replaceAll('$${', '${');

const text = (value: Setting | undefined): string | null => (typeof value === 'string' ? value : null);
const texts = (value: Setting | undefined): string[] =>
  Array.isArray(value)
    ? (value as readonly Setting[]).filter((each): each is string => typeof each === 'string')
    : typeof value === 'string'
      ? [value]
      : [];
