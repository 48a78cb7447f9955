import type { Image, Resource, Target } from '../../compiler/model/ir.ts';
import { conditionFor, conditionWords } from '../merge/conditions.ts';
import { code, markdownText } from '../text/markdown.ts';
import type { MergedRole, RoleImport } from '../merge/merged.ts';
import type { Span } from '../../grammar/span.ts';

export interface ContentLine {
  readonly text: string;
  readonly origin: Span;
}

/** A Markdown list of what the roles of a phase bring, by role, with where it is not the same on every target. */
export function contents(
  image: Image,
  phase: 'provision' | 'start',
  imports: readonly RoleImport[],
): ContentLine[] {
  return imports.flatMap(({ role, condition }) => {
    const where = condition.length === 0 ? '' : `, ${conditionWords(condition, image.targets)}`;
    const about = role.doc === null ? markdownText(role.title) : markdownText(firstSentence(role.doc));
    const lines: ContentLine[] = [{ text: `- ${code(role.name)}${where}: ${about}`, origin: role.origin }];
    for (const heading of headingsOf(role, phase)) {
      const items = itemsOf(role, phase, heading);
      if (items.length === 0) continue;
      lines.push({
        text: `  - ${heading}: ${items.map(({ text }) => text).join(', ')}`,
        origin: items[0]!.origin,
      });
    }
    return lines;
  });
}

/** The headings under which a role brings something, in order of their names. */
function headingsOf({ name, targets }: MergedRole, phase: 'provision' | 'start'): string[] {
  const runs = targets.flatMap((target) => target[phase].filter((run) => run.name === name));
  return [
    ...new Set(runs.flatMap(({ resources }) => resources.flatMap(({ heading }) => heading ?? []))),
  ].sort();
}

function itemsOf(role: MergedRole, phase: 'provision' | 'start', heading: string): ContentLine[] {
  const found = new Map<string, { origin: Span; targets: Target[] }>();
  for (const target of role.targets) {
    const run = target[phase].find(({ name }) => name === role.name);
    const resources = run?.resources ?? [];
    for (const [i, resource] of resources.entries()) {
      if (resource.heading !== heading || isSaidBetter(resource, resources.slice(i + 1))) continue;
      const text = described(resource);
      const known = found.get(text) ?? { origin: resource.origin, targets: [] };
      if (!known.targets.includes(target)) known.targets.push(target);
      found.set(text, known);
    }
  }
  return [...found].map(([text, { origin, targets }]) => {
    const condition = conditionFor(targets, role.targets);
    return {
      text: condition.length === 0 ? text : `${text} (${conditionWords(condition, role.targets)})`,
      origin,
    };
  });
}

/** Something that a role brings along, such as a unit, and of which a later resource says what becomes of it. */
function isSaidBetter({ kind, label, heading }: Resource, later: readonly Resource[]): boolean {
  const bare = (name: string) => name.replace(/\.service$/, '');
  return later.some(
    (each) => each.heading === heading && each.kind !== kind && bare(each.label) === bare(label),
  );
}

function described({ label, attributes }: Resource): string {
  const version = attributes.get('version');
  const state = attributes.get('state');
  const enabled = attributes.get('enabled');
  const masked = attributes.get('masked');
  const notes = [
    version?.type === 'string' ? markdownText(version.value) : '',
    enabled?.type === 'bool' && !enabled.value ? 'not enabled' : '',
    masked?.type === 'bool' && masked.value ? 'masked' : '',
    enabled === undefined && masked === undefined && state?.type === 'string' && state.value === 'stopped'
      ? 'stopped'
      : '',
    state?.type === 'string' && state.value === 'absent' ? 'removed' : '',
  ].filter((note) => note !== '');
  return [code(label), ...notes].join(' ');
}

function firstSentence(doc: string): string {
  const paragraph = doc.trim().split(/\n\s*\n/)[0]!;
  return /^.*?[.!?](?=\s|$)/su.exec(paragraph)?.[0] ?? paragraph;
}
