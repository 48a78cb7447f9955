// Child processes that never outlive the test: each in a process group of its own, with a time limit.
import { spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';

const running = new Set();

function kill(child, signal) {
  try {
    process.kill(-child.pid, signal);
  } catch {
    // Gone already.
  }
}

process.on('exit', () => {
  for (const child of running) kill(child, 'SIGKILL');
});
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => process.exit(130));

/**
 * Starts a program, its output going to the file `log`. `done` is its exit code, or null when a signal ended it.
 */
export function start(command, args, { cwd, env, log }) {
  const output = openSync(log, 'a');
  // A test that is killed itself takes its children along.
  const child = spawn('setpriv', ['--pdeathsig', 'TERM', command, ...args], {
    cwd,
    env: { ...process.env, ...env },
    stdio: ['ignore', output, output],
    detached: true,
  });
  closeSync(output);
  running.add(child);
  const done = new Promise((resolve) => {
    child.on('error', () => resolve(null));
    child.on('exit', (code) => {
      kill(child, 'SIGKILL');
      running.delete(child);
      resolve(code);
    });
  });
  const signal = (name) => kill(child, name);
  return { done, pid: child.pid, signal, stop: () => signal('SIGKILL') };
}

/**
 * Runs a program to its end. Standard output and error are returned as text. `code` is null when it did not end by
 * itself within `seconds`.
 */
export function run(command, args, { cwd, env, input = '', seconds = 60 } = {}) {
  return new Promise((resolve) => {
    const child = spawn(command, args, { cwd, env: { ...process.env, ...env }, detached: true });
    running.add(child);
    const output = { stdout: '', stderr: '' };
    for (const stream of ['stdout', 'stderr']) {
      child[stream].setEncoding('utf8');
      child[stream].on('data', (text) => (output[stream] += text));
    }
    const timer = setTimeout(() => {
      output.stderr += `no end after ${seconds} s\n`;
      kill(child, 'SIGKILL');
    }, seconds * 1000);
    const end = (code) => {
      clearTimeout(timer);
      running.delete(child);
      resolve({ code, ...output });
    };
    child.on('error', (error) => {
      output.stderr += `${error.message}\n`;
      end(null);
    });
    child.on('close', end);
    // A program that ends without reading its input is no failure of the test.
    child.stdin.on('error', () => {});
    child.stdin.end(input);
  });
}

export const sleep = (seconds) => new Promise((resolve) => setTimeout(resolve, seconds * 1000));
