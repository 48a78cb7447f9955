import { describe, expect, it } from 'vitest';
import type { CompileOptions } from '../../../compiler/options.ts';
import { memoryHost } from '../../../compiler/sdk/host.ts';
import { compile } from '../../../stdlib/index.ts';
import { randomNumbers } from '../../support/random.ts';

/** What can stand in a role, whether it is right or odd. */
const MEMBERS = [
  'package jq',
  'when os == debian12 { package tree } else { package tmux }',
  'when os.family == redhat { package tree }',
  'when os == ubuntu2404 { package vim }',
  'match os.family { debian { package vim } redhat { package nano } }',
  'match os { debian12 { package vim } ubuntu2204 { package nano } else { package less } }',
  'file "/etc/one" { content = "${level} ${unit}" mode = 0644 }',
  'file "/etc/two" { content = "${name}" mode = 0644 }',
  'file "/etc/three" { content = "${variant} ${build.memory}" mode = 0644 }',
  'file "/etc/weak" { content = "x" mode = 0666 }',
  'for x in items { directory "/opt/${x}" }',
  'for each in files("units/*.conf") { file "/etc/${each.name}" { source = each mode = 0644 } }',
  'use inner { level = level }',
  'use inner { list = [name, "b"] }',
  'let own = match os.family { debian => "d" redhat => "r" }\n  file "/etc/own" { content = own mode = 0644 }',
  'start { service cron { state = started } }',
  'expect { file "/etc/one" }',
  'package "${level}"',
  'file "/etc/far" { content = items[level] mode = 0644 }',
  'allow world-writable { reason = "It is a test." }',
];
const LETS = [
  'let unit = "u"',
  'let unit = os.name',
  'let unit = match os.family { debian => "d" redhat => "r" }',
  'let unit = variant',
  'let unit = items[7]',
];
const USES = [
  'use a',
  'use b',
  'use a { level = 2 }',
  'use b { level = build.cpus }',
  'use a { list = [os.name] }',
];

function project(random: () => number): Record<string, string> {
  const some = (all: readonly string[], share: number) => all.filter(() => random() < share);
  const among = (all: readonly string[]) => all[Math.floor(random() * all.length)]!;
  const role = (name: string) => `# Role ${name}.
role ${name} {
  param level: int = 1
  param list: list(string) = []
  ${some(MEMBERS, 0.2)
    .filter((each) => name !== 'inner' || !each.startsWith('use'))
    .join('\n  ')}
}
`;
  return {
    'image.vkimage': `import "roles.vkimage"
image shop {
  version = "1.0"
  os = [debian12, ubuntu2404, almalinux9]
  ${among(['use a', 'use b', 'use a\n  use b'])}
  variant large {
    build { memory = 8G  disk = 60G }
    ${some(USES, 0.3).join('\n    ')}
  }
  variant small { ${some(USES, 0.2).join('\n    ')} }
}
`,
    'roles.vkimage': `${among(LETS)}
let items = ["p", "q"]
let name = "n"
${role('a')}${role('b')}${role('inner')}`,
    'units/x.conf': 'x\n',
  };
}

describe('what a role comes to on another target of the same system', () => {
  const seen = { sound: 0, faulty: 0 };

  it.each(Array.from({ length: 60 }, (_, i) => i))(
    'is what evaluating it again comes to, seed %i',
    (seed) => {
      const files = project(randomNumbers(seed));
      const options = {
        host: memoryHost(files),
        entries: ['image.vkimage'],
        // Some of them are passed in the middle of a role.
        ...(seed % 3 === 0 && { limits: { rounds: 8 + seed, texts: 300 * seed } }),
      } satisfies CompileOptions;
      // Who asks what each expression comes to has roles evaluated on each target.
      const [kept, again] = [compile(options), compile({ ...options, observe: () => undefined })];
      expect(kept.diagnostics).toEqual(again.diagnostics);
      expect(kept.images).toEqual(again.images);
      expect(kept.records).toEqual(again.records);
      if (kept.images.length > 0) seen.sound++;
      else seen.faulty++;
    },
  );

  it('was tried with projects that are right, and with such that are not', () => {
    expect(seen.sound).toBeGreaterThan(10);
    expect(seen.faulty).toBeGreaterThan(10);
  });
});
