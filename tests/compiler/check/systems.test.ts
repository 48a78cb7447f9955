import { expect, it } from 'vitest';
import { brief, compileText } from '../../support/compile.ts';

it('says what a declared system and a declared family leave out', () => {
  const source =
    'image a {\n  os = [own12]\n  package jq\n}\n\nos own12 {\n  family = mine\n  title  = "Own 12"\n  user   = "own"\n}\n\nfamily mine {\n  title   = "Mine"\n  ansible = "Debian"\n}\n';
  const found = compileText(source).diagnostics.map(({ message }) => message);
  expect(found).toEqual([
    ...['distro', 'python', 'release', 'short', 'source', 'version'].map(
      (name) => `\`os own12\` needs \`${name}\`.`,
    ),
    'The system `own12` has no cloud image to start from.',
    ...['firewall_unit', 'package_manager', 'sftp_server', 'ssh_unit'].map(
      (name) => `\`family mine\` needs \`${name}\`.`,
    ),
  ]);
  expect(new Set(brief(compileText(source)))).toEqual(
    new Set(['VK0401 at "own12"', 'VK0523 at "own12"', 'VK0401 at "mine"']),
  );
});

it('takes the beginning of a name for the system, and lists the families', () => {
  const helps = (source: string) => compileText(source).diagnostics.map(({ help }) => help);
  const image = (os: string) => `image a {\n  os = [${os}]\n  package jq\n}\n`;
  expect(helps(image('alma9'))).toEqual(['Did you mean `almalinux9`?']);
  expect(helps(image('alma7'))[0]).toMatch(/^Systems are: /);
  expect(helps(image('own12') + 'os own12 { family = rhel }\n')).toContain('Families are: debian, redhat.');
});
