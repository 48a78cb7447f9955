import { EXCEPTIONS } from '../../emit/ansible/readme-exceptions.ts';
import type { Place } from '../model/place.ts';
import { joinPath } from './tree.ts';
import type { Tree } from './tree.ts';

/** An exception from a rule, as the README of a tree lists it. */
export interface Exception {
  readonly rule: string;
  readonly reason: string;
  readonly of: 'image' | 'variant' | 'role';
  /** The name of the variant or the role. */
  readonly name: string | null;
  readonly phase: 'provision' | 'start';
  /** Kind and label of the resource that alone has it. */
  readonly resource: string | null;
  /** Names of the targets that alone have it; null if all have. */
  readonly on: readonly string[] | null;
  readonly place: Place;
}

/** What only the README of a compiled tree says of its image. */
export interface Readme {
  readonly description: string | null;
  /** The comment above the image. */
  readonly doc: string | null;
  readonly exceptions: readonly Exception[];
}

const DOC =
  /^# .*\n\n(?:> (.*)\n\n)?(?:([\s\S]*?)\n\n)?Made by vkc from `[^`\n]+`: edit that file, not this folder\.\n\n## Images?[,\n]/;

export function readReadme(tree: Tree, folder: string): Readme {
  const file = joinPath(folder, 'README.md');
  const text = (tree.exists(file) ? tree.text(file) : null)?.replace(/\r\n/g, '\n') ?? '';
  const found = DOC.exec(text);
  if (found === null) return { description: null, doc: null, exceptions: [] };
  const [, description, doc = null] = found;
  return {
    description: description === undefined ? null : unmarked(description),
    doc,
    exceptions: rowsIn(text.split('\n'), file),
  };
}

/** What stands in Markdown as plain text. */
const unmarked = (markdown: string): string =>
  markdown
    .replace(/&#124;/g, '|')
    .replace(/^\\(\d)/, '$1')
    .replace(/\\([^\w\s])/g, '$1');

function rowsIn(lines: readonly string[], file: string): Exception[] {
  const head = lines.indexOf(EXCEPTIONS);
  if (head < 0) return [];
  const out: Exception[] = [];
  // A blank line, the names of the columns, and a line below them.
  for (let i = head + 4; lines[i]?.startsWith('| ') === true; i++) {
    const [, rule, where, reason] = lines[i]!.split(/(?<!\\)\|/).map((cell) => cell.trim());
    const [name] = SPAN.exec(rule ?? '')?.slice(2) ?? [];
    const at = placeOf((where ?? '').replace(/\\\|/g, '|'));
    if (name === undefined || at === null || reason === undefined) continue;
    out.push({ rule: name, reason: unmarked(reason), ...at, place: { file, line: i + 1 } });
  }
  return out;
}

const SPAN = /(`+) ?([^`].*?) ?\1(?!`)/;
const WHERE = new RegExp(
  `^(?:${SPAN.source} in )?the (image|variant|role|start of the role)(?: (\`)([\\w-]+)\`)?(?:, on (.+))?$`,
);

function placeOf(where: string): Pick<Exception, 'of' | 'name' | 'phase' | 'resource' | 'on'> | null {
  const [, , resource = null, what, , name = null, targets] = WHERE.exec(where) ?? [];
  if (what === undefined || (name === null) !== (what === 'image')) return null;
  return {
    of: what === 'image' || what === 'variant' ? what : 'role',
    name,
    phase: what.startsWith('start') ? 'start' : 'provision',
    resource,
    on: targets === undefined ? null : [...targets.matchAll(/`([^`]+)`/g)].map(([, each]) => each!),
  };
}
