import { InlayHintKind } from 'vscode-languageserver-types';
import type { InlayHint, InlayHintParams } from 'vscode-languageserver';
import type { Element, StringExpr } from '../../grammar/syntax.ts';
import { offsetsOf } from '../project/feature.ts';
import type { Feature, Place } from '../project/feature.ts';
import type { Project } from '../project/project.ts';
import { nodesOf } from '../project/syntax-tree.ts';

/** The family of each target, by the name that values have it under. */
function familiesOf(project: Project): Map<string, string> {
  const found = new Map<string, string>();
  for (const { name, targets } of project.good?.images ?? []) {
    for (const { os, variant } of targets)
      found.set(`${name}/${os.name}${variant === null ? '' : ` ${variant}`}`, os.family.name);
  }
  return found;
}

/** `debian: apache2, redhat: httpd`; by system where the family does not decide it. */
function shown(
  values: ReadonlyMap<string, readonly string[]>,
  families: ReadonlyMap<string, string>,
): string {
  const plain = (text: readonly string[]) => text.map((each) => each.replace(/^"(.*)"$/, '$1')).join(', ');
  const groups = (nameOf: (target: string) => string) => {
    const found = new Map<string, Set<string>>();
    for (const [target, each] of values)
      found.set(nameOf(target), (found.get(nameOf(target)) ?? new Set()).add(plain(each)));
    return found;
  };
  const all = new Set([...values.values()].map(plain));
  if (all.size === 1) return [...all][0]!;
  const byFamily = groups((target) => families.get(target) ?? target);
  const decided = [...byFamily.values()].every((each) => each.size === 1);
  const by = decided ? byFamily : groups((target) => target.slice(target.indexOf('/') + 1));
  return [...by].map(([name, each]) => `${name}: ${[...each].join(' or ')}`).join(', ');
}

function hints(place: Place, { range }: InlayHintParams): InlayHint[] {
  const { project, file } = place;
  const [start, end] = offsetsOf(place, range);
  const families = familiesOf(project);
  const found: InlayHint[] = [];
  for (const { label, span } of nodesOf<Element>(project.parsed(file).file, 'element')) {
    if (span.end < start || span.start > end || label === null) continue;
    const strings = (label.node === 'labels' ? label.items : [label]).filter(
      (each): each is StringExpr => each.node === 'string',
    );
    for (const string of strings) {
      if (string.parts.every(({ node }) => node === 'text')) continue;
      const values = project.values.at(string.span);
      if (values.size === 0) continue;
      const text = shown(values, families);
      found.push({
        position: project.range(string.span).end,
        label: text.length > 80 ? `${text.slice(0, 79)}…` : text,
        kind: InlayHintKind.Type,
        paddingLeft: true,
        ...(text.length > 80 && { tooltip: text }),
      });
    }
  }
  return found;
}

/** What a name comes to on each family, beside it. */
export default {
  name: 'Inlay hints',
  doc: 'Shows beside a label what it comes to: the package or unit on each family, or on each system.',
  capability: { inlayHintProvider: true },
  requests: { 'textDocument/inlayHint': hints },
} satisfies Feature;
