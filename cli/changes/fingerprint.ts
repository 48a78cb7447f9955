import type { Image, RoleRun, Target } from '../../compiler/model/ir.ts';
import { sha256 } from '../../emit/tree/manifest.ts';

/** What does not change the image: where something stands, and what is only said of it. */
const LEFT_OUT: ReadonlySet<string> = new Set(['origin', 'head', 'allows', 'doc', 'description']);

/** Returns a hash of everything that a target is built and checked from. */
export type Fingerprint = (image: Image, target: Target) => string;

/**
 * Fingerprints for the images of one compilation. What several targets share is hashed once.
 * @param read the contents of the files that images carry
 */
export function fingerprints(read: (path: string) => Uint8Array): Fingerprint {
  const shared = new WeakMap<object, string>();
  const contents = new Map<string, string>();
  const once = (value: object, text: () => string): string => {
    let hash = shared.get(value);
    if (hash === undefined) shared.set(value, (hash = sha256(text())));
    return hash;
  };
  const content = (path: string): string => {
    let hash = contents.get(path);
    if (hash === undefined) contents.set(path, (hash = sha256(read(path))));
    return hash;
  };
  const ofRun = (run: RoleRun): string =>
    once(run.tasks, () =>
      JSON.stringify([
        plainJson([run.name, run.foreign]),
        // Runs of a library role differ from image to image, and have most tasks in common.
        [run.tasks, run.handlers].map((tasks) => tasks.map((task) => once(task, () => plainJson(task)))),
        run.assets.map(({ folder, name, path }) => [folder, name, content(path)]),
        (run.foreign?.files ?? []).map(({ path, source }) => [path, content(source)]),
      ]),
    );
  return (image, target) => {
    const { targets: _targets, title: _title, ci: _ci, ...whole } = image;
    const { provision, start, os, base, verify, verify_start: after, ...own } = target;
    return sha256(
      JSON.stringify([
        once(image, () => plainJson(whole)),
        plainJson({ ...own, base: base?.target ?? null }),
        once(os, () => plainJson({ ...os, title: null, end_of_life: null })),
        [...provision, ...start].map(ofRun),
        [...verify, ...after].map((group) => once(group, () => plainJson(group.checks))),
      ]),
    );
  };
}

/** A part of the IR as JSON, without what does not change the image. */
export function plainJson(value: unknown): string {
  return JSON.stringify(value, (key, each: unknown) => {
    if (LEFT_OUT.has(key)) return undefined;
    return each instanceof Map ? [...each] : each;
  });
}
