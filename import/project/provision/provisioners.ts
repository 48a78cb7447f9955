import { evaluate } from '../../jinja/evaluate.ts';
import { expandPlaybook } from '../../expand/playbook.ts';
import { tagsIn } from '../../expand/tags.ts';
import { Machine, RANK, Scope, isDataMap, variablesIn } from '../../expand/scope.ts';
import { freeForm } from '../../expand/free-form.ts';
import { newMap } from '../../model/data.ts';
import type { Data } from '../../model/data.ts';
import type { PackerProvisioner, PackerSource, Setting, Settings } from '../../model/packer.ts';
import type { Note, Place } from '../../model/place.ts';
import { factsOf } from '../../model/system.ts';
import type { Expansion, Step } from '../../model/task.ts';
import { linesAt } from '../../read/lines-at.ts';
import type { Tree } from '../../read/tree.ts';
import { readYamlText } from '../../read/yaml.ts';
import { inventoriesOf } from './inventories.ts';
import { shell } from './packer-shell.ts';
import { file, findPath, loginOf, partOf, text, texts } from './packer-steps.ts';
import type { ProvisionInput } from './packer-steps.ts';

/** What all provisioners of a build do to one target, in order. */
export function provision(input: ProvisionInput): Expansion {
  const steps: Step[] = [];
  const notes: Note[] = [];
  const doubts: Note[] = [];
  let gathers = false;
  for (const each of input.provisioners) {
    if (!appliesTo(each, input.source)) continue;
    const found = one(overridden(each, input.source), input);
    steps.push(...found.steps);
    notes.push(...found.notes);
    doubts.push(...found.doubts);
    gathers ||= found.gathers;
  }
  return { steps, notes, doubts, gathers };
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

function one(provisioner: PackerProvisioner, input: ProvisionInput): Expansion {
  switch (provisioner.type) {
    case 'ansible':
    case 'ansible-local':
      return ansible(provisioner, input);
    case 'shell':
      return { ...NOTHING, ...shell(provisioner, input) };
    case 'file':
      return { ...NOTHING, steps: file(provisioner, input) };
    default: {
      const { type, place } = provisioner;
      if (ELSEWHERE.has(type))
        return {
          ...NOTHING,
          notes: [
            { place, message: `the provisioner \`${type}\` is left out: it does nothing on the machine` },
          ],
        };
      return left(
        provisioner,
        input.tree,
        `the provisioner \`${type}\` has nothing in the language that takes its place`,
      );
    }
  }
}

/** Provisioners that are about the machine that builds. */
const ELSEWHERE: ReadonlySet<string> = new Set(['shell-local', 'breakpoint', 'sleep']);

/** What cannot be imported, with a comment where it would be. */
function left({ place, comment }: PackerProvisioner, tree: Tree, reason: string): Expansion {
  const part = partOf(place);
  const key = `${part.key}>${place.line}`;
  const step: Step = { key, part, place, lines: linesAt(tree, place), comment, tasks: [], opaque: reason };
  return { ...NOTHING, steps: [step], notes: [{ place, message: reason }] };
}

/** Settings that a provisioner has for one source. */
function overridden(provisioner: PackerProvisioner, source: PackerSource | null): PackerProvisioner {
  const { override, ...settings } = provisioner.settings;
  const all = Array.isArray(override) ? (override as readonly Setting[])[0] : override;
  if (source === null || typeof all !== 'object' || all === null) return provisioner;
  const names = [source.as, source.name, `${source.type}.${source.name}`];
  const own = Object.entries(all).find(([name]) => names.includes(name))?.[1];
  return typeof own === 'object' && own !== null && !Array.isArray(own)
    ? { ...provisioner, settings: { ...settings, ...(own as Settings) } }
    : provisioner;
}

const NOTHING: Expansion = { steps: [], notes: [], doubts: [], gathers: false };

function ansible(
  provisioner: PackerProvisioner,
  { tree, folder, source, system }: ProvisionInput,
): Expansion {
  const { settings, place, type } = provisioner;
  const name = text(settings.playbook_file);
  const dir = text(settings.playbook_dir) ?? '';
  const playbook = name === null ? null : findPath(tree, folder, name, dir);
  if (playbook === null)
    return left(
      provisioner,
      tree,
      `the playbook ${name === null ? 'of the provisioner' : `\`${name}\``} is not in the tree`,
    );
  const notes: Note[] = [];
  const lost: Note[] = [];
  const { known: extraVars, open } = extraVariables(tree, folder, settings, source, place, lost);
  const env = texts(settings.ansible_env_vars);
  const config = env.flatMap((each) => /^ANSIBLE_CONFIG=(.+)$/.exec(each)?.[1] ?? []).at(-1);
  const found = [config, 'ansible.cfg', `${playbook.split('/').slice(0, -1).join('/')}/ansible.cfg`].flatMap(
    (each) => (each === undefined ? [] : (findPath(tree, folder, each) ?? [])),
  );
  const isLocal = type === 'ansible-local';
  const line = texts(settings.extra_arguments);
  const groups = [...texts(settings.groups), ...texts(settings.inventory_groups)];
  const given = valuesOf(line, ['-i', '--inventory', '--inventory-file']);
  const hasInventory =
    settings.inventory_file !== undefined ||
    settings.inventory_directory !== undefined ||
    settings.inventory_file_template !== undefined ||
    given.length > 0;
  const ownNames = isLocal ? ['localhost', '127.0.0.1'] : [text(settings.host_alias) ?? 'default'];
  const expansion = expandPlaybook(tree, {
    playbook,
    config: found[0] ?? null,
    facts: factsOf(system),
    extraVars,
    given: new Set(open.keys()),
    groups,
    inventories: inventoriesOf(settings, given, folder, tree),
    hosts: hasInventory ? null : [...ownNames, ...groups],
    user: valuesOf(line, ['--user', '-u']).at(-1) ?? (isLocal ? null : loginOf(settings, source, system)),
    becomeUser: valuesOf(line, ['--become-user']).at(-1) ?? null,
    tags: {
      only: tagsIn(valuesOf(line, ['--tags', '-t'])),
      skip: tagsIn(valuesOf(line, ['--skip-tags'])),
    },
    ...(line.some((each) => each === '--become' || each === '-b') && { become: true }),
  });
  const doubts = [
    ...lost,
    ...odd(line).map((option) => ({
      place,
      message: `\`${option}\` of \`extra_arguments\` changes what is run, which the import does not do`,
    })),
    ...[...open].map(([variable, value]) => ({
      place,
      message: `the variable \`${variable}\` has no value here: only Packer computes \`${value}\``,
    })),
  ];
  return {
    ...expansion,
    notes: [...lost, ...notes, ...expansion.notes],
    doubts: [...doubts, ...expansion.doubts],
  };
}

/** Options of a command line that change which tasks are run, or how, beside those that are read. */
const odd = (line: readonly string[]): string[] =>
  line.flatMap(
    (each) =>
      /^(--(?:limit|start-at-task|check|become-method|syntax-check|list-\w+|step)|-[lC])(?=$|[= ])/.exec(
        each,
      )?.[1] ?? [],
  );

/** Values of an option of a command line, in each of the ways in which it can be given. */
function valuesOf(line: readonly string[], names: readonly string[]): string[] {
  return line.flatMap((each, i) => {
    if (names.includes(each)) return line[i + 1] === undefined ? [] : [line[i + 1]!];
    const name = names.find((one) => each.startsWith(`${one}=`) || each.startsWith(`${one} `));
    return name === undefined ? [] : [each.slice(name.length + 1).trim()];
  });
}

interface ExtraVariables {
  readonly known: Readonly<Record<string, Data>>;
  /** Those whose value only Packer computes, with how it is written. */
  readonly open: ReadonlyMap<string, string>;
}

/** Values that the provisioner gives by `--extra-vars`. */
function extraVariables(
  tree: Tree,
  folder: string,
  settings: Settings,
  source: PackerSource | null,
  place: Place,
  notes: Note[],
): ExtraVariables {
  const args = texts(settings.extra_arguments).map((each) =>
    each
      .replace(/\$\{\s*source\.name\s*\}/g, source?.as ?? source?.name ?? '')
      .replace(/\$\{\s*source\.type\s*\}/g, source?.type ?? '')
      .replace(/\{\{\s*\.?build\.?Name\s*\}\}/gi, source?.as ?? source?.name ?? ''),
  );
  const out = newMap<Data>();
  const open = new Map<string, string>();
  const add = (values: Readonly<Record<string, Data>>) => {
    for (const [key, value] of Object.entries(values)) {
      const left = ONLY_PACKER.exec(JSON.stringify(value))?.[0];
      open.delete(key);
      delete out[key];
      if (left === undefined) out[key] = value;
      else open.set(key, left.replaceAll('\\"', '"'));
    }
  };
  for (const given of valuesOf(args, ['--extra-vars', '-e'])) {
    const value = given.trim().replace(/^(['"])([\s\S]*)\1$/, '$2');
    if (value.startsWith('@')) {
      const path = findPath(tree, folder, value.slice(1));
      if (path === null)
        notes.push({ place, message: `the file of variables \`${value.slice(1)}\` is not in the tree` });
      else
        for (const [key, each] of Object.entries(known(variablesIn(tree.yaml(path)?.value ?? null)))) {
          open.delete(key);
          out[key] = each;
        }
    } else if (/^\s*[{[]/.test(value)) {
      const read = readYamlText(value);
      if (read.kind === 'read') add(known(variablesIn(read.value)));
      else notes.push({ place, message: `\`--extra-vars\` is no YAML: ${value.slice(0, 60)}` });
    } else {
      const { _raw_params: rest, ...pairs } = freeForm('extra', value);
      add(pairs);
      if (rest !== undefined)
        notes.push({ place, message: `\`--extra-vars ${value.slice(0, 60)}\` names no variables` });
    }
  }
  return { known: out, open };
}

/** What is left for Packer to compute in a value that is given on the command line. */
const ONLY_PACKER = /(?<!\$)\$\{[^}]*\}?|\{\{\s*(?:user|env|timestamp|isotime|uuid|build)\b[^}]*\}\}/;

function known(vars: Parameters<typeof variablesIn>[0]): Record<string, Data> {
  const value = evaluate(vars, new Scope(new Machine({})).with(RANK.play, variablesIn(vars)));
  return isDataMap(value) ? { ...value } : {};
}
