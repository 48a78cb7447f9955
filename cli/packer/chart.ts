import { columns } from '../../compiler/diagnostics/width.ts';
import { clock } from '../shell/duration.ts';
import { phaseTitles, phases } from './packer-output.ts';
import type { BuildRecord } from './record.ts';

/** A part of a build and its duration. */
export interface Part {
  readonly name: string;
  /** In milliseconds. */
  readonly time: number;
  /** True for a role, which is a part of the provisioning phase. */
  readonly role: boolean;
}

/** Returns the phases of a build in order, with the roles below the provisioning phase. */
export function parts(record: Pick<BuildRecord, 'phases' | 'roles'>): Part[] {
  return phases.flatMap((phase) => {
    const time = record.phases[phase];
    if (time === undefined) return [];
    const roles = phase === 'provision' ? Object.entries(record.roles) : [];
    return [
      { name: phaseTitles[phase], time, role: false },
      ...roles.map(([name, each]) => ({ name, time: each, role: true })),
    ];
  });
}

const EIGHTHS = ['', '▏', '▎', '▍', '▌', '▋', '▊', '▉'];

/** Draws one line per part, each with a bar, `width` columns wide. */
export function chart(all: readonly Part[], width: number): string[] {
  const names = all.map(({ name, role }) => `${role ? '    ' : '  '}${name}`);
  const left = Math.max(...names.map(columns));
  const longest = Math.max(1, ...all.map(({ time }) => time));
  const room = Math.min(50, Math.max(8, width - left - 12));
  return all.map(({ time, role }, i) => {
    const eighths = Math.round((time / longest) * room * 8);
    const full = (role ? '▒' : '█').repeat(Math.floor(eighths / 8));
    const bar = role ? full : full + EIGHTHS[eighths % 8]!;
    const name = names[i]!;
    const label = name + ' '.repeat(left - columns(name));
    return `${label}  ${clock(time).padStart(7)}  ${bar}`.trimEnd();
  });
}
