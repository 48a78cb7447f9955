// Holds stdlib/tested.json, what the lanes are to show of each role and kind, to what a lane really ran.
import { readFileSync } from 'node:fs';

const table = JSON.parse(readFileSync(new URL('../../../stdlib/tested.json', import.meta.url), 'utf8'));

/**
 * `ran` are the roles of which tasks were run, in the build and at deployment; `held` the subjects of which everything
 * that is expected was found.
 */
export function assertTested(check, lane, ran, held) {
  const [system] = Object.entries(table.systems).find(([, each]) => each.lane === lane);
  const claimed = (what) =>
    Object.entries(table[what]).flatMap(([name, line]) => (line[system].how === 'linted' ? [] : [name]));
  const say = (names) => names.length > 0 && names.join(', ');
  const library = new Set(Object.keys(table.roles));
  const roles = claimed('roles');
  check('tested.json: the roles that it claims were run', say(roles.filter((name) => !ran.has(name))));
  check(
    'tested.json: the roles that were run are claimed',
    say([...ran].filter((name) => library.has(name) && !roles.includes(name))),
  );
  const subjects = [
    ...roles.map((name) => `role ${name}`),
    ...claimed('kinds').map((name) => `kind ${name}`),
  ];
  check(
    'tested.json: what it claims was looked at and is as expected',
    say(subjects.filter((name) => !held.has(name))),
  );
}
