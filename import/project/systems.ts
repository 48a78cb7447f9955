import type { Compile } from '../../compiler/options.ts';
import type { Os } from '../../compiler/model/ir.ts';
import { memoryHost } from '../../compiler/sdk/host.ts';
import { library } from '../../stdlib/index.ts';
import type { System } from '../model/system.ts';

/** The systems of the standard library. */
export function knownSystems(compile: Compile): readonly System[] {
  const names = Object.keys(library.sources).flatMap(
    (name) => /^vkc:systems\/(\w+)\.vkimage$/.exec(name)?.[1] ?? [],
  );
  const text = `image systems {\n  os = [${names.join(', ')}]\n}\n`;
  const rules = new Map(library.rules.map(({ id }) => [id, 'off'] as const));
  const { images } = compile({
    host: memoryHost({ 'systems.vkimage': text }),
    entries: ['systems.vkimage'],
    rules,
  });
  return images.flatMap(({ targets }) => targets.map(({ os }) => systemOf(os)));
}

const systemOf = (os: Os): System => ({
  name: os.name,
  family: os.family.name,
  ansibleFamily: os.family.ansible,
  distro: os.distro,
  release: os.release,
  version: os.version,
  codename: os.codename,
  packageManager: os.package_manager,
  user: os.user,
  source: os.source,
  short: os.short,
  arch: os.arch,
});

/** Names that people give distributions. */
const DISTROS: Readonly<Record<string, RegExp>> = {
  ubuntu: /ubuntu/i,
  debian: /debian/i,
  almalinux: /alma(-?linux)?/i,
  rocky: /rocky(-?linux)?/i,
  centos: /centos/i,
};

/** Words that stand for another distribution, so that what is near them says nothing. */
const OTHERS =
  /\b(windows|win[-_]?(?:\d|server|srv|core)|fedora|opensuse|sles|suse|arch|alpine|freebsd|openbsd|gentoo|macos|oracle-?linux|ol[789]|rhel|amazon|amzn|vyos|esxi|photon)/i;

/** The system that texts about a source name, such as its name and the address of its image; null if none does. */
export function detectSystem(texts: readonly string[], systems: readonly System[]): System | null {
  for (const text of texts) {
    for (const system of systems) {
      const plain = new RegExp(`(^|[^a-z0-9])${system.name}([^0-9a-z]|$)`, 'i');
      if (
        plain.test(text) ||
        new RegExp(`(^|[^a-z0-9.])${system.source.replace(/[.]/g, '\\.')}([^0-9]|$)`, 'i').test(text)
      )
        return system;
    }
    for (const [distro, pattern] of Object.entries(DISTROS)) {
      const named = pattern.exec(text);
      const own = systems.filter((system) => system.distro === distro);
      const byName = own.find(
        ({ codename }) => codename !== '' && new RegExp(`\\b${codename}\\b`, 'i').test(text),
      );
      if (byName !== undefined) return byName;
      if (named === null) continue;
      const rest = text.slice(named.index + named[0].length);
      // Long releases first, so that 22.04 is not taken for 2.
      for (const system of own.toSorted((a, b) => b.release.length - a.release.length)) {
        const dots = system.release.replace('.', '[._-]?');
        if (new RegExp(`^(?:[^0-9]{0,24}|[\\s\\S]*?[/_-])${dots}(?![0-9])`).test(rest)) return system;
      }
    }
  }
  return null;
}

/** Releases that people call by their codename alone. */
const CODENAMES: Readonly<Record<string, readonly [distro: string, release: number]>> = {
  trusty: ['ubuntu', 14.04],
  xenial: ['ubuntu', 16.04],
  bionic: ['ubuntu', 18.04],
  oracular: ['ubuntu', 24.1],
  plucky: ['ubuntu', 25.04],
  questing: ['ubuntu', 25.1],
  jessie: ['debian', 8],
  stretch: ['debian', 9],
  buster: ['debian', 10],
  forky: ['debian', 14],
};

/** The system that is most like a release that `otherRelease` found: of its family, the nearest release, if possible of its distribution. */
export function nearest(release: string, systems: readonly System[]): System {
  const distro = Object.entries(DISTROS).find(([, pattern]) => pattern.test(release))?.[0];
  const digits = Number(/\d+/.exec(release)?.[0] ?? 0);
  const [name, number] = CODENAMES[release.toLowerCase()] ?? [
    distro,
    distro === 'ubuntu' ? Number(release.replace(/\D*(\d\d)\D?(\d\d).*/, '$1.$2')) : digits,
  ];
  const family = systems.find((each) => each.distro === name)!.ansibleFamily;
  const able = systems.filter((each) =>
    family === 'RedHat' ? each.ansibleFamily === family : each.distro === name,
  );
  const far = (each: System) => Math.abs(Number(each.release) - number) + (each.distro === name ? 0 : 0.1);
  return able.toSorted((a, b) => far(a) - far(b))[0]!;
}

/** Releases as people name them; those of the library were found before. */
const RELEASES = new RegExp(
  `ubuntu[-_ ./]*(?:server[-_ ]|cloud[-_ ]|minimal[-_ ])?\\d\\d[._-]?(?:04|10)(?!\\d)|(?:debian|centos(?:[-_ ]stream)?|alma(?:-?linux)?|rocky(?:-?linux)?)[-_ ./]?(?:[5-9]|1\\d)(?!\\d)|\\b(?:${Object.keys(CODENAMES).join('|')})\\b`,
  'i',
);

/** A release of a distribution that the library knows others of, as the texts name it; null if they name none. */
export const otherRelease = (texts: readonly string[]): string | null =>
  texts.flatMap((text) => RELEASES.exec(text)?.[0] ?? [])[0] ?? null;

/** Whether texts name a system that the library does not have. */
export const namesOther = (texts: readonly string[]): boolean => texts.some((text) => OTHERS.test(text));
