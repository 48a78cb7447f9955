/** Milliseconds of processor time that `work` takes. What else runs on the machine does not count. */
export function processorTime(work: () => unknown): number {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

/**
 * How much more processor time `large` takes than `small` done `times` times: about 1 if the time is in proportion to
 * the input, and about `times` if it grows with the square of it. The best of five tries, or the first one up to
 * `enough`, since the engine compiles and collects garbage when it likes.
 */
export function excess(small: () => unknown, times: number, large: () => unknown, enough: number): number {
  let best = Infinity;
  for (let tries = 0; tries < 5 && best > enough; tries++) {
    const base = processorTime(() => {
      for (let i = 0; i < times; i++) small();
    });
    best = Math.min(best, processorTime(large) / Math.max(1, base));
  }
  return best;
}
