import { EXIT } from '../shell/command.ts';
import type { Failure } from '../shell/command.ts';

interface Known {
  /** Matches the output of the client. */
  readonly pattern: RegExp;
  readonly exit: number;
  readonly message: string;
  readonly hint: string;
}

const CREDENTIALS =
  'Name a cloud of clouds.yaml with --cloud NAME or OS_CLOUD, or load the file of OS_… variables that the cloud gives out (openrc).';

const KNOWN: readonly Known[] = [
  {
    pattern:
      /Missing value \S+ required for auth plugin|Auth plugin requires parameters|auth_url|must be specified/i,
    exit: EXIT.environment,
    message: 'The openstack client has no credentials.',
    hint: CREDENTIALS,
  },
  {
    pattern: /Cloud (\S+) was not found/,
    exit: EXIT.environment,
    message: 'There is no cloud `$1` in clouds.yaml.',
    hint: 'The client reads it from the current folder, ~/.config/openstack and /etc/openstack.',
  },
  {
    pattern: /\b401\b|requires authentication/,
    exit: EXIT.environment,
    message: 'The cloud does not accept the credentials (401).',
    hint: 'Check user, password and project; a token or an application credential may have expired.',
  },
  {
    pattern: /number of allowed image propert/,
    exit: EXIT.source,
    message: 'The image has more properties than the cloud allows (413).',
    hint: 'Remove some from `metadata` or `publish { properties = … }`.',
  },
  {
    pattern: /\b413\b|quota|Request Entity Too Large/i,
    exit: EXIT.source,
    message: 'The quota for images is used up, or the image is larger than the cloud accepts (413).',
    hint: 'Delete old images (`openstack image list`), or ask for a larger quota.',
  },
  {
    pattern: /\b403\b|not authorized|Forbidden/i,
    exit: EXIT.source,
    message: 'The cloud does not permit this (403).',
    hint: 'The role of the user in the project may not create or change images, or one of the properties is kept for administrators.',
  },
  {
    pattern: /\b409\b|Conflict/,
    exit: EXIT.source,
    message: 'The cloud refuses this at the moment (409): somebody else is changing the image.',
    hint: 'Run the command again later.',
  },
  {
    pattern:
      /Unable to (?:establish connection|find a version discovery document)|Connection refused|Max retries|Name or service not known|Could not find (?:versioned|requested) /,
    exit: EXIT.environment,
    message: 'The cloud does not answer.',
    hint: 'Check OS_AUTH_URL or OS_ENDPOINT, the network and the proxy.',
  },
];

/** Explains in words why a call of the client failed. `said` is the client's output without secrets. */
export function clientProblem(what: string, said: string): Failure {
  const known = KNOWN.find(({ pattern }) => pattern.test(said));
  const lines = said.split('\n').filter((line) => line.trim() !== '');
  // Returns the last line that is not part of a traceback.
  const last = lines.findLast((line) => !/^\s|^Traceback|^Failed to delete \d/.test(line)) ?? lines.at(-1);
  if (known === undefined) {
    return {
      exit: EXIT.source,
      message: `openstack ${what} failed: ${last ?? 'it said nothing.'}`,
      hint: `Call \`openstack --debug ${what} …\` yourself to see more; its output may show secrets.`,
    };
  }
  const match = known.pattern.exec(said)!;
  const message = known.message.replace(/\$(\d)/g, (_, n: string) => match[Number(n)] ?? '');
  return {
    exit: known.exit,
    message: last === undefined ? message : `${message} It said: ${last}`,
    hint: known.hint,
  };
}

export const noClient: Failure = {
  exit: EXIT.environment,
  message: 'The openstack client is not installed.',
  hint: 'Install it: apt-get install python3-openstackclient, or pipx install python-openstackclient.',
};
