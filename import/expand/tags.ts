/** Which tasks a run chooses by their tags. */
export interface TagChoice {
  /** `--tags`; empty if all are run. */
  readonly only: readonly string[];
  /** `--skip-tags`. */
  readonly skip: readonly string[];
}

export const ALL_TAGS: TagChoice = { only: [], skip: [] };

/** Whether a task with these tags is run, by the rules of Ansible. */
export function isChosen(tags: readonly string[], { only, skip }: TagChoice): boolean {
  const has = (name: string) => tags.includes(name);
  const never = has('never');
  const asked = only.length === 0 ? ['all'] : only;
  const chosen =
    has('always') ||
    (asked.includes('all') && !never) ||
    tags.some((tag) => asked.includes(tag)) ||
    (asked.includes('tagged') && tags.length > 0 && !never) ||
    (asked.includes('untagged') && tags.length === 0);
  if (!chosen) return false;
  if (skip.includes('all')) return has('always') && !skip.includes('always');
  return !(
    tags.some((tag) => skip.includes(tag)) ||
    (skip.includes('tagged') && tags.length > 0) ||
    (skip.includes('untagged') && tags.length === 0)
  );
}

/** Tags as a task or the command line has them: a list, or names with commas between them. */
export const tagsIn = (given: unknown): readonly string[] =>
  [given ?? []]
    .flat(2)
    .flatMap((each) => (typeof each === 'string' || typeof each === 'number' ? String(each).split(',') : []))
    .map((each) => each.trim())
    .filter((each) => each !== '');
