import { createHash } from 'node:crypto';
import { EXIT, isFailure } from '../../../shell/command.ts';
import type { Failure } from '../../../shell/command.ts';
import type { LockedPackage } from '../../lockfile.ts';
import type { Solving } from '../manager.ts';
import type { Step } from '../steps.ts';
import type { DnfRoot } from './dnf-root.ts';
import { withOption } from './ini.ts';

/** Steps after which other packages are there. */
const CHANGING: readonly Step['do'][] = ['install', 'install-file', 'remove', 'upgrade'];

/** Does on paper what the build does with packages, step by step. Returns every package that it installs, sorted. */
export async function solve(
  { target, need, pins, fetch, file }: Solving,
  root: DnfRoot,
): Promise<LockedPackage[] | Failure> {
  const failure = (reason: string): Failure => ({
    exit: EXIT.environment,
    message: `The packages of ${target} cannot be solved: ${reason.replace(/\.$/, '')}.`,
    hint: 'dnf of this machine computed it, with the packages of the base image and the repositories that the build has.',
  });
  const found = new Map<string, LockedPackage>();
  /** Packages in files, by path. */
  const fetched = new Map<string, { readonly url: string; readonly sha256: string }>();
  const last = need.steps.findLastIndex((step) => CHANGING.includes(step.do));
  for (const [index, step] of need.steps.entries()) {
    switch (step.do) {
      case 'write':
        root.write(step.path, step.text);
        break;
      case 'set':
        root.write(step.path, withOption(root.read(step.path) ?? '', step));
        break;
      case 'delete':
        root.delete(step.path);
        break;
      case 'copy': {
        const bytes = file(step.file);
        if (bytes === null) return failure(`${step.file} cannot be read`);
        root.write(step.path, bytes);
        break;
      }
      case 'fetch': {
        const bytes = await fetch(step.url);
        if (isFailure(bytes as object)) return bytes as Failure;
        root.write(step.path, bytes as Uint8Array);
        const hash = createHash('sha256').update(bytes as Uint8Array);
        fetched.set(step.path, { url: step.url, sha256: hash.digest('hex') });
        break;
      }
      case 'autoremove':
        // What it removes was installed by a step before, and has to be in the lock.
        break;
      default: {
        const added = await root.solve(step, pins, index < last);
        if (typeof added === 'string') return failure(added);
        for (const { name, arch, version, path, ...known } of added) {
          const { url, sha256 } = path === undefined ? known : (fetched.get(path) ?? {});
          if (url === undefined || sha256 === undefined)
            return failure(`${path ?? name} is no file that a step fetched`);
          const { repository } = known;
          found.set(`${name} ${arch} ${version}`, {
            name,
            arch,
            version,
            sha256: `sha256:${sha256}`,
            url,
            ...(repository !== undefined && { repository }),
          });
        }
      }
    }
  }
  return [...found].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, each]) => each);
}
