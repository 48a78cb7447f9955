/** A package as a bill of materials of any tool lists it. */
interface Listed {
  readonly name: string;
  readonly arch: string;
  readonly version: string;
}

/**
 * A package that differs between two bills. Each side lists its versions; the list is empty if the package is
 * missing there.
 */
export interface Difference {
  readonly name: string;
  readonly change: 'added' | 'removed' | 'changed';
  readonly before: readonly string[];
  readonly after: readonly string[];
}

interface Component {
  readonly name?: unknown;
  readonly version?: unknown;
  readonly versionInfo?: unknown;
  readonly purl?: unknown;
  readonly externalRefs?: readonly {
    readonly referenceType?: unknown;
    readonly referenceLocator?: unknown;
  }[];
}

/** Returns the packages of a CycloneDX or SPDX document; null if the text is neither. */
export function readBill(text: string): readonly Listed[] | null {
  let json: Readonly<Record<string, unknown>>;
  try {
    json = JSON.parse(text) as typeof json;
  } catch {
    return null;
  }
  if (typeof json !== 'object' || json === null) return null;
  const entries =
    json['bomFormat'] === 'CycloneDX'
      ? (json['components'] ?? [])
      : typeof json['spdxVersion'] === 'string'
        ? (json['packages'] ?? [])
        : null;
  return Array.isArray(entries) ? (entries as Component[]).flatMap(listed) : null;
}

/** A component without a package URL is the image or its system, not a package. */
function listed({ name, version, versionInfo, purl, externalRefs }: Component): Listed[] {
  const locator = purl ?? externalRefs?.find((each) => each.referenceType === 'purl')?.referenceLocator;
  if (typeof locator !== 'string' || typeof name !== 'string') return [];
  const arch = /[?&]arch=([^&#]*)/.exec(locator)?.[1] ?? '';
  const found = version ?? versionInfo;
  return [{ name, arch, version: typeof found === 'string' ? found : '' }];
}

/**
 * Returns the packages that differ, sorted by name. A name includes the architecture if there are several
 * packages with it.
 */
export function compareBills(before: readonly Listed[], after: readonly Listed[]): Difference[] {
  const several = new Set<string>();
  const archs = new Map<string, string>();
  for (const { name, arch } of [...before, ...after]) {
    if ((archs.get(name) ?? arch) !== arch) several.add(name);
    archs.set(name, arch);
  }
  const versions = (all: readonly Listed[]) => {
    const found = new Map<string, string[]>();
    for (const { name, arch, version } of all) {
      const key = several.has(name) ? `${name}:${arch}` : name;
      found.set(key, [...(found.get(key) ?? []), version].sort());
    }
    return found;
  };
  const [old, fresh] = [versions(before), versions(after)];
  return [...new Set([...old.keys(), ...fresh.keys()])].sort().flatMap((name) => {
    const [was, is] = [old.get(name) ?? [], fresh.get(name) ?? []];
    if (was.join('\0') === is.join('\0')) return [];
    const change = was.length === 0 ? 'added' : is.length === 0 ? 'removed' : 'changed';
    return [{ name, change, before: was, after: is }];
  });
}
