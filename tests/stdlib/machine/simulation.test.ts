import { expect, test } from 'vitest';
import { compilerFor } from '../../../compiler/pipeline.ts';
import { memoryHost } from '../../../compiler/sdk/host.ts';
import { compile, library } from '../../../stdlib/index.ts';
import { SimulatedMachine } from './simulated-machine.ts';
import { randomNumbers } from '../../support/random.ts';

/** `PROGRAMS=50000 SEED=1` in the environment looks further. */
const PROGRAMS = Number(process.env['PROGRAMS'] ?? 2000);
const SEED = Number(process.env['SEED'] ?? 20261129);
/** Images in one source: what all share is worked out once. */
const BATCH = 200;

const RULES = ['missing-file', 'missing-folder', 'missing-target', 'unknown-account', 'unknown-unit'];

/** The compiler without rules, whose tasks are run. */
const unruled = compilerFor({ ...library, rules: [] });

/** Programs of three to nine resources that need each other, in any order. */
function programs(count: number, seed: number): string[][] {
  const random = randomNumbers(seed);
  const pick = <T>(items: readonly T[]): T => items[Math.floor(random() * items.length)]!;
  const folder = () =>
    pick(['/opt/a', '/opt/a/b', '/opt/a/b/c', '/srv/www', '/etc/acme', '/etc/acme/conf.d', '/var/lib/acme']);
  const account = () => pick(['ann', 'bob', 'www-data']);
  const owner = () =>
    random() < 0.25
      ? ` owner = "${account()}"`
      : random() < 0.15
        ? ` group = "${pick(['crew', 'ann', 'adm'])}"`
        : '';
  const path = () =>
    `${pick([folder(), folder(), folder(), '/etc', '/opt', '/usr/local/bin'])}/${pick(['x', 'y'])}.txt`;
  const from =
    'url = "https://example.org/a-1.0.tar.gz" checksum = "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"';
  const unit = () => pick(['one', 'two']);
  const resource = (i: number): string =>
    pick([
      () => `directory "${folder()}" {${owner()} }`,
      () => `directory "${folder()}" {${owner()} }`,
      () => `file "${path()}" { content = "${i}\\n"${owner()} }`,
      () => `file "${path()}" { content = "${i}\\n"${owner()} }`,
      () => `line "${pick([path(), path(), '/etc/hosts'])}" { line = "${i}" }`,
      () => `block "${path()}" { name = "b${i}" content = "${i}" }`,
      () => `absent "${pick([folder(), path()])}"`,
      () =>
        `user ${pick(['ann', 'bob'])} {${random() < 0.3 ? ` groups = ["${pick(['crew', 'adm'])}"]` : ''}${random() < 0.2 ? ` home = "${folder()}/home"` : ''} }`,
      () => 'group crew',
      () => `archive "${folder()}" { ${from}${owner()} }`,
      () => `download "${path()}" { ${from} }`,
      () =>
        `unit ${unit()} { content = "[Service]\\nExecStart=/bin/true\\n[Install]\\nWantedBy=multi-user.target\\n" }`,
      () => `service ${pick([unit(), unit(), 'cron'])} { enabled = true }`,
      () =>
        `link "${path()}" { target = "${pick([folder(), path(), '/usr/bin']).replace('x.txt', 'z.txt')}" }`,
    ])();
  return Array.from({ length: count }, () => {
    const lines = Array.from({ length: 3 + Math.floor(random() * 7) }, (_, i) => resource(i));
    // One resource of a kind and a label: the second is another matter.
    const label = (line: string) => line.split(' {')[0]!;
    return lines.filter((line, i) => lines.findIndex((other) => label(other) === label(line)) === i);
  });
}

function sourceOf(bodies: readonly (readonly string[])[]): string {
  return bodies
    .map((lines, i) => `image p${i} { os = [debian12] use r${i} }\nrole r${i} {\n${lines.join('\n')}\n}\n`)
    .join('');
}

test('check says of a resource just what stops a machine at it', { timeout: 3_600_000 }, () => {
  const wrong: string[] = [];
  let stopped = 0;
  const all = programs(PROGRAMS, SEED);
  for (let from = 0; from < all.length; from += BATCH) {
    const bodies = all.slice(from, from + BATCH);
    const host = memoryHost({ 'main.vkimage': sourceOf(bodies) });
    const { images, diagnostics: other } = unruled({ host, entries: ['main.vkimage'] });
    const { diagnostics } = compile({ host, entries: ['main.vkimage'] });
    const refused = new Set(
      other.filter(({ severity }) => severity === 'error').map(({ span }) => span.line),
    );
    let line = 1;
    for (const [i, lines] of bodies.entries()) {
      // The image and the opening of the role stand before its first resource.
      const first = line + 2;
      line += lines.length + 3;
      const isRefused = lines.some((_, at) => refused.has(first + at));
      const image = images.find(({ name }) => name === `p${i}`);
      if (isRefused || image === undefined) continue;
      const said = diagnostics
        .filter(
          ({ code, span }) => RULES.includes(code) && span.line >= first && span.line < first + lines.length,
        )
        .map(({ code, span, message }) => ({ at: span.line - first, what: `${code}: ${message}` }))
        .sort((a, b) => a.at - b.at)[0];
      const met = firstStop(image.targets[0]!.provision.find(({ name }) => name === `r${i}`)!.tasks, first);
      if (met !== null) stopped += 1;
      if (said?.at !== met?.at)
        wrong.push(
          `${lines.map((text, at) => `${at} ${text}`).join('\n')}\n  check: ${JSON.stringify(said)}\n  machine: ${JSON.stringify(met)}`,
        );
    }
  }
  expect(wrong.slice(0, 5).join('\n\n')).toBe('');
  // Neither all of them nor none.
  expect(stopped).toBeGreaterThan(PROGRAMS * 0.2);
  expect(stopped).toBeLessThan(PROGRAMS * 0.95);
});

function firstStop(
  tasks: Parameters<SimulatedMachine['run']>[0][],
  first: number,
): { readonly at: number; readonly what: string } | null {
  const machine = new SimulatedMachine();
  for (const task of tasks) {
    const stop = machine.run(task);
    if (stop !== null) return { at: stop.line - first, what: stop.what };
  }
  return null;
}
