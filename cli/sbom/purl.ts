import type { Inventory, Package } from './packages.ts';

/** In the form `pkg:deb/debian/curl@7.88.1-10%2Bdeb12u14?arch=amd64&distro=debian-12`. */
export function purl({ kind, distro, release }: Inventory, { name, version, arch }: Package): string {
  // The epoch is part of a Debian version, but a qualifier of an RPM.
  const [, epoch, rest] = /^(?:(\d+):)?(.*)$/s.exec(version)!;
  const apart = kind === 'rpm' && epoch !== undefined;
  const qualifiers = [
    ...(arch === '' ? [] : [`arch=${encode(arch)}`]),
    `distro=${encode(release === '' ? distro : `${distro}-${release}`)}`,
    ...(apart ? [`epoch=${epoch}`] : []),
  ];
  const path = [kind, distro, name].map(encode).join('/');
  return `pkg:${path}@${encode(apart ? rest! : version)}?${qualifiers.join('&')}`;
}

/** Encodes every character except letters, digits and `.-_~:`. */
const encode = (text: string): string =>
  encodeURIComponent(text)
    .replace(/%3A/g, ':')
    .replace(/[!'()*]/g, (mark) => `%${mark.charCodeAt(0).toString(16).toUpperCase()}`);
