import { cited } from '../../stdlib/platform/index.ts';
import type { Cited } from '../../stdlib/platform/index.ts';
import type { CheckReport } from './types.ts';

/** Returns the sources of a report's requirements, each once. */
export function sourcesOf({ images }: CheckReport): Cited[] {
  const rules = images.flatMap(({ topics }) => topics.flatMap((topic) => topic.rules));
  return cited(rules.flatMap(({ sources }) => sources));
}
