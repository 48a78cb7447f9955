import { string } from '../../compiler/model/value.ts';
import type { Span } from '../../grammar/span.ts';
import type { OutputFile } from '../output.ts';
import type { Lines } from '../text/lines.ts';
import { type Plain, type PlainMap, YamlDocument } from '../text/yaml-document.ts';
import { workflow } from './gitlab-jobs.ts';

/*
 * GitLab's limits, and what keeps to them (docs/ci.md): a rule takes 50 patterns of changed files, a pipeline may start 350
 * others in a minute, has 500 jobs where nobody pays for more, and child pipelines go two levels deep. So up to `flat` images
 * each have a job of their own; more are started in groups, each a child pipeline that starts its images', and so many groups
 * at once that a minute's limit holds.
 */
const flat = 100;
const groupSize = 50;
const groupsAtOnce = 6;
const patternsInRule = 50;

/** The image that each tree is built on. */
type Below = ReadonlyMap<string, string | null>;

/** A tree whose pipeline is started. */
export interface Started {
  readonly name: string;
  readonly origin: Span;
  /** The image that it is built on, whose changes are its own; null if there is none. */
  readonly base: string | null;
}

/**
 * The pipeline above the trees, which starts the pipelines of those that changed. None for a single tree: its own is enough.
 * `folder` is where the trees are in the repository, with a slash behind it; empty at its top.
 */
export function parentPipeline(trees: readonly Started[], folder: string): OutputFile[] {
  const [first, second] = trees;
  if (second === undefined) return [];
  const below = new Map(trees.map(({ name, base }) => [name, base]));
  const path = '.gitlab-ci.yml';
  if (trees.length <= flat) {
    const yaml = head(first!.origin, ['images']);
    const here = new Set(trees.map(({ name }) => name));
    for (const tree of trees) addTree(yaml, tree, folder, below, here);
    return [finished(yaml).file(path, first!.origin)];
  }
  const groups = Array.from({ length: Math.ceil(trees.length / groupSize) }, (_, i) =>
    trees.slice(i * groupSize, (i + 1) * groupSize),
  );
  const waves = Math.ceil(groups.length / groupsAtOnce);
  const stages = Array.from({ length: waves }, (_, i) => `images-${i + 1}`);
  const yaml = head(first!.origin, stages);
  const files = groups.map((group, i) => {
    const name = `images-${String(i + 1).padStart(String(groups.length).length, '0')}`;
    const file = `.gitlab/${name}.yml`;
    const wave = Math.floor(i / groupsAtOnce);
    addJob(yaml, { name, stage: stages[wave]!, file: folder + file, folder, always: wave > 0 }, group, below);
    const own = head(group[0]!.origin, ['images']);
    const here = new Set(group.map((tree) => tree.name));
    for (const tree of group) addTree(own, tree, folder, below, here);
    return finished(own).file(file, group[0]!.origin);
  });
  return [finished(yaml).file(path, first!.origin), ...files];
}

/** Branches without a merge request start nothing: for a new one GitLab takes every file for changed. */
const head = (origin: Span, stages: readonly string[]): YamlDocument =>
  new YamlDocument(origin).add('workflow', workflow).add('stages', stages);

const finished = (yaml: YamlDocument): Lines =>
  yaml.lines([
    'Starts the pipelines of the images that changed, made by vkc. A tag `NAME/1.2.3` is of one image, a tag without a slash of all.',
  ]);

function addTree(
  yaml: YamlDocument,
  tree: Started,
  folder: string,
  below: Below,
  here: ReadonlySet<string>,
): void {
  const path = folder + tree.name;
  // What it is built on is there first, if its pipeline runs too.
  const needs =
    tree.base !== null && here.has(tree.base) ? [{ job: jobName(tree.base), optional: true }] : undefined;
  const job = { name: jobName(tree.name), stage: 'images', file: `${path}/.gitlab-ci.yml`, folder };
  addJob(yaml, { ...job, always: false, variables: { VKC_TREE: path }, needs }, [tree], below);
}

interface Job {
  readonly name: string;
  readonly stage: string;
  /** The pipeline that it starts. */
  readonly file: string;
  readonly folder: string;
  /** Starts whatever became of the stages before. */
  readonly always: boolean;
  readonly variables?: PlainMap;
  readonly needs?: Plain | undefined;
}

/** A job that starts a pipeline when one of the trees changed, or a tag is of one of them, or of all. */
function addJob(yaml: YamlDocument, job: Job, trees: readonly Started[], below: Below): void {
  const { origin } = trees[0]!;
  const when = job.always ? 'always' : undefined;
  const changed = new Map<string, Span>();
  for (const tree of trees) {
    for (
      let name: string | null = tree.name;
      name !== null && !changed.has(name);
      name = below.get(name) ?? null
    )
      changed.set(name, tree.origin);
  }
  const changes = [...changed].map(([name, at]) => string(`${pattern(job.folder + name)}/**/*`, at));
  const rules = Array.from({ length: Math.ceil(changes.length / patternsInRule) }, (_, i) => ({
    changes: changes.slice(i * patternsInRule, (i + 1) * patternsInRule),
    when,
  }));
  yaml.add(
    job.name,
    {
      stage: job.stage,
      needs: job.needs,
      variables: job.variables,
      trigger: { include: [{ local: job.file }], strategy: 'depend' },
      rules: [
        ...trees.map((tree) => yaml.value({ if: `$CI_COMMIT_TAG =~ /^${tree.name}\\//`, when }, tree.origin)),
        { if: '$CI_COMMIT_TAG =~ /\\//', when: 'never' },
        ...rules,
      ],
    },
    origin,
  );
}

/** Words that GitLab reads otherwise at the top of a file. */
const reserved = new Set(
  (
    'cache default image include pages services spec stages types variables workflow ' +
    'true false null nil yes no on off y n'
  ).split(' '),
);

const jobName = (image: string): string => (reserved.has(image) ? `image-${image}` : image);

/** A folder as GitLab compares it with the names of changed files. */
const pattern = (folder: string): string => folder.replace(/[\\*?[\]{}]/g, '\\$&');
