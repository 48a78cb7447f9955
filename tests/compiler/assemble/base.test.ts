import { describe, expect, test } from 'vitest';
import type { Target } from '../../../compiler/model/ir.ts';
import type { CompileOptions } from '../../../compiler/options.ts';
import { brief, compileFiles, compileText, noRules, titles } from '../../support/compile.ts';

const BASE = `image company-base {
  version = "1.0.0"
  os      = [debian12, almalinux9]
  package jq
  use web
  build { disk = 20G firmware = efi }
}

role web {
  param domain: string = runtime("localhost")
  package nginx
  service nginx { enabled = false state = stopped }
  start {
    file "/etc/domain" { content = domain }
    expect { file "/etc/domain" }
  }
}
`;
const shop = (members: string) => `image shop {
  version = "1.0.0"
  os      = [debian12]
  base    = image.company-base
  ${members}
}
`;

function targets(text: string, options: Partial<CompileOptions> = {}): Target[] {
  const result = compileText(text, { rules: noRules, ...options });
  expect(brief(result)).toEqual([]);
  return result.images.find(({ name }) => name === 'shop')!.targets.slice();
}
const said = (text: string) => {
  const { diagnostics } = compileText(text, { rules: noRules });
  return diagnostics.map(({ code, message }) => `${code} ${message}`);
};

describe('an image that is built on another one', () => {
  test('starts from the target of the same system, and has its disk and firmware', () => {
    const [target] = targets(BASE + shop('package tree'));
    const { base, build, os } = target!;
    expect(base).toMatchObject({ image: 'company-base', target: 'company-base-debian12', format: 'qcow2' });
    expect([build.disk.value / 1024 ** 3, build.firmware.value]).toEqual([20, 'efi']);
    // Packer's variables for it are no other image's.
    expect(os.source).toBe('company-base-debian12');
  });

  test('does again only what each build needs', () => {
    const result = compileText(BASE + shop('package tree'), { rules: noRules });
    const own = titles(result, 'shop');
    expect(own).toContain('vm_init: Wait until cloud-init is done with the machine');
    expect(own).toContain('shop: Install tree');
    expect(own.join('\n')).not.toContain('Upgrade the packages');
    expect(own.join('\n')).not.toContain('Install nginx');
    expect(own.at(-1)).toMatch(/^cleanup: /);
    const below = titles(result, 'company-base-debian12').join('\n');
    expect(below).toContain('Upgrade the packages');
    expect(below).toContain('cleanup: ');
  });

  test('runs the first role wholly if it gives it values', () => {
    const result = compileText(BASE + shop('use vm_init { packages = ["htop"] }'), { rules: noRules });
    expect(brief(result)).toEqual([]);
    expect(titles(result, 'shop').join('\n')).toContain('Upgrade the packages');
  });

  test('has the start phase of its base, and roles of its own in place of those there', () => {
    const [inherited] = targets(BASE + shop('package tree'));
    expect(inherited!.start.map(({ name }) => name)).toEqual(['web_start']);
    expect(inherited!.verify_start.map(({ role }) => role)).toEqual(['web']);
    expect(inherited!.provision.map(({ name }) => name)).toContain('playbooks');
    const result = compileText(BASE + shop('use web { domain = "shop.example.org" }'), { rules: noRules });
    const own = result.images.find(({ name }) => name === 'shop')!;
    expect(own.targets[0]!.start.map(({ name }) => name)).toEqual(['web_start']);
    expect(own.targets[0]!.base!.start).toEqual([]);
    const below = compileText(BASE + shop('package tree'), { rules: noRules }).images.find(
      ({ name }) => name === 'shop',
    )!;
    expect(below.runtime.map(({ name }) => name)).toEqual(['domain']);
  });

  test('takes the variant of its name, and else the target without one', () => {
    const two = BASE.replace('  build {', '  variant large { build { disk = 50G } }\n  build {');
    const all = targets(two + shop('package tree\n  variant large {}\n  variant small {}'));
    expect(all.map(({ variant, base }) => [variant, base!.target])).toEqual([
      [null, 'company-base-debian12'],
      ['large', 'company-base-debian12-large'],
      ['small', 'company-base-debian12'],
    ]);
    expect(all.map(({ build }) => build.disk.value / 1024 ** 3)).toEqual([20, 50, 20]);
  });

  test('knows what is in its base, and what was judged there is not judged again', () => {
    const text = BASE.replace(', almalinux9', '')
      .replace('firmware = efi', '')
      .replace('  use web\n', '  use hardening\n');
    const options = { rules: new Map(), date: '2026-11-24' };
    const alone = (source: string) => compileText(source, options).diagnostics;
    const both = text.replace(/role web \{[^]*$/, '') + shop('package tree');
    expect(alone(both).map(({ code, span }) => [code, span.line])).toEqual(
      alone(text.replace(/role web \{[^]*$/, '')).map(({ code, span }) => [code, span.line]),
    );
    // Its packages are among those of the target.
    const result = compileText(BASE + shop('package tree'), { rules: noRules });
    const target = result.images.find(({ name }) => name === 'shop')!.targets[0]!;
    const names = result.contents(target).provision.packages.map(({ name }) => name);
    expect(names).toEqual(expect.arrayContaining(['qemu-guest-agent', 'nginx', 'jq', 'tree']));
  });

  test('brings its base along from another file, whatever is selected', () => {
    const files = { 'base.vkimage': BASE, 'main.vkimage': `import "base.vkimage"\n${shop('package tree')}` };
    const result = compileFiles(files, { rules: noRules });
    expect(brief(result)).toEqual([]);
    expect(result.images.map(({ name }) => name)).toEqual(['company-base', 'shop']);
    const large = shop('package tree\n  variant large {}');
    const some = targets(BASE + large, { variants: ['large'] });
    expect(some.map(({ name, base }) => [name, base!.target])).toEqual([
      ['shop-debian12-large', 'company-base-debian12'],
    ]);
  });

  test('may be a base itself', () => {
    const text = `${BASE}${shop('package tree')}image top {\n  os = [debian12]\n  base = image.shop\n  package vim\n}\n`;
    const result = compileText(text, { rules: noRules });
    expect(brief(result)).toEqual([]);
    const { base } = result.images.find(({ name }) => name === 'top')!.targets[0]!;
    expect(base!.target).toBe('shop');
    expect(base!.provision.filter(({ name }) => name === 'cleanup')).toHaveLength(2);
    expect(base!.provision.map(({ name }) => name)).toEqual(expect.arrayContaining(['web', 'shop']));
  });
});

describe('rules know of a base', () => {
  const found = (os: string, below: string, above: string, rule: string) =>
    compileText(
      `image base {\n  os = [${os}]\n  ${below}\n}\nimage shop {\n  os = [${os}]\n  base = image.base\n  ${above}\n}\n`,
      { rules: new Map() },
    )
      .diagnostics.filter(({ code }) => code === rule)
      .map(({ span }) => span.line);
  const site = 'file "/etc/nginx/conf.d/a.conf" { content = "server { listen 8085; }\\n" }';

  test.each([
    ['the repositories', 'debian12', 'use docker', 'package docker-compose-plugin', 'package-name'],
    [
      'the ports of SELinux',
      'rocky9',
      'package nginx\n  selinux_port 8085 { type = "http_port_t" }',
      site,
      'selinux-denial',
    ],
    [
      'the settings of pip',
      'debian12',
      'file "/etc/pip.conf" { content = "[global]\\nbreak-system-packages = true\\n" }',
      'command "pip install flask" { creates = "/opt/flask" }',
      'externally-managed-python',
    ],
    ['accounts', 'debian12', 'user wiki', 'directory "/srv/wiki" { owner = "wiki" }', 'unknown-account'],
    ['folders', 'debian12', 'directory "/opt/app"', 'file "/opt/app/a" { content = "a" }', 'missing-folder'],
    ['units', 'almalinux9', 'package nginx', 'service nginx', 'unknown-unit'],
    [
      'programs',
      'debian12',
      'package podman',
      'command "podman pull quay.io/a/b" { creates = "/opt/a" }',
      'missing-program',
    ],
    ['shells', 'debian12', 'package zsh', 'user ops { shell = "/usr/bin/zsh" }', 'missing-shell'],
    [
      'modules of the kernel',
      'debian12',
      'kernel_module br_netfilter',
      'sysctl "net.bridge.bridge-nf-call-iptables" { value = 1 }',
      'sysctl-without-module',
    ],
  ])('%s', (_, os, below, above, rule) => {
    expect(found(os, below, above, rule)).toEqual([]);
    expect(found(os, 'package jq', above, rule)).toHaveLength(1);
  });

  test('nothing that is missing in the base is said again', () => {
    const folder = 'directory "/srv/app" { owner = "app" }';
    expect(found('debian12', folder, 'package tree', 'unknown-account')).toEqual([3]);
  });

  test('the numbers of users, of which each is told once', () => {
    const numbers = (below: string) => found('debian12', below, 'user shop { uid = 1500 }', 'account-number');
    expect(numbers('user app { uid = 1500 }')).toEqual([8]);
    expect(numbers('user app { uid = 1501 }')).toEqual([]);
    // What is wrong in the base alone is said there alone.
    expect(numbers('user app { uid = 1000 }')).toEqual([3]);
  });
});

describe('a base that does not fit', () => {
  const plain = 'image company-base {\n  os = [debian12]\n  package jq\n}\n';

  test.each([
    [
      'another system',
      `${plain}image shop { os = [debian12, debian13] base = image.company-base package jq }`,
      'VK0521 The base `company-base` is not built for debian13.',
    ],
    [
      'a smaller disk',
      `${BASE}image shop { os = [debian12] base = image.company-base package jq build { disk = 10G } }`,
      'VK0521 The base `company-base` has a disk of 20G, and this one is smaller.',
    ],
    [
      'another firmware',
      `${BASE}image shop { os = [debian12] base = image.company-base package jq build { firmware = bios } }`,
      'VK0521 The base `company-base` was installed for the firmware `efi`.',
    ],
    [
      'another processor',
      `${plain}image shop { os = [debian12] arch = arm64 base = image.company-base package jq }`,
      'VK0521 The base `company-base` is built for amd64 on debian12, and this target for arm64.',
    ],
    [
      'only variants',
      `image company-base { os = [debian12] plain = false package jq variant a {} }\nimage shop { os = [debian12] base = image.company-base package jq }`,
      'VK0521 The base `company-base` has no target on debian12 without a variant.',
    ],
    [
      'sources from elsewhere',
      `image company-base { os = [debian12] sources = external package jq }\nimage shop { os = [debian12] base = image.company-base package jq }`,
      'VK0521 The base `company-base` and this image need sources of their own.',
    ],
    [
      'a circle over three',
      'image a { os = [debian12] base = image.b package jq }\nimage b { os = [debian12] base = image.c package jq }\nimage c { os = [debian12] base = image.a package jq }',
      'VK0520 The image `a` is built on itself: a → b → c → a.',
    ],
    [
      'a text',
      'image a { os = [debian12] base = "b" package jq }',
      'VK0522 A base is an image of the project.',
    ],
    [
      'a bare name',
      'image a { os = [debian12] base = company-base package jq }',
      'VK0522 A base is an image of the project.',
    ],
    [
      'a list',
      'image a { os = [debian12] base = [image.b] package jq }',
      'VK0522 A base is an image of the project.',
    ],
    [
      'a target',
      'image a { os = [debian12] base = image.b.debian12 package jq }',
      'VK0522 A base is an image of the project.',
    ],
    [
      'the image itself',
      'image a { os = [debian12] base = image package jq }',
      'VK0522 A base is an image of the project.',
    ],
    [
      'an image that is not there',
      'image a { os = [debian12] base = image.b package jq }',
      'VK0519 There is no image `b` here; this file knows a.',
    ],
  ])('%s is an error', (_, text, message) => {
    expect(said(text)).toEqual([message]);
  });

  test.each([['company-base'], ['"company-base"']])('%s is said to be an image', (value) => {
    const { diagnostics } = compileText(`image a { os = [debian12] base = ${value} package jq }`);
    expect(diagnostics[0]!.help).toBe('Write `base = image.company-base`.');
  });

  test('is said once, and not of those that are built on what is broken', () => {
    const text = `image company-base { os = [debian12] package jq { enabled = 1 } }\n${shop('package tree')}`;
    expect(said(text).filter((each) => each.includes('error') || each.startsWith('VK'))).toHaveLength(1);
  });
});
