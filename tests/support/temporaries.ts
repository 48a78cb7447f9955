import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished, vi } from 'vitest';

/**
 * From here to the end of the test, temporary folders are made in a folder that no other test uses. Returns a function
 * that lists what is in it.
 */
export function ownTemporaries(): () => string[] {
  const root = mkdtempSync(join(tmpdir(), 'vkc-own-'));
  vi.stubEnv('TMPDIR', root);
  onTestFinished(() => {
    vi.unstubAllEnvs();
    rmSync(root, { recursive: true, force: true });
  });
  return () => readdirSync(root);
}
