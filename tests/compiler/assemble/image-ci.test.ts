import { expect, it } from 'vitest';
import { brief, compileText } from '../../support/compile.ts';

const source = (ci: string) => `image a {\n  os = [debian12]\n  package jq\n  ${ci}\n}\n`;

function settings(ci: string) {
  const result = compileText(source(ci));
  expect(brief(result)).toEqual([]);
  const { pipeline, runner, image, publish } = result.images[0]!.ci;
  return { pipeline, runner: runner.map(({ value }) => value), image: image?.value ?? null, publish };
}

it('has what nobody writes', () => {
  const usual = { pipeline: 'gitlab', runner: [], image: null, publish: 'tags' };
  expect(settings('')).toEqual(usual);
  expect(settings('ci { }')).toEqual(usual);
});

it('takes pipeline, runners, container image and when to publish', () => {
  expect(
    settings(
      'ci {\n    pipeline = github\n    runner = ["kvm", "team/large"]\n    image = "registry.example.org/packer:1"\n    publish = protected\n  }',
    ),
  ).toEqual({
    pipeline: 'github',
    runner: ['kvm', 'team/large'],
    image: 'registry.example.org/packer:1',
    publish: 'protected',
  });
});

it.each([
  ['ci { pipeline = jenkins }', 'VK0309 at "jenkins"'],
  ['ci { runner = [] }', 'VK0408 at "[]"'],
  ['ci { runner = ["kvm; rm -rf /"] }', 'VK0408 at "\\"kvm; rm -rf /\\""'],
  ['ci { image = "a b" }', 'VK0408 at "\\"a b\\""'],
  ['ci { image = "$(id)" }', 'VK0408 at "\\"$(id)\\""'],
  ['ci { publish = always }', 'VK0309 at "always"'],
  ['ci { runers = ["kvm"] }', 'VK0204 at "runers"'],
])('%s is wrong', (ci, found) => {
  expect(brief(compileText(source(ci)))).toEqual([found]);
});

it('is of the whole image', () => {
  const text =
    'image a {\n  os = [debian12]\n  package jq\n  variant big {\n    ci { publish = never }\n  }\n}\n';
  expect(brief(compileText(text)).join()).toMatch(/ at "ci"/);
});
