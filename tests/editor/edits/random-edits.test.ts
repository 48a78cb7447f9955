import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import * as fc from 'fast-check';
import { onTestFinished, test } from 'vitest';
import { createConnection } from 'vscode-languageserver/node';
import { connectionChannel } from '../../../cli/lsp/connection-channel.ts';
import { convert } from '../../../cli/lsp/convert.ts';
import { diskWorkspace } from '../../../cli/lsp/disk-workspace.ts';
import { readYaml } from '../../../cli/project/yaml-reader.ts';
import { serve } from '../../../editor/server/server.ts';
import { root } from '../../support/examples.ts';
import { RawClient } from './raw-client.ts';
import { differences } from './settled.ts';
import { steps } from './steps.ts';
import type { Step } from './steps.ts';
import { World } from './world.ts';

/** A server in this process. */
function served(): RawClient {
  const [up, down] = [new PassThrough(), new PassThrough()];
  const channel = connectionChannel(createConnection(up, down));
  serve(channel, diskWorkspace, { yaml: readYaml, convert, date: '2026-11-29', pause: 4 });
  return new RawClient(down, up);
}

/** The program itself. */
function spawned(): RawClient {
  const server = spawn(join(root, 'dist/vkc.js'), ['lsp', '--stdio'], { stdio: ['pipe', 'pipe', 'inherit'] });
  const client = new RawClient(server.stdout, server.stdin);
  server.once('exit', (code) => void client.faults.push(`the server ended by itself with ${code}`));
  onTestFinished(() => void server.kill());
  return client;
}

async function wrongAfter(all: readonly Step[], pulls: boolean, made: () => RawClient): Promise<string[]> {
  const world = new World();
  try {
    const client = await made().start([world.uri('proj'), world.uri('loose')], pulls);
    for (const { perform } of all) await perform(client, world);
    const fresh = await made().start(client.folders, true);
    for (const [uri, text] of client.open) fresh.didOpen(uri, text);
    return await differences(client, fresh, world, pulls);
  } finally {
    world.end();
  }
}

/** `FC_SEED` and `RUNS` look further, `FC_PATH` looks at one run again, and `SHRINK` makes it smaller. */
async function hold(pulls: boolean, made: () => RawClient, runs: number): Promise<void> {
  const found = { steps: '', wrong: '' };
  const { failed, numRuns, seed, counterexamplePath } = await fc.check(
    fc.asyncProperty(steps, async (all) => {
      const wrong = await wrongAfter(all, pulls, made);
      if (wrong.length === 0) return true;
      found.steps = all.map(({ title }) => title).join('\n');
      found.wrong = wrong.slice(0, 3).join('\n');
      return false;
    }),
    {
      numRuns: Number(process.env.RUNS ?? runs),
      endOnFailure: process.env.SHRINK === undefined,
      path: process.env.FC_PATH ?? '',
    },
  );
  if (failed)
    throw new Error(
      `Run ${numRuns}, seed ${seed}, path ${counterexamplePath}. After\n${found.steps}\n\n${found.wrong}`,
    );
}

test.each([
  ['has diagnostics pushed', false],
  ['pulls diagnostics', true],
])('a client that %s knows in the end what one knows that has only seen the end', (_, pulls) =>
  hold(pulls, served, 10),
);

test('the program itself loses no edit either', () => hold(false, spawned, 2));
