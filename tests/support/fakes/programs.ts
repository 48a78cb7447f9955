import { chmodSync, copyFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { folder } from '../command-line.ts';
import { root } from '../examples.ts';

/** Programs that say their version and nothing else, and a Packer that does as it is told. */
function programs(...without: string[]): string {
  const bin = folder();
  const names = ['ansible-playbook', 'ssh', 'qemu-system-x86_64', 'qemu-img', 'xorriso', 'ssh-keygen'];
  for (const name of names.filter((each) => !without.includes(each))) {
    const script =
      name === 'ssh-keygen'
        ? 'for f; do :; done; [ "$f" = "-?" ] || { echo key >"$f"; echo pub >"$f.pub"; }'
        : `echo ${name} 9.9.9`;
    writeFileSync(join(bin, name), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  }
  for (const name of ['sh', 'cat', 'mkdir', 'chmod', 'dirname', 'rm', 'env'])
    symlinkSync(`/bin/${name}`, join(bin, name));
  symlinkSync(process.execPath, join(bin, 'node'));
  if (!without.includes('packer')) {
    copyFileSync(join(root, 'tests/support/fakes/packer.mjs'), join(bin, 'packer'));
    chmodSync(join(bin, 'packer'), 0o755);
  }
  return bin;
}

/** The environment of a host that has them. */
export const bin = (env: Record<string, string> = {}, ...without: string[]) => ({
  PATH: programs(...without),
  HOME: '/nonexistent',
  ...env,
});
