import { shellWord } from '../../compiler/model/shell-word.ts';
import type { BuiltTarget } from '../tree/built.ts';
import { display } from '../tree/read.ts';
import { convertArgs, createArgs, hideArgs, listArgs, releaseArgs, shareArgs, showArgs } from './calls.ts';
import { cloudArgs } from './client.ts';
import { convertedPath } from './disk.ts';
import { tagOf } from './wanted.ts';
import type { Wanted } from './wanted.ts';

/** A shell expression, which is printed without quotes. */
const ID = '"$id"';

interface DryRun {
  readonly target: BuiltTarget;
  readonly wanted: Wanted;
  /** The format of the disk. */
  readonly format: string;
  /** Digests of the uploaded file; null if the file does not exist yet. */
  readonly content: string | null;
  readonly hideOld: boolean;
  readonly cloud: string | null;
  readonly cwd: string;
}

/** Returns the commands that publish a target for the first time, ready to paste into a shell. */
export function dryRun({ target, wanted, format, content, hideOld, cloud, cwd }: DryRun): string {
  const client = ['openstack', ...cloudArgs(cloud)];
  const converts = format !== wanted.format;
  const shown = (path: string) => display(path, cwd);
  const disk = shown(target.artifact);
  const file = converts ? shown(convertedPath(target)) : disk;
  const sum = content ?? `sha512:$(sha512sum < ${shellWord(file)} | cut -d ' ' -f 1)`;
  const create = createArgs(wanted, file, '@');
  const words = create.map((word) =>
    word.endsWith('=@') ? `${word.slice(0, -1)}"${sum}"` : shellWord(word),
  );
  const listed = listArgs(
    tagOf(target),
    ...(wanted.visibility === 'community' ? (['community'] as const) : []),
  );
  const release = releaseArgs(wanted, ID);
  const lines = [
    `# ${target.name}`,
    ...(converts ? [line(['qemu-img', ...convertArgs(format, wanted.format, disk, file)])] : []),
    `id=$(${[...client.map(shellWord), ...words].join(' ')})`,
    line([...client, ...showArgs(ID)]),
    ...(release === null ? [] : [line([...client, ...release])]),
    ...wanted.members.map((project) => line([...client, ...shareArgs(ID, project)])),
    ...(hideOld
      ? [
          `${line([...client, ...listed, '-f', 'value', '-c', 'ID'])} | grep -vxF ${ID} | ` +
            line(['xargs', '-r', '-n', '1', ...client, ...hideArgs('').slice(0, -1)]),
        ]
      : []),
    ...(converts ? [line(['rm', file])] : []),
  ];
  return `${lines.join('\n')}\n`;
}

const line = (words: readonly string[]): string =>
  words.map((word) => (word === ID ? word : shellWord(word))).join(' ');
