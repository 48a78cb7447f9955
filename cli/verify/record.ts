/** The result of a run of tests/verify.yml. */
export interface Looked {
  /** In the order of the playbook, each id once. */
  readonly points: readonly Seen[];
  /** The number of tasks that changed something; null if the run did not finish. */
  readonly changed: number | null;
  /** The reason why the run did not finish; null if it did. */
  readonly problem: string | null;
}

export interface Seen {
  /** The tag of the check. It is stable, and `--tags` accepts it. */
  readonly id: string;
  readonly title: string;
  /** The line of its task in the playbook, 1-based; 0 if it is unknown. */
  readonly line: number;
  readonly holds: boolean;
  /** The text that was found, if the check does not pass. */
  readonly found: string;
}

interface Line {
  readonly name?: string;
  readonly action?: string;
  readonly tags?: readonly string[];
  /** The file of the task, as Ansible names it. */
  readonly path?: string;
  readonly line?: number;
  readonly ignored?: boolean;
  readonly outcome?: 'ok' | 'failed' | 'skipped' | 'unreachable';
  readonly msg?: string;
  readonly counts?: readonly Readonly<Record<string, number>>[];
}

/**
 * Reads the output of the callback. A check is an assertion that was not skipped; the task that reads the
 * state before it is ignored.
 */
export function parseRecord(text: string): Looked {
  const lines = text.split('\n').flatMap(parseLine);
  const points = new Map<string, Seen>();
  for (const { name = '', action = '', tags = [], line = 0, outcome, msg = '' } of lines) {
    const [id] = tags;
    if (id === undefined || id === 'always' || !/(^|\.)assert$/.test(action)) continue;
    if (outcome !== 'ok' && outcome !== 'failed') continue;
    const holds = outcome === 'ok';
    // If several tasks have the same tag, the check passes only if all of them do.
    if (points.get(id)?.holds === false) continue;
    points.set(id, { id, title: name, line, holds, found: holds ? '' : msg.trim() });
  }
  const lost = lines.find(({ outcome }) => outcome === 'unreachable');
  const [counts] = lines.findLast((line) => line.counts !== undefined)?.counts ?? [];
  return {
    points: [...points.values()],
    changed: counts?.['changed'] ?? null,
    problem:
      lost === undefined
        ? counts === undefined
          ? 'the playbook did not come to its end'
          : null
        : `the machine no longer answers: ${lost.msg?.trim() ?? ''}`,
  };
}

/** A task of a playbook that ran. */
export interface RanTask {
  readonly name: string;
  readonly path: string;
  readonly line: number;
  readonly failed: boolean;
  readonly message: string;
}

/** Reads the output of the callback as the tasks of any playbook. */
export const readTasks = (text: string): RanTask[] =>
  text
    .split('\n')
    .flatMap(parseLine)
    .filter(({ outcome }) => outcome !== undefined)
    .map(({ name = '', path = '', line = 0, outcome, ignored = false, msg = '' }) => ({
      name,
      path,
      line,
      failed: (outcome === 'failed' && !ignored) || outcome === 'unreachable',
      message: msg.trim(),
    }));

function parseLine(line: string): Line[] {
  try {
    return line === '' ? [] : [JSON.parse(line) as Line];
  } catch {
    // The last line was cut off.
    return [];
  }
}
