import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { EXIT } from '../../shell/command.ts';
import type { Failure } from '../../shell/command.ts';
import { runProcess } from '../../host/process.ts';
import { firstLine } from './manager.ts';
import type { How } from './manager.ts';

/**
 * Reads a disk as a raw one, which is gone afterwards.
 * @param temporary a folder for it
 * @param hint what is said with a failure: what can be read
 * @param read returns null, or why nothing could be read
 */
export async function readRaw(
  disk: string,
  temporary: string,
  hint: string,
  how: How,
  read: (raw: string) => Promise<string | null>,
): Promise<Failure | null> {
  const raw = join(temporary, 'disk.raw');
  try {
    const { code, stderr } = await runProcess('qemu-img', ['convert', '-O', 'raw', disk, raw], how);
    const why = code === 0 ? await read(raw) : `qemu-img cannot read it: ${firstLine(stderr)}`;
    return why === null ? null : { exit: EXIT.environment, message: `${disk}: ${why}.`, hint };
  } finally {
    rmSync(raw, { force: true });
  }
}
