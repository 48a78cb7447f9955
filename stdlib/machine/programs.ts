import type { PlacedResource, RuleContext } from '../../compiler/sdk/rule.ts';
import { bashCommands } from '../bash/commands.ts';
import { bashErrors, withoutTemplates } from '../bash/parse.ts';
import { byText } from '../../compiler/sdk/by-text.ts';
import { isLibraryFile } from '../../compiler/model/file-names.ts';
import { own } from '../../compiler/model/own.ts';
import command from '../resources/command.ts';
import containerImage from '../resources/container_image.ts';
import service from '../resources/service.ts';
import shell from '../resources/shell.ts';
import unitKind from '../resources/unit.ts';
import { QUIET } from '../shared/command-effects.ts';
import { changesPath } from '../shared/shell-words.ts';
import { fullName } from '../shared/systemd.ts';
import { isBaseKnown, stepsOf } from './history.ts';
import type { Step } from './history.ts';

/** Programs that no base image has, with the beginnings of the names of packages that bring them. */
const PROGRAMS: Readonly<Record<string, RegExp>> = {
  a2enmod: /^apache2$/,
  a2ensite: /^apache2$/,
  certbot: /^(python3-)?certbot/,
  composer: /^composer$/,
  docker: /^(docker|moby)/,
  gcc: /^(gcc|build-essential)/,
  go: /^golang/,
  haproxy: /^haproxy/,
  htpasswd: /^(apache2-utils|httpd-tools|httpd|apache2)$/,
  java: /jre|jdk|java/,
  kubectl: /^(kubectl|kubeadm|kubernetes)/,
  make: /^(make|build-essential)$/,
  mysql: /mysql|mariadb|percona/,
  nginx: /^nginx/,
  node: /^nodejs/,
  npm: /^(npm|nodejs)/,
  php: /^php/,
  pip: /^python[\d.]*-pip/,
  pip3: /^python3[\d.]*-pip/,
  podman: /^(podman|container-tools|cockpit-podman|toolbox)/,
  psql: /^postgresql/,
  rabbitmqctl: /^rabbitmq/,
  rclone: /^rclone/,
  'redis-cli': /^(redis|valkey)/,
  restic: /^restic/,
  supervisorctl: /^supervisor/,
  unzip: /^unzip/,
};

/** A program that is used before what brings it. */
interface Absent {
  readonly at: PlacedResource;
  readonly program: string;
  /** What brings it too late; null where nothing does. */
  readonly later: PlacedResource | null;
}

/** Programs that come with a package that nobody names: with `build-essential`, with a metapackage, with an application. */
const BY_THE_WAY: ReadonlySet<string> = new Set([
  'a2enmod',
  'a2ensite',
  'gcc',
  'htpasswd',
  'java',
  'make',
  'nginx',
  'node',
  'php',
  'unzip',
]);

/** Programs that commands and started units of the author use, and that are not there by then. */
export function* absentPrograms(context: RuleContext): Generator<Absent> {
  const { withBase } = context;
  const steps = stepsOf(withBase);
  if (withBase.target.provision.some(({ foreign }) => foreign !== null)) return;
  const units = new Map<string, string>();
  const known = isBaseKnown(context);
  let anything = false;
  for (const [i, step] of steps.entries()) {
    const { at, effects } = step;
    const mine = !isLibraryFile(at.resource.origin.file);
    const { programs, isAll } = mine && !anything ? usedBy(step, units) : NOTHING;
    for (const program of programs) {
      const later = broughtIn(program, steps.slice(i + 1));
      if (broughtIn(program, steps.slice(0, i)) !== null) continue;
      if (later === null && !(known && isNowhere(program, steps, context))) continue;
      yield { at, program, later };
    }
    const content = at.resource.kind === unitKind.name ? at.resource.attributes.get('content') : undefined;
    if (content?.type === 'string') units.set(fullName(at.resource.label), content.value);
    // What one that is used too early makes does not matter.
    if (mine && effects.anything && (programs.length === 0 || !isAll)) anything = true;
  }
}

interface Uses {
  readonly programs: readonly string[];
  /** Nothing else that is run can bring a program. */
  readonly isAll: boolean;
}

const NOTHING: Uses = { programs: [], isAll: true };

function usedBy({ at: { resource } }: Step, units: ReadonlyMap<string, string>): Uses {
  const { kind, label, attributes } = resource;
  if (kind === command.name || kind === shell.name) {
    // One that looks first need not run.
    if (['only_if', 'removes'].some((name) => attributes.has(name))) return NOTHING;
    const environment = attributes.get('environment');
    if (environment?.type === 'map' && environment.entries.has('PATH')) return NOTHING;
    return takenBy(label);
  }
  if (kind === containerImage.name) {
    const engine = attributes.get('engine');
    return { programs: [engine?.type === 'string' ? engine.value : 'docker'], isAll: true };
  }
  const state = attributes.get('state');
  if (kind !== service.name || state?.type !== 'string' || !/^(?:re)?started$/.test(state.value))
    return NOTHING;
  const text = units.get(fullName(label));
  const paths = [...(text ?? '').matchAll(/^ExecStart(?:Pre)?=[-@:+!]*(\/\S+)/gm)].map(([, path]) => path!);
  return { programs: paths, isAll: true };
}

/** A script that looks whether a program is there, or runs it in another root. */
const LOOKS = /\b(?:command -v|which|type|hash|chroot)\b|\[\s+-x\s/;

/** The programs of the table that a script takes as the machine has them, up to where it may bring some itself. */
const takenBy = byText((script): Uses => {
  const text = withoutTemplates(script);
  if (LOOKS.test(text) || bashErrors(text).length > 0) return NOTHING;
  let isAll = true;
  const found = new Set<string>();
  for (const command of bashCommands(text)) {
    const { words, program, end } = command;
    const [name = ''] = words;
    const isKnown = own(PROGRAMS, name) !== undefined;
    const isQuiet = name === '' || QUIET.has(name) || (/^(?:ba|da)?sh$/.test(name) && words[1] === '-c');
    if (changesPath(command) || (!isKnown && !isQuiet)) {
      isAll = false;
      break;
    }
    if (!isKnown) continue;
    const isMachines = name === program || /^\/(?:usr\/)?s?bin\//.test(program);
    const mayFail = /^\s*\|\|\s*(?:true|:)(?![\w-])/.test(text.slice(end));
    const isFunction = new RegExp(`\\b${name}\\s*\\(\\)|\\bfunction\\s+${name}\\b`).test(text);
    if (isMachines && !mayFail && !isFunction) found.add(name);
  }
  return { programs: [...found], isAll };
});

/** What is in one of these is run by its name. */
const IN_PATH = /^\/(?:usr(?:\/local)?)?(?:\/s?bin)?\/?$/;

/** Whether nothing in an image can be what brings a program. */
function isNowhere(program: string, steps: readonly Step[], { packages, target }: RuleContext): boolean {
  if (own(PROGRAMS, program) === undefined || BY_THE_WAY.has(program)) return false;
  return !steps.some(({ at: { resource }, effects: { makes = [], fills = [], told = '' } }) => {
    const creates = resource.attributes.get('creates');
    const brings = (path: string) => IN_PATH.test(path) || path.endsWith(`/${program}`);
    return (
      makes.some(
        // A group, or a package of a vendor, comes with others.
        ({ what, name }) =>
          name.includes(program) ||
          (what === 'package' && (/^[@^]/.test(name) || packages.doubtful(name, target.os) !== null)),
      ) ||
      fills.some((path) => IN_PATH.test(path)) ||
      (creates?.type === 'string' && brings(creates.value)) ||
      bashCommands(withoutTemplates(told)).some(({ writes }) => writes.some(({ path }) => brings(path)))
    );
  });
}

/** What brings a program, by its name or its path. */
function broughtIn(program: string, steps: readonly Step[]): PlacedResource | null {
  const packages = own(PROGRAMS, program.replace(/^\/(?:usr\/)?s?bin\//, ''));
  const found = steps.find(({ effects }) =>
    (effects.makes ?? []).some(
      ({ what, name }) =>
        (what === 'package' && packages?.test(name)) || (what === 'file' && name === program),
    ),
  );
  return found?.at ?? null;
}
