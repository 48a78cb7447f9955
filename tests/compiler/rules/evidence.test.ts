import { describe, expect, test } from 'vitest';
import type { Evidence } from '../../../compiler/sdk/rule.ts';
import { allRules } from '../../../stdlib/rule-set.ts';
import { covered } from '../../support/coverage-page.ts';
import { compileText } from '../../support/compile.ts';

/** Something for every rule that says what it saw. */
const SHOP = `# Sells things.
image shop {
  version = "1.0"
  os      = [ubuntu2404, debian12, almalinux9]
  build {
    disk   = 20G
    memory = 2G
  }
  use nginx
  use hardening
  repository tools {
    url = "https://example.org/tools"
    key = "https://example.org/tools.asc"
  }
  download "/opt/tool" {
    url      = "https://example.org/tool-1.0"
    checksum = "sha256:${'0'.repeat(64)}"
  }
  expect { port 8080 }
}
`;
const optional = allRules().filter((rule) => rule.optional);
const shop = compileText(SHOP, {
  date: '2026-11-24',
  rules: new Map(optional.map(({ id, severity }) => [id, severity])),
});
const [image] = shop.images;
const results = image!.targets.map((target) => [target, shop.results(image!, target)] as const);

/** What is seen of a rule on a target of the shop. */
const seen = (id: string, os: string): readonly Evidence[] =>
  results.find(([target]) => target.os.name === os)![1].find(({ rule }) => rule.id === id)!.evidence;

const shown = (id: string, os = 'debian12'): string[] =>
  seen(id, os).map(({ what, span }) => {
    const place = span === null ? '' : `${span.file}:${span.line}`;
    return `${what} @ ${place.replace(/(?<=^vkc:.*):\d+$/, '')}`;
  });

const line = (text: string): string =>
  `main.vkimage:${SHOP.split('\n').findIndex((each) => each.includes(text)) + 1}`;

const telling = allRules().flatMap(({ id, evidence }) => (evidence === undefined ? [] : [id]));

describe.each(image!.targets.map(({ os }) => os.name))('on %s', (os) => {
  test.each(telling)('%s says what shows it, and where', (id) => {
    const found = seen(id, os);
    expect(found.length).toBeGreaterThan(0);
    for (const { what, span } of found) {
      expect(what).toMatch(/^\S.*[^.\s]$|^Sells things\.$/s);
      expect(what.split('`').length % 2).toBe(1);
      if (span !== null) expect(span.file).toMatch(/^main\.vkimage$|^vkc:roles\//);
    }
    expect(new Set(found.map((each) => JSON.stringify(each))).size).toBe(found.length);
  });
});

describe('what shows it', () => {
  test('is the resource that brings it, in the source or in the library', () => {
    expect(shown('cloud-init-installed')).toEqual(['package `cloud-init` @ vkc:roles/vm_init.vkimage']);
    expect(shown('firewall-off')).toEqual(['service `ufw`, not enabled @ vkc:roles/vm_init.vkimage']);
    expect(shown('firewall-off', 'almalinux9')).toEqual([
      'service `firewalld`, not enabled @ vkc:roles/vm_init.vkimage',
    ]);
    expect(shown('large-disk')).toEqual([`\`disk = 20G\` @ ${line('disk ')}`]);
    expect(shown('admin-user')).toEqual([`\`os_admin_user = debian\` @ ${line('os ')}`]);
    expect(shown('ports-closed')).toEqual([`port 8080/tcp is expected @ ${line('port 8080')}`]);
    expect(shown('unchecked-download')).toEqual([expect.stringContaining(` @ ${line('download ')}`)]);
    expect(shown('host-keys-new')).toEqual([
      '“Forget the host keys and the key of the build at shutdown” @ vkc:roles/cleanup.vkimage',
    ]);
  });

  test('of cleaning up names each piece of the work', () => {
    const work = shown('cleanup-complete').map((each) => each.replace(/:.*/, ''));
    expect(new Set(work).size).toBe(7);
  });

  test('is not said of what is broken, or of a rule that is off', () => {
    const broken = compileText('image a {\n  os = [debian12]\n  use vm_init { consoles = ["tty0"] }\n}\n', {
      rules: new Map([['ssh-enabled', 'off']]),
    });
    const found = broken.results(broken.judged[0]!, broken.judged[0]!.targets[0]!);
    const of = (id: string) => found.find(({ rule }) => rule.id === id)!.evidence;
    expect(of('kernel-console')).toEqual([]);
    expect(of('ssh-enabled')).toEqual([]);
    expect(of('curl-installed')).toHaveLength(1);
  });
});

/** What is not there cannot be shown: nothing in the source is against it, and the booted image is asked. */
const ABSENT: ReadonlySet<string> = new Set(['no-development-tools']);

const asked = covered().filter(
  ({ section, rules }) => /^(Software|System)$/.test(section) && rules.length > 0,
);

describe.each(asked)('$section: $title', ({ id: entry, rules }) => {
  test('has something in the source that shows it', () => {
    const of = rules.flatMap((id) => image!.targets.map(({ os }) => seen(id, os.name).length));
    expect(Math.max(...of) > 0).toBe(!ABSENT.has(entry));
  });
});
