import { areas } from './catalogue.ts';
import { frame } from './frame.ts';
import { painter } from './paint.ts';
import type { Topic } from '../sdk/rule.ts';
import { Source } from '../model/source.ts';
import type { CatalogueEntry } from '../../grammar/diagnostic.ts';

export type Catalogue = Readonly<Record<string, CatalogueEntry>>;

/** The entries of each area, in order of their codes. */
export function byArea() {
  return areas.map(({ name, about, entries }) => ({
    name,
    about,
    entries: Object.keys(entries)
      .sort()
      .map((code) => ({ code, entry: entries[code]! })),
  }));
}

const topics: Readonly<Record<Topic, string>> = {
  requirements: 'What the marketplace asks of every image.',
  security: 'What makes an image safe to publish.',
  hygiene: 'What must not stay in an image that many machines are made of.',
  reproducibility: 'The same source gives the same image.',
  build: 'What the build needs to succeed, and quickly.',
  documentation: 'What people need to know of an image.',
};

/** Rules, or the compiler’s invariants, by what they are about, both in a fixed order. */
export function byTopic<T extends { readonly topic: Topic }>(rules: readonly T[]) {
  return Object.entries(topics)
    .map(([name, about]) => ({ name, about, rules: rules.filter(({ topic }) => topic === name) }))
    .filter((each) => each.rules.length > 0);
}

/** Parameters as words in angle brackets: `{name}` becomes `<name>`. */
export function withWords(text: string): string {
  return text.replace(/(?<!\$|\\u)\{(\w+)\}/g, '<$1>');
}

/** An example without the signs « and » around the span that is reported. */
export function plain(example: string): string {
  return example.replace(/[«»]/g, '');
}

/** The wrong example as lines of a frame, with the span that is reported underlined. */
export function wrongFrame({ wrong, severity }: CatalogueEntry, width: number, color: boolean): string[] {
  const start = wrong.indexOf('«');
  const end = wrong.indexOf('»') - 1;
  const source = new Source('', plain(wrong));
  const span = source.span(start, end);
  const lines = source.text.trimEnd().split('\n');
  const paint = painter(severity, color);
  const gutter = String(lines.length).length;
  const marked = frame(source, [{ span, label: '', primary: true }], gutter, width, paint);
  const last = source.position(Math.max(start, end - 1)).line;
  const line = (number: number) => {
    const label = paint.gutter(String(number).padStart(gutter));
    const text = lines[number - 1]!;
    return clipped(`${label} ${paint.gutter('|')}${text === '' ? '' : ` ${text}`}`, text, width - gutter - 3);
  };
  // The lines around it say what the marked one belongs to; a frame of a finding has no room for them.
  const around = (from: number, to: number) =>
    Array.from({ length: Math.max(0, to - from + 1) }, (_, i) => line(from + i));
  return [marked[0]!, ...around(1, span.line - 1), ...marked.slice(1), ...around(last + 1, lines.length)];
}

function clipped(row: string, text: string, room: number): string {
  return text.length <= room ? row : row.replace(text, `${text.slice(0, room - 1)}…`);
}
