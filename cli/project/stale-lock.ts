import { visible } from '../../compiler/diagnostics/width.ts';
import { version } from '../../emit/version.generated.ts';
import { EXIT } from '../shell/command.ts';
import type { Args, OptionSpec } from '../shell/command.ts';
import { fail } from '../shell/failure.ts';
import type { Lockfile } from '../lock/lockfile.ts';
import type { Needs } from '../lock/needs.ts';
import type { Io } from '../shell/io.ts';
import type { Compiled } from './compile.ts';
import { displayName } from './find.ts';
import type { Settings } from '../../compiler/load/settings.ts';
import { LOCK_FILE, PROJECT_FILE } from './settings.ts';

/** The option of commands that write or build what a lock pins. */
export const lockedOption: OptionSpec = {
  doc: 'Fail if there is no vkc.lock, or if another version of vkc made it. A lock that is there is always obeyed, and one that does not fit the source is always an error.',
};

/** A project, and what its images need. */
export interface LockedProject {
  readonly root: string;
  readonly lock: Lockfile | null;
  /** What its settings say of the packages of distributions. */
  readonly packages: Settings['lockPackages'];
  readonly needs: () => Needs;
}

/** The same as `refuseStale` for images that were compiled. */
export async function refuseStaleImages(
  images: readonly Compiled[],
  args: Args,
  io: Io,
): Promise<number | null> {
  const { needsOf } = await import('../lock/needs.ts');
  const projects = [...new Set(images.map((each) => each.root))].map((root): LockedProject => {
    const { lock, result, packages } = images.find((each) => each.root === root)!;
    return {
      root,
      lock,
      packages,
      needs: () => needsOf(result.images, result.contents, result.sources, packages),
    };
  });
  return refuseStale(projects, args, io);
}

/**
 * Reports the first project whose lock does not fit what is compiled, with everything that does not. Returns the exit code; null if all
 * fit.
 */
export async function refuseStale(
  projects: readonly LockedProject[],
  args: Args,
  io: Io,
): Promise<number | null> {
  for (const { root, lock, packages, needs } of projects) {
    const name = displayName(root, LOCK_FILE, io.cwd);
    if (lock === null) {
      if (!args.has('locked')) {
        if (packages !== undefined)
          io.stderr.write(
            `vkc: ${displayName(root, PROJECT_FILE, io.cwd)} has \`lock_packages\`, and there is no ${LOCK_FILE}: no package is pinned.\n     \`vkc lock\` makes it.\n`,
          );
        continue;
      }
      const message = `${name}: there is no such file.`;
      return fail({ exit: EXIT.source, message, hint: '`vkc lock` makes it.' }, io);
    }
    if (args.has('locked') && lock.vkc !== version) {
      const message = `${name}: vkc ${lock.vkc} made it, and this is ${version}.`;
      return fail({ exit: EXIT.source, message, hint: 'Use that version, or run `vkc lock`.' }, io);
    }
    const { staleParts } = await import('../lock/stale.ts');
    const stale = staleParts(needs(), lock);
    if (stale.length > 0) return reportStale(name, stale, io);
  }
  return null;
}

/** The parts of a message, at most. */
const MOST = 20;

/** Says what in a lock does not fit. Returns the exit code. */
export function reportStale(name: string, stale: readonly string[], io: Io): number {
  const more = stale.length > MOST ? [`${stale.length - MOST} more`] : [];
  for (const each of [...stale.slice(0, MOST), ...more]) io.stderr.write(`  ${visible(each)}.\n`);
  const hint = 'Run `vkc lock`, and commit the file.';
  return fail({ exit: EXIT.source, message: `${name} does not fit the source.`, hint }, io);
}
