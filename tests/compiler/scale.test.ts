import { describe, expect, it } from 'vitest';
import { compileFiles } from '../support/compile.ts';

const lines = (n: number, line: (i: number) => string) =>
  Array.from({ length: n }, (_, i) => line(i)).join('\n');
const image = (body: string) => `image a {\n  os = [debian12]\n${body}\n}\n`;

/** Sources of `n` parts. Four times as many take about four times as long; what is quadratic takes sixteen times. */
const SOURCES: Readonly<Record<string, (n: number) => string>> = {
  'lets that each use the one before': (n) =>
    `let l0 = "a"\n${lines(n, (i) => `let l${i + 1} = "\${l${i}}"`)}\n${image('  package jq')}`,
  'roles that each use the next': (n) =>
    `${lines(n, (i) => `role r${i} {\n  use r${i + 1}\n}`)}\nrole r${n} {\n  package jq\n}\n${image('  use r0')}`,
  'roles in a circle': (n) =>
    `${lines(n, (i) => `role r${i} {\n  use r${(i + 1) % n}\n}`)}\n${image('  use r0')}`,
  'packages in one list': (n) => image(`  package [${lines(n, (i) => `nosuch${i}x,`)}]`),
  conditions: (n) => image(lines(n, (i) => `  when os == debian12 { file "/etc/f${i}" { content = "x" } }`)),
  'items of a loop': (n) =>
    image(`  for x in [${lines(n, (i) => `"${i}",`)}] { file "/etc/\${x}" { content = x } }`),
  'syntax errors': (n) => image(lines(n, () => '  a = = 1')),
  'wrong kinds': (n) => image(lines(n, (i) => `  pakage p${i}`)),
  'closing brackets on one line': (n) => `let a = ${']'.repeat(n)}`,
  'closing brackets apart': (n) => `let a = ${'] '.repeat(n)}`,
  'spaces in a command': (n) => image(`  command "/bin/x ${' '.repeat(n * 20)}y" { creates = "/y" }`),
};

function milliseconds(text: string): number {
  const begin = process.cpuUsage();
  compileFiles({ 'main.vkimage': text });
  return process.cpuUsage(begin).user / 1000;
}

describe.each(Object.entries(SOURCES))('%s', (_, source) => {
  it('take time in proportion to their number', { timeout: 120_000 }, () => {
    // The first runs are those in which the code is not compiled yet.
    for (const n of [100, 500]) milliseconds(source(n));
    const best = (n: number) => Math.min(...[1, 2, 3].map(() => milliseconds(source(n))));
    // Below some milliseconds the clock says little.
    expect(best(4000)).toBeLessThan(10 * Math.max(best(1000), 8));
  });
});

describe('imports in diamonds', () => {
  it('are looked at once each', () => {
    const levels = 60;
    const files: Record<string, string> = {
      'main.vkimage': `import "a0.vkimage"\nimport "b0.vkimage"\n${image('  use r0')}`,
    };
    for (let i = 0; i < levels; i++) {
      const imports = i + 1 < levels ? `import "a${i + 1}.vkimage"\nimport "b${i + 1}.vkimage"\n` : '';
      files[`a${i}.vkimage`] = `${imports}role r${i} {\n  package jq\n}\n`;
      files[`b${i}.vkimage`] = `${imports}let x${i} = 1\n`;
    }
    const { diagnostics } = compileFiles(files);
    expect(diagnostics.filter(({ severity }) => severity === 'error')).toEqual([]);
  });
});

describe('what has no end', () => {
  it.each([
    [
      'loops in loops',
      image(
        `  let xs = [${'"a", '.repeat(50)}]\n${'  for x in xs {\n'.repeat(8)}  package jq\n${'}\n'.repeat(8)}`,
      ),
      'VK1104',
    ],
    [
      'lists in lists',
      image(
        `  let xs = [${'"a", '.repeat(50)}]\n  file "/x" { content = "\${length(${'[for x in xs : '.repeat(8)}x${']'.repeat(8)})}" }`,
      ),
      'VK1104',
    ],
    [
      'replaced texts',
      image(
        `  let a = replace("${'a'.repeat(3000)}", "a", "${'b'.repeat(3000)}")\n  file "/x" { content = replace(a, "b", a) }`,
      ),
      'VK1105',
    ],
    [
      'filled patterns',
      image(`  let a = format("${'%s'.repeat(3000)}", "x")\n  file "/x" { content = join(a, split("", a)) }`),
      'VK1105',
    ],
    [
      'comparisons in comparisons',
      image(`  when ${'os == (debian12 == ('.repeat(40)}true${'))'.repeat(40)} { package jq }`),
      'VK0302',
    ],
    [
      'calls in calls',
      image(`  file "/x" { content = "\${${'length(values({ a = '.repeat(60)}1${' }))'.repeat(60)}}" }`),
      null,
    ],
  ])('stops: %s', (_, text, code) => {
    const codes = compileFiles({ 'main.vkimage': text }).diagnostics.map((each) => each.code);
    if (code === null) expect(codes.filter((each) => each.startsWith('VK'))).toEqual([]);
    else expect(codes).toContain(code);
  });
});
