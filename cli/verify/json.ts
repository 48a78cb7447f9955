import { rounds, verdict } from './model.ts';
import type { Verification } from './model.ts';

/** Renders the report for programs. */
export function renderJson(report: Verification): string {
  const { points, rounds: starts } = report;
  const states = points.map(verdict);
  const count = (state: string) => states.filter((each) => each === state).length;
  const document = {
    format: 1,
    holds: states.every((state) => state === 'held'),
    totals: { points: points.length, held: count('held'), broken: count('broken'), unseen: count('unseen') },
    target: report.target,
    system: report.system,
    image: { name: report.image, title: report.title, version: report.version },
    file: report.file,
    machine: report.machine,
    packages: report.packages,
    notes: report.notes,
    time: report.time,
    seconds: report.seconds,
    vkc: report.vkc,
    rounds: starts.map((round) => ({ ...round, title: rounds[round.name].title })),
    points: points.map((point, i) => ({
      id: point.id,
      title: point.title,
      state: states[i],
      source: point.place,
      why: point.why,
      rounds: Object.fromEntries(starts.map(({ name }, j) => [name, point.states[j]])),
    })),
    console: report.console,
  };
  return `${JSON.stringify(document, null, 2)}\n`;
}
