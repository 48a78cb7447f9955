import { execFileSync } from 'node:child_process';

/** Once before all tests: the registries that the sources import, and the bundle. */
export function setup(): void {
  execFileSync(process.execPath, ['build.mjs'], { stdio: 'inherit' });
}
