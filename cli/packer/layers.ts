import { dirname, join } from 'node:path';
import { variablePrefix } from '../../emit/packer/settings.ts';
import { EXIT, isFailure } from '../shell/command.ts';
import type { Failure } from '../shell/command.ts';
import type { Io } from '../shell/io.ts';
import { openTree } from '../tree/built.ts';
import type { BuiltTarget, BuiltTree } from '../tree/built.ts';
import type { CacheKey, CacheKeys } from './cache/cache-key.ts';
import { fingerprint } from './fingerprint.ts';
import { holds, readRecord } from './record.ts';

/** Values of Packer's variables by tree. */
type Shares = ReadonlyMap<BuiltTree, ReadonlyMap<string, string>>;

/** Targets with those that they are built on. */
export class Layers {
  /** Each after its own base. */
  readonly all: readonly BuiltTarget[];
  readonly #bases: ReadonlyMap<BuiltTarget, BuiltTarget>;

  private constructor(all: readonly BuiltTarget[], bases: ReadonlyMap<BuiltTarget, BuiltTarget>) {
    this.all = all;
    this.#bases = bases;
  }

  /** A failure if the tree of a base is not there. */
  static of(targets: readonly BuiltTarget[]): Layers | Failure {
    const trees = new Map(targets.map(({ tree }) => [tree.dir, tree]));
    const bases = new Map<BuiltTarget, BuiltTarget>();
    const all = new Set<BuiltTarget>();
    const add = (target: BuiltTarget): Failure | null => {
      if (all.has(target)) return null;
      if (target.base !== null) {
        const below = baseIn(target, target.base, trees);
        if (isFailure(below)) return below;
        bases.set(target, below);
        const failure = add(below);
        if (failure !== null) return failure;
      }
      all.add(target);
      return null;
    };
    for (const target of targets) {
      const failure = add(target);
      if (failure !== null) return failure;
    }
    return new Layers([...all], bases);
  }

  get trees(): BuiltTree[] {
    return [...new Set(this.all.map(({ tree }) => tree))];
  }

  /** The target that one starts from; null if a variable names another disk. */
  baseOf(target: BuiltTarget, shares: Shares): BuiltTarget | null {
    const given = shares.get(target.tree)?.has(`${variablePrefix(target)}_image`) ?? false;
    return given ? null : (this.#bases.get(target) ?? null);
  }

  /** The hash of what a target is built from on this machine, with the disk that it starts from as it is now. */
  fingerprint(target: BuiltTarget, shares: Shares, env: Io['env']): string {
    const base = this.baseOf(target, shares);
    return fingerprint(
      target,
      shares.get(target.tree)!,
      env,
      base === null ? '' : this.#disk(base, shares, env),
    );
  }

  #disk(base: BuiltTarget, shares: Shares, env: Io['env']): string {
    const record = readRecord(base.folder);
    const built = record !== null && holds(record, base.artifact) ? record.built : '';
    return `${this.fingerprint(base, shares, env)} ${built}`;
  }

  /** The name of a target in a cache, which covers all that is below it. */
  async key(target: BuiltTarget, shares: Shares, keys: CacheKeys): Promise<CacheKey> {
    const base = this.baseOf(target, shares);
    if (base === null) return keys.of(target, shares.get(target.tree)!);
    const below = await this.key(base, shares, keys);
    if ('reason' in below)
      return { ...below, reason: `${base.name}, which it is built on, has no hash: ${below.reason}` };
    return keys.of(target, shares.get(target.tree)!, below.key);
  }
}

function baseIn(
  target: BuiltTarget,
  base: NonNullable<BuiltTarget['base']>,
  trees: Map<string, BuiltTree>,
): BuiltTarget | Failure {
  const dir = join(dirname(target.tree.dir), base.image);
  const hint = 'Compile both into the same folder: `vkc compile`.';
  let tree = trees.get(dir);
  if (tree === undefined) {
    const opened = openTree(dir);
    if (isFailure(opened))
      return {
        exit: EXIT.environment,
        message: `${target.name} is built on ${base.target}. ${opened.message}`,
        hint,
      };
    trees.set(dir, (tree = opened));
  }
  const found = tree.targets.find(({ name }) => name === base.target);
  return (
    found ?? {
      exit: EXIT.environment,
      message: `${target.name} is built on ${base.target}, which ${dir} does not have.`,
      hint,
    }
  );
}
