import * as fc from 'fast-check';
import type { Os, Target } from '../../compiler/model/ir.ts';
import { fact, type FactName } from '../../emit/merge/target-facts.ts';
import { systems } from '../support/trees/ansible-image.ts';

const all = Object.values(systems) as readonly Os[];
export const pairs = all.flatMap((os) => [null, 'large', 'small'].map((variant) => ({ os, variant })));
export const someTargets = fc.subarray(pairs, { minLength: 1 });

/** Texts that go by facts, that go by the family, and that are just different; some of them nasty. */
const facts: readonly FactName[] = [
  'os_codename',
  'os_release',
  'os_version',
  'os_distro',
  'os_short',
  'os_user',
  'image_name',
];
export const text = fc.array(
  fc.oneof(
    fc.constantFrom(...facts).map((name) => (on: Target) => fact(name, on)),
    fc
      .constantFrom(
        'deb ',
        '{',
        '}',
        '-',
        'noble',
        '9',
        '/home/',
        '[',
        ']',
        '\n',
        "it's",
        '\\',
        'é',
        '{{ x }}',
        'a\r\nb',
        'True',
      )
      .map((part) => () => part),
    fc.constantFrom(['ssh', 'sshd'], ['a', 'b']).map(
      ([a, b]) =>
        (on: Target) =>
          on.os.family.ansible === 'Debian' ? a! : b!,
    ),
    fc.constant((on: Target) => on.name),
  ),
  { maxLength: 5 },
);
export const written = (parts: readonly ((on: Target) => string)[], on: Target): string =>
  parts.map((part) => part(on)).join('');
