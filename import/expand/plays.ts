import type { Raw } from '../model/data.ts';
import type { Note } from '../model/place.ts';
import { folderOf, joinPath } from '../read/tree.ts';
import type { Tree } from '../read/tree.ts';
import type { YamlItem } from '../read/yaml.ts';
import { variablesIn } from './scope.ts';

/** A play with what whoever imports its playbook says of it. */
export interface Play {
  readonly item: YamlItem;
  readonly path: string;
  readonly vars: readonly Raw[];
  readonly when: readonly Raw[];
  readonly tags: readonly Raw[];
}

const MOST_PLAYBOOKS = 20;

/** The plays of a playbook, those of playbooks that it imports included. */
export function playsOf(tree: Tree, path: string, above: readonly Play[] = []): readonly Play[] {
  if (above.some((each) => each.path === path) || above.length > MOST_PLAYBOOKS) return [];
  return tree.items(path, 'plays').flatMap((item) => {
    const map = variablesIn(item.value);
    const play: Play = {
      item,
      path,
      vars: above.flatMap(({ vars }) => vars),
      when: above.flatMap(({ when }) => when),
      tags: above.flatMap(({ tags }) => tags),
    };
    const other = map.import_playbook ?? map['ansible.builtin.import_playbook'] ?? map.include;
    if (typeof other !== 'string') return [play];
    const more = (raw: Raw | undefined) => (raw === undefined ? [] : ([raw].flat() as Raw[]));
    const importing: Play = {
      ...play,
      vars: more(map.vars),
      when: more(map.when),
      tags: more(map.tags),
    };
    return playsOf(tree, joinPath(folderOf(path), other), [...above, importing]);
  });
}

/** Names that stand for the machine in any inventory. */
const EVERY = /^(all|\*|default)$|[*?[\]~{}&!]/;
const BUILDER = /^(localhost|127\.0\.0\.1|::1)$/;

/** Those for the machine that is built, and why others are left out. `names` are those of the machine; null if unknown. */
export function playsForMachine(
  plays: readonly Play[],
  names: readonly string[] | null,
): { readonly plays: readonly Play[]; readonly notes: readonly Note[]; readonly isNamed: boolean } {
  const hosts = (play: Play) => hostsOf(variablesIn(play.item.value).hosts);
  const isNamed = (play: Play) =>
    hosts(play).some(
      (name) => EVERY.test(name) || (names === null ? !BUILDER.test(name) : names.includes(name)),
    );
  if (!plays.some(isNamed)) return { plays, notes: [], isNamed: names === null || plays.length === 0 };
  return {
    // What is no play at all is said where plays are read.
    plays: plays.filter((play) => isNamed(play) || variablesIn(play.item.value).hosts === undefined),
    isNamed: true,
    notes: plays
      .filter((play) => !isNamed(play) && variablesIn(play.item.value).hosts !== undefined)
      .map((play) => ({
        place: { file: play.path, line: play.item.line },
        message: `the play is left out: it is for \`${hosts(play).join(', ')}\`, ${
          hosts(play).every((name) => BUILDER.test(name))
            ? 'the machine that builds'
            : 'which is no name of the machine that is built'
        }`,
      })),
  };
}

/** What `hosts` names. */
export const hostsOf = (raw: Raw | undefined): string[] =>
  (Array.isArray(raw) ? (raw as readonly Raw[]).flat() : typeof raw === 'string' ? raw.split(/[,:]/) : [])
    .filter((each): each is string => typeof each === 'string')
    .map((each) => each.trim());
