import { cpSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { describe, expect, it } from 'vitest';
import { differenceSchema, inspectionSchema } from '../../../compiler/sdk/contents.ts';
import { compile } from '../../../stdlib/index.ts';
import { noRules } from '../../support/compile.ts';
import { examples, root } from '../../support/examples.ts';
import { folder, vkc } from '../../support/command-line.ts';
import type { Ran } from '../../support/command-line.ts';

const SOURCE = `image shop {
  os = [debian12, almalinux9]
  match os.family {
    debian { package nginx }
    redhat { package [nginx, nginx-mod-stream] }
  }
  service nginx { enabled = false }
  file "/etc/shop.conf" { content = "size = \${variant == large ? "2" : "1"}\\n" }
  variant large {
    package htop { version = "3.2" }
  }
}

role vm_init {
  package cloud-init
  service ssh
}

role cleanup {
  absent "/root/.bash_history"
  command "cloud-init clean --logs" { creates = "/var/lib/cloud/clean" }
}
`;

const inspect = (argv: readonly string[], files: Record<string, string> = { 'shop.vkimage': SOURCE }) =>
  vkc(folder(files), ['inspect', ...argv], {
    compile: (options) => compile({ ...options, rules: noRules }),
  });

/** What is printed for people, of the image's own role and without the columns of where it is written. */
const own = ({ out }: Ran): string[] =>
  out
    .split('\n')
    .filter((line) => / shop +shop\.vkimage:\d+(, …)?$/.test(line))
    .map((line) => line.replace(/ +shop +shop\.vkimage:\d+(, …)?$/, '').replace(/ {2,}/g, ' | '));

describe('vkc inspect', () => {
  it('shows the contents of one target, the roles that add them, and their source lines', async () => {
    const ran = await inspect(['--target', 'debian12/large']);
    expect({ exit: ran.exit, err: ran.err }).toEqual({ exit: 0, err: '' });
    await expect(ran.out).toMatchFileSnapshot('frames/inspect.txt');
  });

  it('names the targets of a resource that is not on all of them', async () => {
    expect(own(await inspect([]))).toEqual([
      'nginx',
      'htop | 3.2 | in the large variant',
      'nginx-mod-stream | on the RedHat family',
      'nginx | not enabled',
      '/etc/shop.conf | 0644 root',
    ]);
  });

  it('takes --os and --variant as the other commands do', async () => {
    const { out } = await inspect(['--os', 'debian12', '--variant', 'plain']);
    expect(out).toMatch(/^shop-debian12 {2}Debian 12\b/);
    expect(out).not.toMatch(/htop|nginx-mod-stream|WHERE/);
  });

  it.each(examples)('prints JSON of examples/%s as its schema has it', async (name) => {
    const cwd = folder();
    cpSync(join(root, 'examples', name), cwd, { recursive: true });
    const { exit, out } = await vkc(cwd, ['inspect', '--format', 'json'], { compile });
    expect(exit).toBe(0);
    const { error } = z.array(inspectionSchema).min(1).safeParse(JSON.parse(out));
    expect(error?.issues ?? []).toEqual([]);
  });

  it('reports errors in the source, and shows nothing', async () => {
    const { exit, out, err } = await inspect(['--format', 'json'], {
      'a.vkimage': 'image a { os = [debain12] }\n',
    });
    expect({ exit, out }).toEqual({ exit: 1, out: '' });
    expect(err).toContain('debain12');
  });
});

describe('vkc inspect --diff', () => {
  it('shows how two targets differ', async () => {
    const ran = await inspect(['--diff', 'debian12', 'almalinux9/large']);
    expect({ exit: ran.exit, err: ran.err }).toEqual({ exit: 0, err: '' });
    expect(own(ran)).toEqual([
      '+ nginx-mod-stream',
      '+ htop | 3.2',
      '- /etc/shop.conf | 0644 root, not the same text',
      '+ /etc/shop.conf | 0644 root, not the same text',
    ]);
    expect(ran.out).toMatch(/^- shop-debian12 .*\n\+ shop-almalinux9-large .*\n\n/);
  });

  it('takes files before and after it, and names of targets', async () => {
    const files = { 'a/shop.vkimage': SOURCE, 'b/none.vkimage': '\n' };
    const before = await inspect(['a', '--diff', 'shop-debian12', 'shop-debian12-large'], files);
    const after = await inspect(['--diff', 'debian12/plain', 'debian12/large', 'a'], files);
    expect(before.exit).toBe(0);
    expect(before.out).toContain('+ htop');
    expect(after.out).toBe(before.out);
  });

  it('says when there is no difference', async () => {
    const { exit, out } = await inspect(['--diff', 'debian12', 'shop-debian12']);
    expect(exit).toBe(0);
    expect(out).toMatch(/\n\nThe contents are the same\.\n$/);
  });

  it('prints JSON as its schema has it', async () => {
    const { out } = await inspect(['--diff', 'debian12', 'debian12/large', '--format', 'json']);
    const parsed: unknown = JSON.parse(out);
    expect(differenceSchema.safeParse(parsed).error?.issues ?? []).toEqual([]);
    expect(parsed).toMatchObject({
      before: { target: 'shop-debian12', image: 'shop', os: 'debian12', variant: null },
      after: { target: 'shop-debian12-large', variant: 'large' },
      provision: [
        { category: 'packages', before: null, after: { name: 'htop', version: '3.2', role: 'shop' } },
        { category: 'files', before: { path: '/etc/shop.conf' }, after: { path: '/etc/shop.conf' } },
      ],
      start: [],
    });
    const [first] = (parsed as { provision: { after: { origin: object } }[] }).provision;
    expect(first!.after.origin).toMatchObject({ file: 'shop.vkimage', line: 10 });
  });

  it.each([
    [['--diff', 'debian12', 'almalinux'], 'There is no target `almalinux`.', 'Did you mean `almalinux9`?'],
    [['--diff', 'debian12', 'debian12/lrge'], 'There is no target', 'Did you mean `debian12/large`?'],
    [['--target', 'shop-debian12-big'], 'There is no target', 'Did you mean `shop-debian12`?'],
    [['--target', 'zzzzzzzz'], 'There is no target `zzzzzzzz`.', '`vkc targets` lists the targets.'],
    [['--diff', 'debian12'], '--diff needs two values: --diff A B.', ''],
    [['--diff'], '--diff needs two values', ''],
    [['--diff', 'debian12', '--quiet'], '--diff needs two values', ''],
    [['--diff', 'a', 'b', '--diff', 'a', 'b'], '--diff is given more than once.', ''],
    [['--diff', 'a', 'b', '--target', 'a'], 'cannot be combined', '--diff already names both targets.'],
    [['--format', 'sarif'], 'is not a value for --format', 'It takes table, json.'],
  ])('refuses %j and helps', async (argv, message, hint) => {
    const { exit, out, err } = await inspect(argv);
    expect({ exit, out }).toEqual({ exit: 2, out: '' });
    expect(err).toContain(message);
    expect(err).toContain(hint);
  });

  it('asks for a name if two images have the system', async () => {
    const files = {
      'a.vkimage': 'image a { os = [debian12] }\n',
      'b.vkimage': 'image b { os = [debian12] }\n',
    };
    const { exit, err } = await inspect(['--diff', 'a', 'debian12'], files);
    expect(exit).toBe(2);
    expect(err).toBe('vkc: debian12 names several targets.\n     Name one of them: a, b.\n');
  });
});
