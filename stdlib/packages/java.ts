import type { Os } from '../../compiler/model/ir.ts';
import { isDebian } from './names.ts';
import { own } from '../../compiler/model/own.ts';

/** Versions of OpenJDK that the releases of the Red Hat family have. */
const REDHAT: Readonly<Record<string, readonly number[]>> = {
  7: [8, 11],
  8: [8, 11, 17, 21],
  9: [8, 11, 17, 21],
  10: [21],
};

/** `openjdk-17-jre-headless` and `java-17-openjdk-headless`, each by the name of the other family; null for other names. */
export function javaName(name: string, os: Os, has: (name: string) => boolean | null): string | null {
  if (isDebian(os)) {
    const match = /^java-(1\.8\.0|\d+|latest)-openjdk(-headless|-devel)?$/.exec(name);
    if (match === null) return null;
    const kind = match[2] === '-devel' ? 'jdk' : match[2] === undefined ? 'jre' : 'jre-headless';
    const same = `openjdk-${match[1] === '1.8.0' ? '8' : match[1]}-${kind}`;
    return has(same) === true ? same : `default-${kind}`;
  }
  const match = /^openjdk-(\d+)-(jre|jdk)(-headless)?$/.exec(name);
  if (match === null) return null;
  const versions = own(REDHAT, os.version) ?? [];
  const asked = Number(match[1]);
  const version = versions.includes(asked) || versions.length === 0 ? asked : versions.at(-1)!;
  const kind = match[2] === 'jdk' ? '-devel' : (match[3] ?? '');
  return `java-${version === 8 ? '1.8.0' : version}-openjdk${kind}`;
}
