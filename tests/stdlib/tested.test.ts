import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import * as z from 'zod/mini';
import { DiskHost } from '../../cli/project/disk-host.ts';
import type { Target } from '../../compiler/model/ir.ts';
import { compile, library } from '../../stdlib/index.ts';
import { root } from '../support/examples.ts';

/**
 * stdlib/tested.json says of each role and each kind how the lanes are to test it where. Here it is
 * held to the library and to the sources that the machines are made from; the end-to-end tests hold it to what they ran.
 */
const folder = join(root, 'tests/e2e/library');
const claim = z.strictObject({
  how: z.enum(['real', 'stand-in', 'linted']),
  note: z.optional(z.string()),
});
const claims = z.record(z.string(), z.strictObject({ debian12: claim, almalinux9: claim }));
const texts = z.record(z.string(), z.string());
const machine = z.strictObject({
  lane: z.string(),
  machine: z.string(),
  first: z.string(),
  again: z.string(),
});
const table = z
  .strictObject({
    how: texts,
    systems: z.strictObject({ debian12: machine, almalinux9: machine }),
    images: z.record(
      z.string(),
      z.strictObject({
        lane: z.string(),
        base: z.string(),
        when: z.enum(['On every change', 'Every night']),
        what: z.string(),
        hostile: z.string(),
      }),
    ),
    not: z.array(z.string()),
    roles: claims,
    kinds: claims,
  })
  .parse(JSON.parse(readFileSync(join(root, 'stdlib/tested.json'), 'utf8')));

const roles = Object.keys(library.sources).flatMap(
  (file) => /^vkc:roles\/(.+)\.vkimage$/.exec(file)?.[1] ?? [],
);

test('only roles and kinds of the library have a line, in order; what has none is linted', () => {
  const of = { roles, kinds: [...library.kinds.keys()] };
  for (const what of ['roles', 'kinds'] as const) {
    const lines = Object.keys(table[what]);
    expect(lines).toEqual([...lines].sort());
    expect(lines.filter((name) => !of[what].includes(name))).toEqual([]);
  }
});

test('images are built of the systems that the end-to-end tests build, as often as those run', () => {
  const text = readFileSync(join(root, 'tests/e2e/run.mjs'), 'utf8');
  const part = text.slice(text.indexOf('const systems = {'), text.indexOf('\n};\n'));
  const lanes = part
    .split(/^  (?=\w+: \{$)/m)
    .slice(1)
    .map((lane) => ({
      lane: /^\w+/.exec(lane)![0],
      when: lane.includes('nightly: true') ? 'Every night' : 'On every change',
      source: /source: '(.+)'/.exec(lane)![1]!,
    }));
  expect(lanes.length).toBeGreaterThan(1);
  expect(Object.values(table.images).map(({ lane, when }) => [lane, when])).toEqual(
    lanes.map(({ lane, when }) => [lane, when]),
  );
  for (const [i, system] of Object.keys(table.images).entries())
    expect(readFileSync(join(root, lanes[i]!.source), 'utf8')).toContain(`[${system}]`);
});

describe.each([
  ['debian12', 'debian.vkimage'],
  ['almalinux9', 'el.vkimage'],
] as const)('on %s', (system, source) => {
  const { images, diagnostics } = compile({ host: new DiskHost(folder), entries: [source] });
  const { provision, start } = images[0]?.targets[0] ?? ({ provision: [], start: [] } as unknown as Target);
  const runs = [...provision, ...start];
  const used = {
    roles: new Set(
      runs.filter(({ tasks }) => tasks.length > 0).map(({ name }) => name.replace(/_start$/, '')),
    ),
    kinds: new Set(runs.flatMap(({ tasks }) => tasks.map(({ kind }) => kind))),
  };

  test('the source compiles', () => {
    expect(diagnostics.filter(({ severity }) => severity === 'error')).toEqual([]);
    expect(images).toHaveLength(1);
  });

  test.each(['roles', 'kinds'] as const)('%s that are run on a machine stand in its source', (what) => {
    const claimed = Object.entries(table[what]).flatMap(([name, line]) =>
      line[system].how === 'linted' ? [] : [name],
    );
    const known = what === 'roles' ? roles : [...library.kinds.keys()];
    expect(claimed).toEqual([...known].filter((name) => used[what].has(name)).sort());
  });

  test.each(['roles', 'kinds'] as const)('%s that are not say why', (what) => {
    for (const [name, line] of Object.entries(table[what]))
      if (line[system].how === 'linted') expect(line[system].note, name).toMatch(/\w/);
  });
});
