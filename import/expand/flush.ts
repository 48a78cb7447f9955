import type { Place } from '../model/place.ts';
import type { FlatTask, Step } from '../model/task.ts';

const META = 'ansible.builtin.meta';

/** Runs the handlers that were notified so far. */
export const flushAt = (place: Place): FlatTask => ({
  name: 'Run the handlers that were notified',
  module: META,
  args: { _raw_params: 'flush_handlers' },
  keywords: {},
  when: [],
  notify: [],
  place,
});

/** Steps without those at the end that only run handlers: that is done then anyway. */
export function withoutLastFlush(
  steps: readonly Step[],
  isNothing: (step: Step) => boolean = () => false,
): readonly Step[] {
  const last = steps.findLastIndex(
    (step) => !isNothing(step) && (step.opaque !== null || step.tasks.some(({ module }) => module !== META)),
  );
  return steps.filter((step, i) => i <= last || isNothing(step));
}
