import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fastGlob from 'fast-glob';
import { commands } from '../../../cli/commands.generated.ts';
import { compile } from '../../../stdlib/index.ts';
import { folder, vkc } from '../../support/command-line.ts';
import { root } from '../../support/examples.ts';
import { tables } from '../../support/tables.ts';

/** What commands say of a small project, in one text a command: the command line, and what is printed. */
const PROJECT = {
  'shop.vkimage': `image shop {
  version = "1.0.0"
  os      = [debian12, almalinux9]
  use nginx
  variant large { build { disk = 50G } }
}
`,
};

// A test that runs a command by itself has a list of arguments that begins with it.
const tests = fastGlob
  .sync('tests/cli/**/*.test.ts', { cwd: root })
  .map((file) => readFileSync(join(root, file), 'utf8'));
const runElsewhere = (name: string) => tests.some((text) => new RegExp(`\\[\\s*'${name}'`).test(text));

tables({
  folder: 'tests/cli/commands/tables',
  known: Object.keys(commands),
  needed: Object.keys(commands)
    .filter((name) => !runElsewhere(name))
    .map((name) => ({ name, example: `vkc ${name}` })),
  async becomes(source) {
    const [program, ...argv] = source.trim().split(/\s+/);
    if (program !== 'vkc') return '--- A case is a line that begins with `vkc`.\n';
    const { exit, out, err } = await vkc(folder(PROJECT), argv, { compile });
    const parts = { stdout: out, stderr: err };
    const printed = Object.entries(parts).flatMap(([name, text]) =>
      text === '' ? [] : [`--- ${name}\n${text}`],
    );
    return [...printed, `--- exit ${exit}\n`].join('');
  },
});
