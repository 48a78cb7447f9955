import {
  appendFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Compile } from '../../../compiler/options.ts';
import { needsOf } from '../../../cli/lock/needs.ts';
import { printLock } from '../../../cli/lock/lockfile.ts';
import { DiskHost } from '../../../cli/project/disk-host.ts';
import { readYaml } from '../../../cli/project/yaml-reader.ts';
import { version } from '../../../emit/version.generated.ts';
import { compile } from '../../../stdlib/index.ts';
import { folder, vkc } from '../../support/command-line.ts';
import type { Ran } from '../../support/command-line.ts';
import { randomNumbers } from '../../support/random.ts';

type Files = Record<string, string>;

const PROJECT: Files = {
  'vkc.yaml': 'rules:\n  world-writable: hint\n',
  'shared.vkimage': `# What several images use.
role base {
  param level: int = 1
  file "/etc/base" { content = text("base.txt") mode = 0644 }
  when os == debian12 { package jq }
  when variant == "large" { file "/etc/large" { content = "\${level}" mode = 0644 } }
}

role legacy { from = path("legacy") }

let greeting = "hello"
`,
  'other.vkimage': 'role other {\n  package curl\n  file "/etc/other" { content = "x" mode = 0666 }\n}\n',
  'base.txt': 'one\n',
  'legacy/tasks/main.yml': '- name: Do it\n  ansible.builtin.command: /bin/true\n  changed_when: false\n',
  'units/a.conf': 'a\n',
  'units/b.conf': 'b\n',
};

function image(i: number, members: readonly string[] = []): string {
  return `import "shared.vkimage"

image xaas-a${i} {
  title = "A ${i}"
  version = "1.${i}"
  os = [debian12, almalinux9]
  use base { level = ${i} }
  file "/etc/a${i}" { content = greeting mode = 0644 }
${members.map((each) => `  ${each}\n`).join('')}}
`;
}

/** What can stand in an image, whether it is right or odd. */
const MEMBERS = [
  'use legacy',
  'package vim',
  'variant large { build { memory = 8G } }',
  'for x in ["p", "q"] { directory "/opt/${x}" }',
  'when os == ubuntu2404 { package tree }',
  'when os == debian12 { package tree } else { package tmux }',
  'file "/etc/weak" { content = "x" mode = 0666 }',
  'file "/etc/open" { content = "x" mode = 0666 allow world-writable { reason = "It is a test." } }',
  'allow world-writable { reason = "It is a test." }',
  'for each in files("units/*.conf") { file "/etc/${each.name}" { source = each mode = 0644 } }',
  'file "/etc/text" { content = text("base.txt") mode = 0644 }',
  'let unused = 1',
  'ci { pipeline = github }',
  'ci { pipeline = none }',
  'build { disk = 30G }',
  'publish { name = "same" }',
];
const WRONG = ['packge jq', 'use nowhere', 'file "/etc/missing" { content = text("missing.txt") }'];

/** A project in a folder, and the edits that are made to it. */
class Project {
  readonly root: string;
  readonly files: Files = {};

  constructor() {
    this.root = folder({ '.git/': '' });
    for (const [path, text] of Object.entries(PROJECT)) this.write(path, text);
    for (let i = 0; i < 4; i++) this.write(`a${i}.vkimage`, image(i));
  }

  write(path: string, text: string): void {
    this.files[path] = text;
    mkdirSync(dirname(join(this.root, path)), { recursive: true });
    writeFileSync(join(this.root, path), text);
  }

  remove(path: string): void {
    delete this.files[path];
    rmSync(join(this.root, path), { recursive: true, force: true });
  }
}

/** A lock that fits what a project says now, made without asking any server. */
function lockOf({ root, files }: Project, checksum: string): string {
  const entries = Object.keys(files).filter((path) => path.endsWith('.vkimage'));
  const { images, contents, sources } = compile({ host: new DiskHost(root), entries, yaml: readYaml });
  const needs = needsOf(images, contents, sources, undefined);
  const sha = `sha256:${checksum.padStart(64, '0')}`;
  const each = <V, L>(all: ReadonlyMap<string, V>, locked: (value: V) => L): Record<string, L> =>
    Object.fromEntries([...all].map(([name, value]) => [name, locked(value)]));
  return printLock({
    version: 1,
    vkc: version,
    base_images: each(needs.base_images, (requested) => ({
      requested,
      url: `${requested.url}.locked`,
      checksum: sha,
      size: null,
    })),
    plugins: each(needs.plugins, () => ({ version: '9.8.7', hashes: {} })),
    collections: each(needs.collections, (requested) => ({ requested, version: '9.9.9', sha256: sha })),
    roles: each(needs.roles, (requested) => ({ requested, version: '9.9.9', sha256: sha })),
    libraries: each(needs.libraries, (sha256) => ({ version: null, sha256 })),
    downloads: each(needs.downloads, (requested) => ({ requested, checksum: sha, size: 1 })),
    snapshots: {},
    packages: {},
    targets: each(needs.targets, (os) => os),
  });
}

type Edit = (project: Project, random: () => number) => void;

const among = <T>(all: readonly T[], random: () => number): T => all[Math.floor(random() * all.length)]!;
const some = (random: () => number) => [
  ...MEMBERS.filter(() => random() < 0.15),
  ...WRONG.filter(() => random() < 0.03),
];

const EDITS: readonly Edit[] = [
  ...Array<Edit>(6).fill((project, random) => {
    const i = Math.floor(random() * 5);
    project.write(`a${i}.vkimage`, image(i, some(random)));
  }),
  (project, random) => project.remove(`a${Math.floor(random() * 5)}.vkimage`),
  // Two images of one name, and the same text in another file.
  (project, random) => project.write('a5.vkimage', image(random() < 0.8 ? 5 : Math.floor(random() * 5))),
  (project, random) => project.write('base.txt', `${Math.floor(random() * 3)}\n`),
  (project, random) => project.write(`units/${among(['a', 'c'], random)}.conf`, `${random()}\n`),
  (project) => project.remove('units/c.conf'),
  (project, random) =>
    project.write('legacy/defaults/main.yml', `legacy_port: ${Math.floor(random() * 9)}\n`),
  (project, random) =>
    project.write(
      'shared.vkimage',
      PROJECT['shared.vkimage']!.replace('hello', among(['hello', 'bye'], random)).replace(
        '  when os == debian12 { package jq }\n',
        among(
          [
            '',
            '  when os == debian12 { package jq }\n',
            '  package jq\n',
            '  file "/etc/w" { content = "" mode = 0666 }\n',
            '  packge jq\n',
          ],
          random,
        ),
      ),
    ),
  (project, random) =>
    project.write('other.vkimage', among([PROJECT['other.vkimage']!, '# Nothing.\n'], random)),
  (project, random) =>
    project.write(
      'a4.vkimage',
      image(4, ['use other'])
        .replace('\n\n', '\nimport "other.vkimage"\n\n')
        .concat(among(['', 'role idle {\n  package jq\n}\n'], random)),
    ),
  ...Array<Edit>(2).fill((project, random) =>
    project.write('vkc.lock', lockOf(project, String(Math.floor(random() * 3)))),
  ),
  (project) => project.remove('vkc.lock'),
  (project, random) =>
    project.write(
      'vkc.yaml',
      `rules:\n  world-writable: ${among(['hint', 'warning', '"off"', 'error'], random)}\n`,
    ),
  // Somebody changes what was generated, or removes it.
  ({ root }, random) => {
    const path = join(root, `out/xaas-a${Math.floor(random() * 4)}/README.md`);
    if (existsSync(path) && random() < 0.3) appendFileSync(path, 'Mine.\n');
  },
  ({ root }, random) =>
    rmSync(join(root, `out/xaas-a${Math.floor(random() * 4)}`, among(['', 'README.md', 'roles'], random)), {
      recursive: true,
      force: true,
    }),
];

/** All files below a folder, by path. */
function read(root: string): Files {
  const entries = readdirSync(root, { recursive: true, withFileTypes: true }).filter((each) => each.isFile());
  return Object.fromEntries(
    entries
      .map((each) => join(each.parentPath ?? each.path, each.name))
      .sort()
      .map((path) => [path.slice(root.length + 1), readFileSync(path, 'utf8')]),
  );
}

/** Runs a command in both projects, in one of them with what is known of earlier runs. */
async function both(
  kept: Project,
  plain: Project,
  argv: readonly string[],
): Promise<{ ran: Ran; taken: number }> {
  let taken = 0;
  const counting: Compile = ({ take, ...options }) =>
    compile({ ...options, ...(take && { take: (...each) => void (taken++, take(...each)) }) });
  const store = { folder: join(kept.root, '.git/cache'), program: 'test' };
  const ran = await vkc(kept.root, argv, { compile: counting, store });
  expect(ran).toEqual(await vkc(plain.root, argv, { compile }));
  const [made, wanted] = [kept, plain].map(({ root }) => {
    const { ...files } = read(root);
    return Object.fromEntries(Object.entries(files).filter(([path]) => !path.startsWith('.git/cache/')));
  });
  expect(made).toEqual(wanted);
  return { ran, taken };
}

const CALLS = [
  ['compile', 'a1.vkimage', 'shared.vkimage'],
  ['compile'],
  ['compile', '--format', 'json'],
  ['compile', '--os', 'debian12'],
  ['compile', '--prune'],
  ['compile', '--strict'],
];

/** Over all seeds: runs that wrote trees, and those of them for which not all images were compiled. */
const seen = { runs: 0, partial: 0 };

describe('a compilation that knows the images of earlier ones', () => {
  it.each([1, 2, 3, 4, 5, 6])(
    'does and says the same after any edits, seed %i',
    { timeout: 300_000 },
    async (seed) => {
      const [kept, plain] = [new Project(), new Project()];
      const [random, again] = [randomNumbers(seed), randomNumbers(seed)];
      const choose = randomNumbers(seed + 1000);
      await both(kept, plain, ['compile']);
      for (let i = 0; i < 12; i++) {
        const edit = among(EDITS, choose);
        edit(kept, random);
        edit(plain, again);
        const { ran, taken } = await both(kept, plain, choose() < 0.7 ? ['compile'] : among(CALLS, choose));
        if (ran.exit !== 0) continue;
        seen.runs++;
        if (taken < readdirSync(join(kept.root, 'out')).length - 1) seen.partial++;
      }
    },
  );

  it('was often made of some of the images only', () => {
    expect(seen.runs).toBeGreaterThan(20);
    expect(seen.partial).toBeGreaterThan(10);
  });

  it('compiles the images that depend on what changed', { timeout: 120_000 }, async () => {
    const [kept, plain] = [new Project(), new Project()];
    const after = async (path: string, text: string, ...files: string[]) => {
      for (const each of [kept, plain]) each.write(path, text);
      const { ran, taken } = await both(kept, plain, ['compile', ...files]);
      expect(ran.exit).toBe(0);
      return taken;
    };
    expect(await after('a0.vkimage', image(0))).toBe(4);
    expect(await after('a0.vkimage', image(0))).toBe(0);
    expect(await after('a1.vkimage', image(1, ['package vim']))).toBe(1);
    expect(await after('other.vkimage', '# Nobody imports this.\nlet a = 1\n')).toBe(0);
    expect(
      await after(
        'a2.vkimage',
        image(2, [
          'for each in files("units/*.conf") { file "/etc/${each.name}" { source = each mode = 0644 } }',
        ]),
      ),
    ).toBe(1);
    expect(await after('a1.vkimage', image(1), 'a1.vkimage')).toBe(1);
    expect(await after('a1.vkimage', image(1))).toBe(0);
    expect(await after('units/c.conf', 'new\n')).toBe(1);
    expect(await after('units/a.conf', 'changed\n')).toBe(1);
    expect(await after('a3.vkimage', image(3, ['use legacy']))).toBe(1);
    expect(await after('legacy/defaults/main.yml', 'legacy_port: 1\n')).toBe(1);
    expect(await after('base.txt', 'changed\n')).toBe(4);
    expect(await after('shared.vkimage', `${PROJECT['shared.vkimage']}# More.\n`)).toBe(4);
    expect(await after('vkc.yaml', 'rules:\n  world-writable: error\n')).toBe(4);
    expect(await after('out/xaas-a3/.vkc/journal.json', '')).toBe(1);
  });

  it('takes a lock for one more input', { timeout: 120_000 }, async () => {
    const [kept, plain] = [new Project(), new Project()];
    const after = async (path: string, text: (project: Project) => string, ...argv: string[]) => {
      for (const each of [kept, plain]) each.write(path, text(each));
      const { ran, taken } = await both(kept, plain, ['compile', ...argv]);
      return [ran.exit, taken];
    };
    const nothing = 'base.txt';
    const same = () => PROJECT[nothing]!;
    expect(await after(nothing, same)).toEqual([0, 4]);
    expect(await after('vkc.lock', (each) => lockOf(each, '1'))).toEqual([0, 4]);
    expect(Object.values(read(join(kept.root, 'out'))).some((text) => text.includes('.locked'))).toBe(true);
    expect(await after(nothing, same)).toEqual([0, 0]);
    expect(await after(nothing, same, '--locked')).toEqual([0, 0]);
    expect(await after('a1.vkimage', () => image(1, ['package vim']))).toEqual([0, 1]);
    // What it does not fit is told of images that are not compiled as well.
    expect(await after('vkc.lock', (each) => lockOf(each, '1').replace(/"xaas-a3-.*",?\n/, ''))).toEqual([
      1, 4,
    ]);
    expect(await after('vkc.lock', (each) => lockOf(each, '1'))).toEqual([0, 0]);
    const url = 'https://example.org/tool';
    const download = `download "/opt/tool" { url = "${url}" allow unchecked-download { reason = "It is a test." } }`;
    expect(await after('a2.vkimage', () => image(2, [download]))).toEqual([1, 1]);
    expect((await both(kept, plain, ['compile'])).ran.err).toContain(`The download ${url} is not in it`);
    expect(await after('vkc.lock', (each) => lockOf(each, '1'))).toEqual([0, 4]);
    for (const each of [kept, plain]) each.remove('vkc.lock');
    expect(await after(nothing, same, '--locked')).toEqual([1, 4]);
  });

  it('does not trust what another program kept, nor what is damaged', { timeout: 120_000 }, async () => {
    const project = new Project();
    const store = { folder: join(project.root, '.git/cache'), program: 'one' };
    const taken = async (program: string) => {
      let count = 0;
      const counting: Compile = ({ take, ...options }) =>
        compile({ ...options, ...(take && { take: (...each) => void (count++, take(...each)) }) });
      await vkc(project.root, ['compile'], { compile: counting, store: { ...store, program } });
      return count;
    };
    expect([await taken('one'), await taken('one'), await taken('two')]).toEqual([4, 0, 4]);
    for (const each of readdirSync(store.folder)) appendFileSync(join(store.folder, each), '\n{');
    expect(await taken('one')).toBe(4);
  });
});
