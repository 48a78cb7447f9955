import { checks } from './checks.ts';
import { documents } from './documents.ts';
import { anchor } from './entry.ts';
import type { Entry, Section } from './entry.ts';
import { builds, documentation, security, troubleshooting } from './practice.ts';
import { metadata, software, system } from './requirements.ts';

/** What the platform requires and what experience adds, as docs/platform.md has it. */
export const platform: readonly Section[] = [
  software,
  system,
  metadata,
  troubleshooting,
  security,
  builds,
  documentation,
  checks,
  documents,
];

const entries: ReadonlyMap<string, Entry> = new Map(
  platform.flatMap((section) => section.entries.map((entry) => [anchor(entry.title), entry] as const)),
);

export interface Cited extends Entry {
  /** The anchor of its heading. */
  readonly id: string;
}

export function isCited(id: string): boolean {
  return entries.has(id);
}

/** The entries that these ids name, in the order of the page. */
export function cited(ids: readonly string[]): Cited[] {
  return [...entries].filter(([id]) => ids.includes(id)).map(([id, entry]) => ({ id, ...entry }));
}
