import type { Affected, AffectedTarget } from './affected.ts';

/** What services take: a pipeline or a matrix with a job for each target. */
export const matrices = {
  gitlab,
  github,
  buildkite,
  argo,
} as const satisfies Readonly<Record<string, (affected: Affected) => string>>;

export type Service = keyof typeof matrices;

/** GitLab's limit for one matrix. */
const GITLAB_MOST = 200;

/**
 * A child pipeline. JSON is YAML, so no name can be read as something else. GitLab refuses a pipeline without jobs, so there is one if
 * nothing changed.
 */
function gitlab({ targets }: Affected): string {
  const run = ['vkc build --only "$VKC_TARGET"', 'vkc verify "$VKC_TARGET"'];
  const jobs = chunks(targets, GITLAB_MOST).map((some, i, all) => [
    all.length === 1 ? 'target' : `target-${i + 1}`,
    {
      extends: '.target',
      parallel: { matrix: [{ VKC_TARGET: some.map(({ target }) => target) }] },
    },
  ]);
  const pipeline =
    targets.length === 0
      ? { nothing: { script: ['echo "No target changed."'] } }
      : { '.target': { script: run }, ...(Object.fromEntries(jobs) as object) };
  return `${JSON.stringify(pipeline, null, 2)}\n`;
}

const job = ({ target, image, system, variant }: AffectedTarget) => ({
  target,
  image,
  system,
  variant: variant ?? '',
});

/** One line, as `$GITHUB_OUTPUT` takes it, for `strategy.matrix: ${{ fromJSON(…) }}`. */
function github({ targets }: Affected): string {
  return `${JSON.stringify({ include: targets.map(job) })}\n`;
}

/** What `buildkite-agent pipeline upload` takes. */
function buildkite({ targets }: Affected): string {
  const steps = targets.map(({ target }) => ({
    label: target,
    commands: ['vkc build --only "$$VKC_TARGET"', 'vkc verify "$$VKC_TARGET"'],
    env: { VKC_TARGET: target },
  }));
  return `${JSON.stringify({ steps }, null, 2)}\n`;
}

/** A list for `withParam` of a workflow. */
function argo({ targets }: Affected): string {
  return `${JSON.stringify(targets.map(job))}\n`;
}

function chunks<T>(all: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(all.length / size) }, (_, i) => all.slice(i * size, (i + 1) * size));
}
