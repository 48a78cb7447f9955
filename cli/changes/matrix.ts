import type { LayeredTarget } from './layers.ts';

/** What has jobs, and the address of the cache that they are told to use; null for that of vkc.yaml. */
interface Jobs {
  readonly targets: readonly LayeredTarget[];
  readonly cache: string | null;
}

/** What services take: a pipeline or a matrix with a job for each target. */
export const matrices = {
  gitlab,
  github,
  buildkite,
  argo,
} as const satisfies Readonly<Record<string, (jobs: Jobs) => string>>;

export type Service = keyof typeof matrices;

/** GitLab's limit for one matrix. */
const GITLAB_MOST = 200;

/**
 * A child pipeline. JSON is YAML, so no name can be read as something else. GitLab refuses a pipeline without jobs, so there is one if
 * nothing changed. What others are built on has a job of its own, which they wait for.
 */
function gitlab({ targets, cache }: Jobs): string {
  if (targets.length === 0)
    return `${JSON.stringify({ nothing: { script: ['echo "No target changed."'] } }, null, 2)}\n`;
  const needed = new Set(targets.map(({ after }) => after));
  const bases = targets
    .filter(({ target }) => needed.has(target))
    .map(({ target, after }) => [
      `base:${target}`,
      { extends: '.target', needs: needsOf(after), variables: { VKC_TARGET: target } },
    ]);
  const others = [...needed].flatMap((below) => {
    const own = targets.filter(({ target, after }) => after === below && !needed.has(target));
    const name = below === null ? 'target' : `on:${below}`;
    return chunks(own, GITLAB_MOST).map((some, i, all) => [
      all.length === 1 ? name : `${name}-${i + 1}`,
      {
        extends: '.target',
        needs: needsOf(below),
        parallel: { matrix: [{ VKC_TARGET: some.map(({ target }) => target) }] },
      },
    ]);
  });
  const pipeline = {
    '.target': { script: commands('$VKC_TARGET', cache) },
    ...(Object.fromEntries([...bases, ...others]) as object),
  };
  return `${JSON.stringify(pipeline, null, 2)}\n`;
}

const needsOf = (base: string | null): string[] | undefined => (base === null ? undefined : [`base:${base}`]);

const commands = (target: string, cache: string | null): string[] => [
  `vkc build --only "${target}"${cache === null ? '' : ` --cache "${cache}"`}`,
  `vkc verify "${target}"`,
];

const job = ({ target, image, system, variant, layer }: LayeredTarget) => ({
  target,
  image,
  system,
  variant: variant ?? '',
  layer,
});

/** One line, as `$GITHUB_OUTPUT` takes it, for `strategy.matrix: ${{ fromJSON(…) }}`. */
function github({ targets }: Jobs): string {
  return `${JSON.stringify({ include: targets.map(job) })}\n`;
}

/** What `buildkite-agent pipeline upload` takes. */
function buildkite({ targets, cache }: Jobs): string {
  // Names of targets have characters that keys must not have.
  const keys = new Map(targets.map(({ target }, i) => [target, `target-${i + 1}`]));
  const steps = targets.map(({ target, after }) => ({
    label: target,
    key: keys.get(target),
    depends_on: after === null ? undefined : keys.get(after),
    commands: commands('$$VKC_TARGET', cache),
    env: { VKC_TARGET: target },
  }));
  return `${JSON.stringify({ steps }, null, 2)}\n`;
}

/** A list for `withParam` of a workflow. */
function argo({ targets }: Jobs): string {
  return `${JSON.stringify(targets.map(job))}\n`;
}

function chunks<T>(all: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(all.length / size) }, (_, i) => all.slice(i * size, (i + 1) * size));
}
