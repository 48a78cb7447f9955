// Lists of assertions about a machine, by subject, and what the probe says to them.
//
// packages  name: true, false, or its version
// paths     path: false, or what is said of it: type, owner, group, mode, content, target, entries, includes
// units     name: what `is-enabled` and `is-active` say
// users     name: false, or uid, system, home, shell, groups, locked
// groups    name: true, or gid
// commands  line for the shell: text that its output has, once it succeeds
import { readFileSync } from 'node:fs';

const probe = readFileSync(new URL('probe.py', import.meta.url), 'utf8');
const things = ['packages', 'paths', 'units', 'users', 'groups', 'commands'];

/** Asks the machine about everything that the list names; checks each line of it. Returns the subjects that held. */
export async function assertAll(check, machine, list) {
  const request = Object.fromEntries(
    things.map((thing) => [thing, Object.values(list).flatMap((each) => Object.keys(each[thing] ?? {}))]),
  );
  const program = `import json\nrequest = json.loads(${JSON.stringify(JSON.stringify(request))})\n${probe}`;
  const { code, stdout, stderr } = await machine.ssh('sudo -n python3 -', { input: program, seconds: 300 });
  if (code !== 0) throw new Error(`the probe failed: ${stderr.trim()}`);
  const seen = JSON.parse(stdout);
  const held = [];
  for (const [subject, expected] of Object.entries(list)) {
    const results = things.flatMap((thing) =>
      Object.entries(expected[thing] ?? {}).map(([name, wanted]) =>
        check(`${subject}: ${name}`, differs[thing](wanted, seen[thing][name])),
      ),
    );
    if (results.length > 0 && results.every(Boolean)) held.push(subject);
  }
  return held;
}

const say = (value) => JSON.stringify(value) ?? 'nothing';

/** What is wrong with what was seen, or an empty text. */
const differs = {
  packages: (wanted, version) =>
    wanted === (typeof wanted === 'string' ? version : version !== null)
      ? ''
      : `${version === null ? 'not installed' : `version ${version}`}, expected ${wanted}`,
  paths: (wanted, seen) => fields(wanted, seen),
  units: (wanted, seen) => (wanted === seen ? '' : `${seen}, expected ${wanted}`),
  users: (wanted, seen) => fields(wanted, seen),
  groups: (wanted, seen) => fields(wanted, seen),
  commands: (wanted, { code, output }) =>
    code === 0 && output.includes(wanted) ? '' : `exit code ${code}, ${say(output)}, expected ${say(wanted)}`,
};

function fields(wanted, seen) {
  if (wanted === false || seen === null) return wanted === (seen !== null) ? '' : `there is ${say(seen)}`;
  if (wanted === true) return '';
  return Object.entries(wanted)
    .filter(([name, value]) => {
      if (name === 'includes') return !seen.content?.includes(value);
      return say(seen[name]) !== say(value);
    })
    .map(([name, value]) => `${name} is ${say(seen[name] ?? seen.content)}, expected ${say(value)}`)
    .join('; ');
}
