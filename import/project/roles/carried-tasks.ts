import { Document, Scalar } from 'yaml';
import type { Node } from 'yaml';
import type { MergedStep } from '../../lift/merge-steps.ts';
import { Literal, Vault, isMap } from '../../model/data.ts';
import type { Data, Raw } from '../../model/data.ts';
import { placeText } from '../../model/place.ts';
import type { CarriedTask } from '../../model/task.ts';
import type { Tree } from '../../read/tree.ts';
import type { Assets } from '../assets.ts';

/** Steps in a row that stand together, and whether they are tasks that need a role of their own. */
export interface Piece {
  readonly steps: readonly MergedStep[];
  readonly carry: CarriedTask | null;
}

/** The tasks of a play, with those that can only be carried each alone. Null if none of them can be. */
export function piecesOf(segment: readonly MergedStep[], left: ReadonlySet<string>): readonly Piece[] | null {
  const pieces: { steps: MergedStep[]; carry: CarriedTask | null }[] = [];
  for (const each of segment) {
    const carry = left.has(placeText(each.step.place)) ? carriedOn(each) : null;
    const last = pieces.at(-1);
    if (carry === null && last !== undefined && last.carry === null) last.steps.push(each);
    else pieces.push({ steps: [each], carry });
  }
  return pieces.some(({ carry }) => carry !== null) ? pieces : null;
}

/** A role is the same on all systems, and so has to be what it holds. */
function carriedOn({ on }: MergedStep): CarriedTask | null {
  const all = [...on.values()].map(({ carry }) => carry?.() ?? null);
  const [first] = all;
  const same = all.every((each) => JSON.stringify(each) === JSON.stringify(first));
  return same ? (first ?? null) : null;
}

/** The files of a role that holds one task. */
export function writeRole(task: CarriedTask, as: string, assets: Assets, tree: Tree): void {
  const { raw, when, vars, keywords, user, files, handlers } = task;
  const around = {
    ...(Object.keys(vars).length > 0 && { vars: vars as Readonly<Record<string, Raw>> }),
    ...(when.length > 0 && { when }),
    ...keywords,
    ...(user !== null && { become: true, become_user: user }),
  };
  // What a task says itself holds against what is said around it.
  const bare = Object.keys(around).length === 0;
  const list: Raw = [bare ? raw : { block: [raw], ...around }];
  const put = (name: string, value: Raw) =>
    assets.files.set(`${as}/${name}`, new TextEncoder().encode(`---\n${yamlOf(value)}`));
  put('tasks/main.yml', list);
  if (handlers.length > 0) put('handlers/main.yml', handlers);
  for (const [name, path] of files) {
    const bytes = tree.bytes(path);
    if (bytes !== null) assets.files.set(`${as}/${name}`, bytes);
  }
}

function yamlOf(value: Raw): string {
  const document = new Document(null, { version: '1.1' });
  document.contents = nodeOf(value, document) as never;
  return document.toString({ lineWidth: 0 });
}

function nodeOf(value: Raw | Data, document: Document): Node {
  if (value instanceof Literal || value instanceof Vault) {
    const scalar = new Scalar(value.text);
    scalar.tag = value instanceof Vault ? '!vault' : '!unsafe';
    if (value.text.includes('\n')) scalar.type = Scalar.BLOCK_LITERAL;
    return scalar;
  }
  if (Array.isArray(value)) {
    const list = document.createNode([]);
    list.items = (value as readonly Raw[]).map((each) => nodeOf(each, document)) as never;
    return list;
  }
  if (value !== null && isMap<Raw>(value as Readonly<Record<string, Raw>>)) {
    const map = document.createNode({});
    for (const [key, each] of Object.entries(value as Readonly<Record<string, Raw>>))
      (map as unknown as { set(key: Node, value: Node): void }).set(
        document.createNode(key),
        nodeOf(each, document),
      );
    return map;
  }
  return document.createNode(value);
}
