import type { Os } from '../../compiler/model/ir.ts';
import { isDebian } from './names.ts';

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
  const versions = (os.versions.get('java') ?? []).map(Number);
  const asked = Number(match[1]);
  // The next newer one, or the newest.
  const newer = versions.filter((each) => each >= asked);
  const version =
    versions.length === 0 ? asked : newer.length > 0 ? Math.min(...newer) : Math.max(...versions);
  const kind = match[2] === 'jdk' ? '-devel' : (match[3] ?? '');
  return `java-${version === 8 ? '1.8.0' : version}-openjdk${kind}`;
}
