import { properties } from './shared/evidence.ts';
import { rule } from '../../compiler/sdk/rule.ts';

const KEYS = [
  'os_type',
  'mcs_os_type',
  'os_distro',
  'mcs_os_distro',
  'os_version',
  'mcs_os_version',
] as const;

export default rule({
  id: 'metadata-of-other-system',
  topic: 'requirements',
  severity: 'warning',
  title: 'The metadata name the system that is in the image.',
  message: '`{key}` is `{found}`, while the image is {title}.',
  help: 'Leave `{key}` out: it is derived from the system. `os_names = libosinfo` gives the names of the platform’s documentation.',
  why: 'The platform shows these values, chooses virtual hardware by them, and Terraform finds the image by them. What is written by hand stays behind when the system changes.',
  sources: ['metadata-values', 'check-2'],
  *check({ target: { os, metadata } }) {
    const known: Readonly<Record<(typeof KEYS)[number], readonly string[]>> = {
      os_type: ['linux'],
      mcs_os_type: ['linux'],
      os_distro: [os.name, `${os.distro}${os.release}`, os.distro],
      mcs_os_distro: [os.distro],
      os_version: [os.version, os.release],
      mcs_os_version: [os.version, os.release],
    };
    for (const key of KEYS) {
      const found = metadata.get(key);
      if (found === undefined || known[key].includes(found.value)) continue;
      yield { span: found.origin, params: { key, found: found.value, title: os.title } };
    }
  },
  *evidence(context) {
    yield* properties(context, KEYS);
  },
  wrong: 'image a {\n  os = [debian12]\n  metadata { mcs_os_version = «"11"» }\n  package jq\n}\n',
  right: 'image a {\n  os = [debian12]\n  metadata { mcs_os_version = "12" }\n  package jq\n}\n',
});
