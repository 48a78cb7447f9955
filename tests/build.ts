import { execFileSync } from 'node:child_process';

/** Once before all tests: the registries that the sources import. */
export function setup(): void {
  execFileSync(process.execPath, ['build.mjs', '--registries'], { stdio: 'inherit' });
}
