import { rule } from '../../compiler/sdk/rule.ts';
import type { Resource } from '../../compiler/model/ir.ts';
import task from '../resources/task.ts';
import { byObject } from '../../compiler/sdk/by-object.ts';
import type { BashCommand } from '../bash/commands.ts';
import { runCommands } from './shared/bash-lines.ts';

/** Programs that keep a login in a file of the user who calls them, by the words that follow. */
const LOGINS: readonly (readonly [RegExp, RegExp])[] = [
  [/^(docker|podman|nerdctl|buildah|skopeo|oras|regctl|cosign)$/, /^login$/],
  [/^helm$/, /^registry login$/],
  [/^crane$/, /^auth login$/],
  [/^az$/, /^acr login$/],
  [/^gcloud$/, /^auth (configure-docker|login|activate-service-account)$/],
  [/^npm$/, /^(login|adduser)$/],
  [/^(gh|glab)$/, /^auth login$/],
];

const LEFT =
  /(\.docker|\.config\/containers|\/containers\/auth\.json|\.npmrc|\.config\/(gcloud|gh|glab|helm))/;

function verb(words: readonly string[], count: number): string {
  return words
    .slice(1)
    .filter((word) => !word.startsWith('-'))
    .slice(0, count)
    .join(' ');
}

const isLogin = byObject(({ words }: BashCommand): boolean => {
  const printed = words.includes('--help') || words.includes('--get-login');
  return (
    !printed &&
    LOGINS.some(
      ([program, what]) => program.test(words[0] ?? '') && [1, 2].some((n) => what.test(verb(words, n))),
    )
  );
});

export default rule({
  id: 'registry-login',
  topic: 'security',
  severity: 'error',
  title: 'No login to a registry stays in the image.',
  message: '`{command}` keeps its password in a file of {user}, which stays in the image.',
  help: 'Log out in the same script when everything is pulled (`{logout}`), or log in at deployment, in `start`.',
  why: 'The password or token lies in the file as good as readable, and everyone who gets a machine of this image has it.',
  sources: ['no-credentials', 'no-secrets-in-the-image'],
  *check(context) {
    const all = runCommands(context).filter(({ at, by }) => at.phase !== 'start' && by !== 'timer');
    const told = new Set<Resource>();
    for (const [i, { at, span, command, user }] of all.entries()) {
      if (!isLogin(command) || told.has(at.resource)) continue;
      const { words } = command;
      const [name = ''] = words;
      const undone = all.slice(i + 1).some(({ command: later }) => {
        const [other, ...rest] = later.words;
        return (
          (other === name && rest.some((word) => /^(logout|revoke)$/.test(word))) ||
          (/^(rm|shred)$/.test(other ?? '') && rest.some((word) => LEFT.test(word)))
        );
      });
      // A folder of its own that is a temporary one goes with it.
      const aside = [...command.variables].some((each) =>
        /^(DOCKER_CONFIG|REGISTRY_AUTH_FILE)=\/(tmp|run|var\/tmp|dev\/shm)/.test(each),
      );
      if (undone || aside) continue;
      told.add(at.resource);
      const what = `${name} ${verb(words, name === 'helm' || name === 'crane' || name === 'az' || name === 'gcloud' || name === 'gh' || name === 'glab' ? 2 : 1)}`;
      yield { at, span, params: { command: what, user, logout: what.replace(/login|adduser/, 'logout') } };
    }
    const tasks = context.resources(task).filter(({ phase }) => phase !== 'start');
    for (const [i, at] of tasks.entries()) {
      const { module, args } = at.attributes;
      if (!/\.(docker_login|podman_login)$/.test(module.value) || state(args) === 'absent') continue;
      const undone = tasks
        .slice(i + 1)
        .some(
          ({ attributes: later }) =>
            later.module.value.endsWith('.podman_logout') ||
            (later.module.value === module.value && state(later.args) === 'absent'),
        );
      if (!undone) yield { at, params: { command: module.value, user: 'root', logout: 'state = "absent"' } };
    }
  },
  wrong:
    'image a {\n  os = [debian12]\n  package "docker.io"\n  «shell "docker login --username bot --password-stdin registry.example.org < /run/token"»\n}\n',
  right:
    'image a {\n  os = [debian12]\n  package "docker.io"\n  shell """\n    docker login --username bot --password-stdin registry.example.org < /run/token\n    docker pull registry.example.org/team/app:1.2.3\n    docker logout registry.example.org\n    """\n}\n',
});

function state(args: { readonly entries: ReadonlyMap<string, unknown> } | undefined): string {
  const value = args?.entries.get('state') as
    { readonly type?: string; readonly value?: unknown } | undefined;
  return value?.type === 'string' ? String(value.value) : '';
}
