import { describe, expect, it } from 'vitest';
import { commands } from '../../../cli/commands.generated.ts';
import { folder, vkc } from '../../support/command-line.ts';

function broken(): never {
  throw new Error('ouch');
}

describe('the command line', () => {
  it('prints an overview and the exit code of a wrong call if no command is given', async () => {
    const { exit, out, err } = await vkc('/', []);
    expect({ exit, out }).toEqual({ exit: 2, out: '' });
    expect(err).toContain('Usage: vkc COMMAND');
  });

  it('answers --help, help and --version on standard output', async () => {
    for (const argv of [['--help'], ['-h'], ['help'], ['help', '--color']]) {
      const { exit, out } = await vkc('/', argv);
      expect(exit).toBe(0);
      for (const name of Object.keys(commands)) expect(out).toContain(`\n  ${name} `);
    }
    expect((await vkc('/', ['--version'])).out).toMatch(/^\d+\.\d+\.\d+\n$/);
  });

  it.each(Object.keys(commands))('has help for %s, in lines of 90 columns', async (name) => {
    const { out } = await vkc('/', ['help', name]);
    const { default: command } = await commands[name]!.load();
    expect(command.name).toBe(name);
    expect(command.summary).toBe(commands[name]!.summary);
    expect(out).toContain(`Usage: vkc ${name}`);
    for (const option of Object.keys(command.options)) expect(out).toContain(`--${option}`);
    for (const line of out.split('\n')) expect(line.length).toBeLessThanOrEqual(90);
    expect((await vkc('/', [name, '--oops', '--help'])).out).toBe(out);
  });

  it.each([
    [['complie'], 'Did you mean `vkc compile`?'],
    [['Compile'], 'Did you mean `vkc compile`?'],
    [['zzz'], '`vkc --help` lists the commands.'],
    [['x.vkimage'], 'vkc compile x.vkimage'],
    [['--vresion'], 'Did you mean --version?'],
    [['help', 'chekc'], 'Did you mean `vkc check`?'],
    [['compile', '--dryrun'], 'Did you mean --dry-run?'],
    [['compile', '--Dry-Run'], 'Did you mean --dry-run?'],
    [['compile', '--zzzzzz'], '`vkc help compile` lists the options.'],
    [['compile', '-z'], 'has no option -z'],
    [['compile', '--out'], '--out needs a value: --out DIR.'],
    [['compile', '--out', '--force'], '--out needs a value'],
    [['compile', '--out='], '--out needs a value'],
    [['compile', '--force=yes'], '--force is a switch'],
    [['compile', '-o', 'a', '-o', 'b'], '-o is given more than once.'],
    [['compile', '--color', 'allways'], 'Did you mean `always`?'],
    [['check', '--format', 'xml'], 'It takes text, json'],
    [['check', '--max-errors', 'x'], 'It takes a number from 1.'],
    [['compile', '--diff', '--dry-run'], 'cannot be combined'],
    [['compile', '--set', 'version'], 'It takes NAME=VALUE'],
    [['compile', '--set', 'a=1', '--set', 'a=2'], 'gives a more than once'],
    [['init', 'a', 'b'], 'takes one folder'],
  ])('refuses %j and helps', async (argv, hint) => {
    const { exit, out, err } = await vkc(folder({ 'x.vkimage': '' }), argv);
    expect({ exit, out }).toEqual({ exit: 2, out: '' });
    expect(err).toContain(hint);
    expect(err).toMatch(/^vkc: .*\n(     .*\n)?$/);
  });

  it('reports an internal error with an apology, and shows the stack only on request', async () => {
    const cwd = folder({ 'x.vkimage': '' });
    const plain = await vkc(cwd, ['check'], { compile: broken });
    expect(plain.exit).toBe(70);
    expect(plain.err).toContain('internal error: ouch');
    expect(plain.err).toContain('Please report it');
    expect(plain.err).not.toMatch(/\n +at /);
    const debug = await vkc(cwd, ['check'], { compile: broken, env: { VKC_DEBUG: '1' } });
    expect(debug.err).toMatch(/\n +at /);
  });
});
