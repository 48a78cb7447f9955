import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CompileOptions } from '../../compiler/options.ts';
import { memoryHost } from '../../compiler/sdk/host.ts';
import { IncrementalCheck } from '../../editor/project/incremental.ts';
import { parse } from '../../grammar/parse/parser.ts';
import { compile } from '../../stdlib/index.ts';

const SOURCE = `# Of all.
let owner = "platform"
let zone = "Europe/Berlin"
param disk: size = 20G

# One.
image xaas-one {
  title = "One"
  version = "1.0"
  os = [debian12, almalinux9]
  build { disk = disk }
  use base
  use app { port = 8000 }
  file "/etc/one" { content = "of \${owner}\\n" mode = 0644 }
  variant large { build { memory = 8G } }
}

# Two.
image xaas-two {
  title = "Two"
  version = "1.0"
  os = [debian12]
  use base
  use app as other { port = 8000 }
  when os.family == debian { package jq }
}

# Three.
image xaas-three {
  title = "Three"
  version = "1.0"
  os = [own12, debian12]
  use base { allow default-password { reason = "For nobody." } }
  use started { text = file("motd.txt") }
  when os == own12 { package which }
  when variant == large { package curl }
  variant large { build { memory = 8G } }
}

family mine {
  ansible = "Debian"
  package_manager = apt
  title = "Mine"
  ssh_unit = "ssh"
  firewall_unit = "ufw"
  sftp_server = "/usr/lib/openssh/sftp-server"
}

os own12 {
  family = mine
  title = "Own 12"
  distro = "debian"
  release = "12"
  version = "12"
  short = "own12"
  user = "own"
  source = "own-12"
  python = "3.11"
  end_of_life = "2030-06"
  image {
    url = "https://example.org/own-12.qcow2"
    checksum = "file:https://example.org/SHA256SUMS"
  }
}

role started {
  param password: string = "changeme"
  param text: file
  file "/etc/started" { source = text mode = 0644 }
  start {
    file "/etc/started.conf" { content = "password = \${password}\\n" mode = 0600 }
  }
  expect { port 80 }
}

# What all have.
role base {
  package curl
  file "/etc/zone" { content = "\${zone}\\n" mode = 0644 }
}

# An application.
role app {
  # Where it answers.
  param port: int = 80
  let extra = port + 1
  use base
  package [jq]
  match os.family {
    debian { package ca-certificates }
    redhat { package which }
  }
  file "/etc/app.conf" { content = "port = \${port} \${extra} \${greeting}\\n" mode = 0644 }
  file "/etc/motd" { source = file("motd.txt") mode = 0644 }
}
`;

const OTHER = 'let greeting = "hello"\n\nrole extra {\n  package jq\n}\n';

// prettier-ignore
const TYPED = [
  'x', ' ', '\n', '1', '"', '{', '}', '# c\n', '/* c */', 'package jq\n', '${', '=', 'é', '😀', '\r\n',
  'let b = 1\n', 'use base\n', '}\nrole r {\n', 'token = "hunter2hunter2"\n', 'os = [debian13]\n',
];

interface Texts {
  readonly own: string;
  readonly other: string;
  readonly motd: string;
}

const options = ({ own, other, motd }: Texts): CompileOptions => ({
  host: memoryHost({ 'own.vkimage': own, 'other.vkimage': other, 'motd.txt': motd }),
  entries: ['own.vkimage'],
  date: '2026-01-15',
});

const FIRST: Texts = { own: `import "other.vkimage"\n${SOURCE}`, other: OTHER, motd: 'Welcome.\n' };

/** Places where an edit has a meaning are drawn as often as any others. */
const edit = fc.record({
  file: fc.constantFrom<keyof Texts>('own', 'own', 'own', 'own', 'other', 'motd'),
  at: fc.oneof(
    fc.integer({ min: 0, max: 1_000_000 }),
    fc.constantFrom('debian', 'owner', 'port', 'jq', 'base', 'own12', 'mine', 'package', '}\n\n'),
  ),
  gone: fc.constantFrom(0, 0, 0, 1, 9, 60),
  typed: fc.constantFrom(...TYPED),
  back: fc.boolean(),
  early: fc.boolean(),
  unchecked: fc.constantFrom(false, false, true),
});

const syntaxOf = (text: string) => parse('own.vkimage', text).diagnostics;

function edited(
  texts: Texts,
  { file, at, gone, typed }: typeof edit extends fc.Arbitrary<infer E> ? E : never,
) {
  const text = texts[file];
  const place = typeof at === 'number' ? at % (text.length + 1) : Math.max(0, text.lastIndexOf(at));
  return { ...texts, [file]: text.slice(0, place) + typed + text.slice(place + gone) };
}

describe('a project that is checked while it is edited', () => {
  it('has the diagnostics that it has when it is compiled from the beginning', () => {
    let found = 0;
    fc.assert(
      fc.property(fc.array(edit, { minLength: 1, maxLength: 6 }), (edits) => {
        const check = new IncrementalCheck();
        let texts = FIRST;
        expect(check.check(options(texts)).diagnostics).toEqual(compile(options(texts)).diagnostics);
        for (const each of edits) {
          const changed = edited(texts, each);
          for (const next of each.back ? [changed, texts] : [changed]) {
            texts = next;
            const { diagnostics } = compile(options(texts));
            found += diagnostics.length;
            // An editor asks for the syntax first, now and then of a text that is never checked.
            if (each.early) expect(check.syntax('own.vkimage', texts.own)).toEqual(syntaxOf(texts.own));
            if (each.unchecked) continue;
            expect(check.check(options(texts)).diagnostics).toEqual(diagnostics);
          }
        }
      }),
      { numRuns: 15 },
    );
    expect(found).toBeGreaterThan(50);
  });

  /** The images that are compiled. */
  const compiledIn = (check: IncrementalCheck, texts: Texts): string[] => {
    const asked: string[] = [];
    check.check({ ...options(texts), compiles: (image) => asked.push(image) });
    return asked;
  };

  it('compiles only the images that are made of what was edited', () => {
    const check = new IncrementalCheck();
    const replaced = (from: string, to: string) => ({ ...FIRST, own: FIRST.own.replace(from, to) });
    expect(compile(options(FIRST)).diagnostics.filter(({ severity }) => severity === 'error')).toEqual([]);
    expect(compiledIn(check, FIRST)).toEqual(['xaas-one', 'xaas-two', 'xaas-three']);
    expect(compiledIn(check, FIRST)).toEqual([]);
    expect(compiledIn(check, replaced('# Two.', '# Two of them.'))).toEqual(['xaas-two']);
    expect(compiledIn(check, FIRST)).toEqual(['xaas-two']);
    expect(compiledIn(check, replaced('"platform"', '"platforms"'))).toEqual(['xaas-one']);
    expect(compiledIn(check, replaced('"Europe/Berlin"', '"Europe/Paris"'))).toEqual([
      'xaas-one',
      'xaas-two',
      'xaas-three',
    ]);
    expect(compiledIn(check, FIRST)).toEqual(['xaas-one', 'xaas-two', 'xaas-three']);
    expect(compiledIn(check, { ...FIRST, motd: 'Hello.\n' })).toEqual(['xaas-one', 'xaas-two', 'xaas-three']);
    expect(
      compiledIn(check, { ...FIRST, motd: 'Hello.\n', other: OTHER.replace('package jq', 'package curl') }),
    ).toEqual([]);
  });

  it('compiles nothing anew once a mistake is taken back', () => {
    const check = new IncrementalCheck();
    compiledIn(check, FIRST);
    for (const [from, to] of [
      ['package curl', 'package curl {'],
      ['let owner = ', 'let owner = = '],
      ['image xaas-two {', 'image xaas-two '],
      ['"platform"', '"platform""'],
      ['role app {', 'role app }'],
    ] as const) {
      const broken = { ...FIRST, own: FIRST.own.replace(from, to) };
      expect(compile(options(broken)).diagnostics).not.toEqual([]);
      check.check(options(broken));
      expect([from, ...compiledIn(check, FIRST)]).toEqual([from]);
    }
  });

  it('keeps nothing of earlier checks in memory', async () => {
    setFlagsFromString('--expose-gc');
    const collect = runInNewContext('gc') as () => void;
    const check = new IncrementalCheck();
    const hosts: WeakRef<object>[] = [];
    const checked = (port: number) => {
      const now = options({ ...FIRST, own: FIRST.own.replace('port = 8000', `port = ${port}`) });
      hosts.push(new WeakRef(now.host));
      check.check(now);
    };
    for (let port = 8001; port < 8021; port++) checked(port);
    // A weak reference holds on until the next turn.
    await new Promise((resolve) => setTimeout(resolve));
    collect();
    expect(hosts.filter((each) => each.deref() !== undefined).length).toBeLessThan(3);
  });
});
