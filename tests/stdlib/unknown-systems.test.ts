import { describe, expect, test } from 'vitest';
import { library } from '../../stdlib/index.ts';
import { compileText, noRules } from '../support/compile.ts';
import { partly, roles } from '../support/role-tables.ts';

/*
 * A role that takes something which is made for some distributions only refuses the others, and says which ones it knows. What
 * needs no more than the family works on any distribution of it.
 */
const system = (family: string) => `os own10 {
  family      = ${family}
  title       = "Own 10"
  distro      = "own"
  release     = "10"
  version     = "10"
  short       = "own10"
  user        = "own"
  source      = "own-10"
  python      = "3.11"
  end_of_life = "2035-06"
  image {
    url      = "https://example.org/own-10.qcow2"
    checksum = "file:https://example.org/SHA256SUMS"
  }
}
`;

/** What a role says for a system: null if it compiles. */
function refusal(os: string, use: string, more = '') {
  const text = `image a {\n  os = [${os}]\n  use ${use}\n  use playbooks { ansible = false }\n}\n${more}`;
  const { diagnostics, images } = compileText(text, { rules: noRules });
  const [first] = diagnostics.filter(({ severity }) => severity === 'error');
  expect(images.length).toBe(first === undefined ? 1 : 0);
  return first === undefined ? null : `${first.message} ${first.help}`;
}

const rebuilds = 'almalinux, centos, oracle, rhel, rocky';
const both = new RegExp(`it knows debian, ubuntu, ${rebuilds}\\. Give the role other values`);
const unsaid = (what: string, remedy: string) =>
  new RegExp(`what Own 10 has of ${what} is not known\\. ${remedy}, or write in the os .versions = `);
const systemsWith = (some: string) => new RegExp(`Systems that have it: .*${some}`);

/** What they say on a distribution that they do not know; a role that is not here works on any. */
const refusing: readonly (readonly [use: string, debian: RegExp | null, redhat: RegExp | null])[] = [
  ['docker', both, both],
  ['docker { source = distribution }', systemsWith('debian12, debian13'), systemsWith('debian12, debian13')],
  ['epel', null, new RegExp(`it knows ${rebuilds}\\.`)],
  ['java', unsaid('Java', 'Give a `version`'), unsaid('Java', 'Give a `version`')],
  ['java { version = "17" }', null, null],
  ['lego { source = distribution }', systemsWith('debian13'), systemsWith('debian13')],
  ['nginx { source = upstream }', both, both],
  ['node_exporter { source = distribution }', /it knows debian, ubuntu\./, /it knows debian, ubuntu\./],
  ['postgresql', unsaid('PostgreSQL', 'Take `source = pgdg`'), unsaid('PostgreSQL', 'Take `source = pgdg`')],
];

describe.each(refusing)('%s on a distribution that it does not know', (use, debian, redhat) => {
  test.each([
    ['debian', debian],
    ['redhat', redhat],
  ] as const)('of the family %s', (family, said) => {
    const found = refusal('own10', use, system(family));
    if (said === null) expect(found).toBeNull();
    else expect(found).toMatch(said);
  });
});

describe.each(['debian', 'redhat'])('another distribution of the family %s', (family) => {
  const known = refusing.map(([use]) => use).filter((use) => !use.includes('{'));
  test.each(roles.filter((name) => name !== 'playbooks' && !known.includes(name)))('%s works', (name) => {
    expect(refusal('own10', name, system(family))).toBeNull();
  });

  test('Ansible is not installed from where nobody knows that it is', () => {
    const text = `image a {\n  os = [own10]\n  use nginx\n}\n${system(family)}`;
    const [first] = compileText(text, { rules: noRules }).diagnostics;
    expect(first?.message).toBe(
      `In the role \`playbooks\`: this \`match\` has no answer for \`own\`: it knows debian, ubuntu, ${rebuilds}.`,
    );
  });
});

describe.each(Object.entries(partly))('%s', (name, without) => {
  test('refuses the roles that are listed, and no other', () => {
    const found = roles.filter((role) => {
      const { images } = compileText(
        `image a {\n  os = [${name}]\n  use ${role}\n  use b\n}\nrole b { package jq }\n`,
        {
          rules: noRules,
        },
      );
      return images.length === 0;
    });
    expect(found).toEqual([...without].filter((role) => role !== 'playbooks'));
  });

  test('takes what it has from its own archive', () => {
    expect(refusal(name, 'docker { source = distribution  compose = false }')).toBeNull();
    expect(refusal(name, 'nginx')).toBeNull();
  });

  test('is a system whose facts are in the library', () => {
    expect(library.sources[`vkc:systems/${name}.vkimage`]).toMatch(/^# /);
  });
});
