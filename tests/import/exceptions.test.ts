import { expect, test } from 'vitest';
import { memoryHost } from '../../compiler/sdk/host.ts';
import { compile } from '../../stdlib/index.ts';
import { treeOf } from '../support/trees/round-trip.ts';
import { imported } from '../support/trees/import-tree.ts';

const SOURCE = `# Notes for who runs it.
#
# - with a list, and a line that begins with \`Made by vkc from\`
image trip {
  os          = [debian12, almalinux9]
  title       = "Trip"
  description = "A *small* image | with signs"

  allow end-of-life-soon { reason = "Replaced in 2. spring_time | by \`trip2\` <soon>." }
  when os.family == redhat {
    allow large-disk { reason = "2. Only there." }
  }

  use shop { allow missing-target { reason = "Of the use." } }

  variant large {
    allow large-disk { reason = "Much data." }
  }
}

# Sell.
role shop {
  allow file-size { reason = "Of the role." }

  shell "curl -fsS https://setup.example.org/a?b=1 | sh" {
    creates = "/opt/setup/done"
    allow pipe-to-shell { reason = "The vendor offers nothing else." }
  }
  package [jq, curl] { allow package-name { reason = "Of several." } }

  start {
    allow repeatable-start { reason = "Of the start." }
    command "printf a|b" { allow interactive-command { reason = "Of one in the start." } }
  }
}
`;

const files = { 'trip.vkimage': SOURCE };
const allowsOf = (text: string) => {
  const { images } = compile({ host: memoryHost({ 'a.vkimage': text }), entries: ['a.vkimage'] });
  const rules = (of: readonly { readonly rule: string; readonly reason: string }[]) =>
    of.map(({ rule, reason }) => `${rule}: ${reason}`).sort();
  return images[0]!.targets.map(({ name, allows, provision, start }) => ({
    name,
    image: rules(allows),
    roles: [...provision, ...start].map((run) => ({
      name: run.name,
      allows: rules(run.allows),
      resources: run.resources.map((each) => [each.kind, each.label, rules(each.allows)]),
    })),
  }));
};

test('exceptions from rules come back where they were, with their reasons', async () => {
  const found = await imported(treeOf(files));
  expect(found.compiles, found.text).toBe(true);
  expect(allowsOf(found.text)).toEqual(allowsOf(SOURCE));
  expect(found.said).toEqual([]);
});

test('comment and description of an image come back', async () => {
  const found = await imported(treeOf(files));
  expect(found.text.split('\n').slice(0, 3)).toEqual(SOURCE.split('\n').slice(0, 3));
  expect(found.text).toContain('description = "A *small* image | with signs"');
});

test('an exception for which there is no place is named', async () => {
  const tree = treeOf(files);
  const readme = String(tree['README.md']).replace('`package curl`', '`package wget`');
  const found = await imported({ ...tree, 'README.md': readme });
  expect(found.said).toEqual([
    expect.stringMatching(
      /^README\.md:\d+: the exception from `package-name` is left out: `package wget` of `shop` is not in the result$/,
    ),
  ]);
});
