import { spawnSync } from 'node:child_process';

/** Seconds of processor time and on the clock that a process takes. Node.js does not tell them of its children, but bash does. */
export function processTime(args, { cwd, env, program = process.execPath }) {
  const script = 'TIMEFORMAT="%3U %3S %3R"; time "$0" "$@" 2>&1 >/dev/null';
  const { status, stdout, stderr } = spawnSync('bash', ['-c', script, program, ...args], {
    cwd,
    encoding: 'utf8',
    env: { ...process.env, LC_ALL: 'C', ...env },
  });
  if (status !== 0) throw new Error(`${program} ${args.join(' ')} ended with ${status}:\n${stdout}${stderr}`);
  const [user, system, clock] = stderr.trim().split('\n').at(-1).split(' ').map(Number);
  return { processor: user + system, clock };
}
