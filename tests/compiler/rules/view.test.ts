import { describe, expect, it } from 'vitest';
import { TargetView } from '../../../compiler/rules/view.ts';
import { once } from '../../../compiler/sdk/once.ts';
import type { RuleContext } from '../../../compiler/sdk/rule.ts';
import { library } from '../../../stdlib/index.ts';
import { compileText } from '../../support/compile.ts';

/** Two systems with three variants each, of which two consist of the same resources and expectations. */
const SOURCE = `image shop {
  version = "1.0"
  os = [debian12, almalinux9]
  use nginx
  use own
  variant large { build { memory = 8G } }
  variant other { expect { file "/etc/own" } }
}

# An own role.
role own { package jq  file "/etc/own" { content = "x\\n" mode = 0644 } }
`;

/** How often something is worked out for the six targets. */
function timesOf(look: (context: RuleContext) => unknown): number {
  const { images, contents } = compileText(SOURCE);
  expect(images[0]!.targets).toHaveLength(6);
  const options = {
    read: () => new Uint8Array(),
    written: () => '',
    source: () => '',
    contents,
    packages: library.packages,
  };
  const views: TargetView[] = [];
  let times = 0;
  const work = (context: RuleContext) => {
    times++;
    return look(context);
  };
  for (const target of images[0]!.targets) {
    const view = new TargetView(images[0]!, target, options, views);
    views.push(view);
    expect(view.answer(work)).toEqual(look(view.context));
  }
  return times;
}

describe('what is worked out of a target', () => {
  it('is taken for the next variant if all that it looks at is the same there', () => {
    expect(timesOf(({ resources }) => resources().map(({ resource }) => resource.label))).toBe(2);
    expect(timesOf(({ target }) => target.os.title)).toBe(2);
    expect(timesOf(({ target }) => target.provision.length)).toBe(2);
  });

  it('is worked out again if something of it is another one', () => {
    expect(timesOf(({ target }) => target.build.memory.value)).toBe(6);
    expect(timesOf(({ target }) => target.variant)).toBe(6);
    // Two of the three variants expect the same.
    expect(timesOf(({ contents }) => contents.provision.files.length)).toBe(4);
  });

  it('depends on what others looked at whose answer it uses', () => {
    const memory = once(({ target }) => target.build.memory.value);
    const title = once(({ target }) => target.os.title);
    expect(timesOf((context) => [memory(context), memory(context)])).toBe(6);
    expect(timesOf((context) => [title(context), memory(context)])).toBe(6);
    expect(timesOf((context) => title(context))).toBe(2);
  });

  it('gives each target its own', () => {
    const memory = once(({ target }) => target.build.memory.value);
    const { images, contents } = compileText(SOURCE);
    const options = {
      read: () => new Uint8Array(),
      written: () => '',
      source: () => '',
      contents,
      packages: library.packages,
    };
    const views: TargetView[] = [];
    const answers = images[0]!.targets.map((target) => {
      const view = new TargetView(images[0]!, target, options, views);
      views.push(view);
      return [view.answer(memory), view.context.once(memory)];
    });
    expect(answers).toEqual(images[0]!.targets.map(({ build: { memory: m } }) => [m.value, m.value]));
  });
});
