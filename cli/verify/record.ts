/** What a run of tests/verify.yml found. */
export interface Looked {
  /** In the order of the playbook, each id once. */
  readonly points: readonly Seen[];
  /** How many tasks changed something; null where the run did not come to its end. */
  readonly changed: number | null;
  /** Why it did not come to its end. */
  readonly problem: string | null;
}

export interface Seen {
  /** The tag of the point: stable, and what `--tags` takes. */
  readonly id: string;
  readonly title: string;
  /** Of its task in the playbook, 1-based; 0 where it is not known. */
  readonly line: number;
  readonly holds: boolean;
  /** What was found where it does not hold. */
  readonly found: string;
}

interface Line {
  readonly name?: string;
  readonly action?: string;
  readonly tags?: readonly string[];
  readonly line?: number;
  readonly outcome?: 'ok' | 'failed' | 'skipped' | 'unreachable';
  readonly msg?: string;
  readonly counts?: readonly Readonly<Record<string, number>>[];
}

/** Reads what the callback wrote. A point is an assertion that was not passed over; its look before says nothing. */
export function parseRecord(text: string): Looked {
  const lines = text.split('\n').flatMap(parseLine);
  const points = new Map<string, Seen>();
  for (const { name = '', action = '', tags = [], line = 0, outcome, msg = '' } of lines) {
    const [id] = tags;
    if (id === undefined || id === 'always' || !/(^|\.)assert$/.test(action)) continue;
    if (outcome !== 'ok' && outcome !== 'failed') continue;
    const holds = outcome === 'ok';
    // Where several tasks have one tag, the point holds when all do.
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

function parseLine(line: string): Line[] {
  try {
    return line === '' ? [] : [JSON.parse(line) as Line];
  } catch {
    // The last one, cut off.
    return [];
  }
}
