import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fastGlob from 'fast-glob';
import { functions } from '../../../compiler/language/functions.ts';
import { library } from '../../../stdlib/index.ts';
import { examplesOf } from '../../docs/examples.ts';
import { root } from '../../support/examples.ts';
import { examples } from '../../support/programs.ts';

/** Everything in the project that is written in the language, each with its place. Some of it has mistakes. */
export function allSources(): { readonly place: string; readonly text: string }[] {
  const files = fastGlob
    .sync(['{examples,stdlib,cli,tests}/**/*.vkimage', '!**/node_modules/**'], { cwd: root })
    .sort()
    .map((place) => ({ place, text: readFileSync(join(root, place), 'utf8') }));
  const kinds = [...library.kinds.values(), ...library.expectations.values()].map(({ name, example }) => ({
    place: `the example of ${name}`,
    text: `image a {\n${example}\n}\n`,
  }));
  const calls = [...functions.values()].map(({ example }) => ({
    place: `the function ${example}`,
    text: `let a = ${example}\n`,
  }));
  const pages = fastGlob
    .sync('docs/**/*.md', { cwd: root })
    .sort()
    .flatMap(examplesOf)
    .map(({ page, line, text, words }) => {
      const isPart = words.some((word) =>
        ['image', 'role', 'start', 'expect', 'build', 'resource'].includes(word),
      );
      return { place: `${page}:${line}`, text: isPart ? `image a {\n${text}\n}\n` : text };
    });
  const programs = examples.map((text, i) => ({ place: `program ${i}`, text }));
  return [...files, ...kinds, ...calls, ...pages, ...programs];
}
