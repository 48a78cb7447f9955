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

/** Whether texts name a system that the library does not have. */
export const namesOther = (texts: readonly string[]): boolean => texts.some((text) => OTHERS.test(text));
