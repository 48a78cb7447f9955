import type { Compile } from '../compiler/options.ts';
import type { Host, ReadYaml } from '../compiler/sdk/host.ts';
import { expandPlaybook } from './expand/playbook.ts';
import { MARK } from './lift/arrange.ts';
import type { Note } from './model/place.ts';
import { placeText } from './model/place.ts';
import { factsOf } from './model/system.ts';
import type { System } from './model/system.ts';
import { Assets } from './project/assets.ts';
import { basesFirst, withBases } from './project/bases.ts';
import { planBuild } from './project/builds.ts';
import { findBuilds, findPlaybook, requirements } from './project/find-projects.ts';
import { imageName } from './project/plan.ts';
import type { ImagePlan } from './project/plan.ts';
import type { ImportReport } from './project/report.ts';
import { RoleNames } from './project/roles/role-names.ts';
import { settle } from './project/settle.ts';
import type { Attempt } from './project/settle.ts';
import { knownSystems } from './project/systems.ts';
import type { ParseHcl } from './read/packer-hcl.ts';
import { Tree, folderOf } from './read/tree.ts';

export interface ImportInput {
  readonly host: Host;
  /** What the tree is called: the name of its folder. */
  readonly name: string;
  /** The only file to read, if it is one. */
  readonly file: string | null;
  /** Loaded only if there is HCL. */
  readonly parseHcl: () => Promise<ParseHcl>;
  readonly compile: Compile;
  readonly format: (text: string) => string;
  readonly readYaml: ReadYaml;
  /** The result is one text, as of tasks that are pasted. */
  readonly oneText?: boolean;
}

export interface ImportResult {
  /** The sources, and what they bring along; by path below the folder that is written. */
  readonly files: ReadonlyMap<string, string | Uint8Array>;
  readonly report: ImportReport;
  /** Whether the result compiles. */
  readonly compiles: boolean;
}

/** Reads a tree of Packer and Ansible, and writes what it does in the language. */
export async function importTree(input: ImportInput): Promise<ImportResult> {
  const tree = new Tree(input.host);
  const notes: Note[] = [];
  const systems = knownSystems(input.compile);
  const plans = withBases(await plansOf(tree, input, systems, notes));
  const versions = requirements(tree);
  const names = new RoleNames();
  const assets = new Assets(tree);
  const settled = new Map<string, Attempt>();
  for (const plan of basesFirst(plans))
    settled.set(
      plan.name,
      settle(plan, {
        tree,
        compile: input.compile,
        readYaml: input.readYaml,
        names,
        versions,
        assets,
        inFiles: input.oneText !== true,
        notes,
        settled,
      }),
    );
  const images = plans.map(({ name }) => settled.get(name)!);
  const texts = images.flatMap(({ text, roles }) => [text, ...roles]);
  const file = `${images.length === 1 ? images[0]!.plan.name : imageName(input.name)}.vkimage`;
  const text = indented(input.format(unmarked([...new Set(texts)].join('\n\n'))));
  for (const { expansion } of plans.flatMap(({ targets }) => targets.map(({ target }) => target)))
    notes.push(...expansion.notes);
  for (const { remarks } of plans) notes.push(...remarks);
  notes.push(...tree.notes);
  const files = new Map<string, string | Uint8Array>(images.length === 0 ? [] : [[file, text]]);
  for (const [path, bytes] of [...assets.files].sort(([a], [b]) => (a < b ? -1 : 1)))
    if (isUsed(path, text)) files.set(path, bytes);
  const distinct = [...new Map(notes.map((note) => [placeText(note.place) + note.message, note])).values()];
  return {
    files,
    report: {
      images: images.map(({ report }) => report),
      notes: distinct,
      unread: distinct.filter(({ isUnread }) => isUnread === true),
    },
    compiles: images.length > 0 && images.every(({ compiles }) => compiles),
  };
}

/** Whether the text names a file, its folder, or a pattern that it matches. */
function isUsed(path: string, text: string): boolean {
  const folder = folderOf(path);
  if (text.includes(`"${path}"`)) return true;
  // Those of roles that are carried are named as a folder.
  return path.startsWith('roles/') || text.includes(`files("${folder}/`);
}

/** Texts over several lines stand below what they belong to. They are written with two spaces, which are no part of them. */
function indented(text: string): string {
  let shift: string | null = null;
  return text
    .split('\n')
    .map((line) => {
      if (shift === null) {
        if (/(?<!\\)"""$/.test(line) && (line.match(/(?<!\\)"""/g) ?? []).length === 1)
          shift = /^ */.exec(line)![0];
        return line;
      }
      const out = line === '' ? line : shift + line;
      if (/(?<!\\)"""/.test(line)) shift = null;
      return out;
    })
    .join('\n');
}

const unmarked = (text: string) => text.replace(new RegExp(`^${MARK}.*\\n`, 'gm'), '');

async function plansOf(
  tree: Tree,
  { parseHcl, file, name }: ImportInput,
  systems: readonly System[],
  notes: Note[],
): Promise<ImagePlan[]> {
  const plans: ImagePlan[] = [];
  const builds =
    file !== null && !/\.(hcl|json)$/.test(file)
      ? []
      : (await findBuilds(tree, parseHcl, notes)).filter(
          ({ place }) => file === null || place.file === file || file.endsWith('.hcl'),
        );
  for (const build of builds) {
    const plan = planBuild(tree, build, systems, new Set(plans.map((each) => each.name)), name);
    if (Array.isArray(plan)) notes.push(...(plan as Note[]));
    else plans.push(plan as ImagePlan);
  }
  if (builds.length > 0) return plans;
  const playbook = findPlaybook(tree, file, notes);
  if (playbook === null) {
    notes.push({
      place: { file: file ?? '.', line: 1 },
      message: 'holds no template of Packer and no playbook',
    });
    return plans;
  }
  const system = systems.find((each) => each.name === 'ubuntu2404')!;
  const config = tree.first(`${folderOf(playbook)}/ansible.cfg`, 'ansible.cfg');
  const expansion = expandPlaybook(tree, {
    playbook,
    config,
    facts: factsOf(system),
    extraVars: {},
    groups: [],
    user: null,
  });
  const place = { file: playbook, line: 1 };
  const remarks = [
    { place, message: 'no template of Packer says for which systems this is: write them into `os`' },
  ];
  return [
    {
      name: imageName(name),
      place,
      comment: null,
      targets: [{ system, variant: null, source: null, target: { system, variant: null, expansion } }],
      postProcessors: [],
      remarks,
      userData: null,
      base: null,
      external: false,
    },
  ];
}
