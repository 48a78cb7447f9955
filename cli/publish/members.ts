import { isFailure } from '../shell/command.ts';
import type { Failure } from '../shell/command.ts';
import { acceptArgs, membersArgs, shareArgs } from './calls.ts';
import type { Client } from './client.ts';
import type { Wanted } from './wanted.ts';

interface Sharing {
  readonly wanted: Pick<Wanted, 'members'>;
  readonly client: Client;
  readonly say: (text: string) => void;
}

/** Lets the projects that the source names use a shared image. Returns those that could not use it before. */
export async function share({ wanted, client, say }: Sharing, id: string): Promise<string[] | Failure> {
  if (wanted.members.length === 0) return [];
  const known = await client.members(membersArgs(id));
  if (isFailure(known)) return known;
  const added = wanted.members.filter((project) => !known.includes(project));
  for (const project of added) {
    const done = await client.call(shareArgs(id, project));
    if (isFailure(done)) return done;
    const accept = ['openstack', ...acceptArgs(id)].join(' ');
    say(`shared with the project ${project}, in which somebody has to accept it: ${accept}`);
  }
  return added;
}
