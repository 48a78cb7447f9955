import { code } from '../../emit/text/markdown.ts';
import tested from '../../stdlib/tested.json' with { type: 'json' };
import real from '../../stdlib/tested-real.json' with { type: 'json' };
import { bullets, document, prose, table } from './markdown.ts';
import { library } from '../../stdlib/index.ts';
import { allSystems } from '../explain/examples.ts';
import { libraryRoles } from '../explain/library.ts';

type How = keyof typeof tested.how;
type System = keyof typeof tested.systems;
interface Claim {
  readonly how: How;
  readonly note?: string;
}
type Claims = Readonly<Record<string, Readonly<Record<System, Claim>>>>;

const systems = Object.entries(tested.systems) as [System, (typeof tested.systems)[System]][];

/**
 * Returns the page on how the library is tested. The tests check that stdlib/tested.json matches what they
 * run.
 */
export function testedPage(): string {
  const all = allSystems();
  const others = all
    .filter(({ name }) => !(name in tested.systems) && !(name in tested.images))
    .map(({ name }) => code(name));
  return document([
    '# How the library is tested',
    'By the project’s own checks, on every change unless a table says otherwise. [The reference](README.md)',
    bullets([
      `Every role on all of the ${all.length} systems that it knows: compiled, and the tree checked by ${code('packer validate')} and ${code('packer fmt')}, ${code('ansible-playbook --syntax-check')}, ansible-lint with its production profile and yamllint. There are no other tests for ${others.join(', ')}.`,
      'The trees of all examples: syntax and production lint by the newest ansible-core and ansible-lint as well.',
      `${code('vm_init')} and ${code('cleanup')}: Packer builds them into an image, which QEMU boots twice with a hard reset between, and the tests look inside. [Images](#images) says on which systems.`,
      'Roles and resource kinds: as the tables say, on one machine of each family.',
    ]),
    '## Images',
    table(
      ['System', 'Base image', 'When', 'What is done', 'What it has of the real one that makes builds fail'],
      Object.entries(tested.images).map(([name, { base, when, what, hostile }]) => [
        code(name),
        prose(base),
        when,
        prose(what),
        prose(hostile),
      ]),
    ),
    '## Machines',
    table(
      ['System', 'Machine', 'Built by', 'Again by'],
      systems.map(([name, { machine, first, again }]) => [code(name), prose(machine), first, again]),
    ),
    bullets(Object.entries(tested.how).map(([how, what]) => `**${how}**: ${prose(what)}`)),
    '## Roles',
    claimTable(
      'Role',
      'roles',
      libraryRoles().map(({ name }) => name),
      tested.roles as Claims,
    ),
    '## Resource kinds',
    claimTable('Kind', 'kinds', [...library.kinds.keys()], tested.kinds as Claims),
    '## Parts that these machines cannot test',
    bullets(tested.not.map(prose)),
    '## On the real base images',
    `With the internet and KVM: ${code('npm run test:real -- SYSTEM…')} downloads the base images from the addresses that the library has, builds an image with every role that knows the system, verifies it, and runs its start phase. The nightly workflow does so for all systems. CONTRIBUTING.md says how.`,
    ...realParts(
      real.systems,
      all.map(({ name }) => name),
    ),
  ]);
}

interface RealRun {
  readonly date: string;
  readonly vkc: string;
  readonly image: { readonly url: string; readonly sha256: string };
  readonly roles: Readonly<Record<string, { readonly state: string; readonly note?: string }>>;
}

/** What was seen on the real base images, as tests/real wrote it down. */
export function realParts(runs: Readonly<Record<string, RealRun>>, all: readonly string[]): string[] {
  const rows = all.flatMap((name) => {
    const run = runs[name];
    if (run === undefined) return [];
    const inState = (state: string) => Object.entries(run.roles).filter(([, each]) => each.state === state);
    const passed = inState('passed').map(([role]) => role);
    const others = [...inState('failed'), ...inState('refused')].map(
      ([role, { state, note }]) => `${role}: ${state}${note === undefined ? '' : `: ${note}`}`,
    );
    const image = `${code(run.image.url.replace(/^.*\//, ''))} ${code(`sha256:${run.image.sha256.slice(0, 12)}…`)}`;
    return [
      [code(name), run.date, image, run.vkc, passed.join(', ') || '—', prose(others.join('; ')) || '—'],
    ];
  });
  const missing = all.filter((name) => runs[name] === undefined);
  const none = missing.length === 0 ? [] : [`Not run yet on: ${missing.map(code).join(', ')}.`];
  if (rows.length === 0) return none;
  return [table(['System', 'Date', 'Base image', 'vkc', 'Roles that pass', 'Others'], rows), ...none];
}

/** A row for each name; one that has no line in stdlib/tested.json is linted as everything else. */
function claimTable(title: string, folder: string, names: readonly string[], claims: Claims): string {
  const say = ({ how, note }: Claim = { how: 'linted' }) =>
    note === undefined ? how : `${how}: ${prose(note)}`;
  return table(
    [title, ...systems.map(([name]) => code(name))],
    [...names]
      .sort()
      .map((name) => [
        `[${name}](${folder}/${name}.md)`,
        ...systems.map(([system]) => say(claims[name]?.[system])),
      ]),
  );
}
