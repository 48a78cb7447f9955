import type { PlacedResource, RuleContext } from '../../compiler/sdk/rule.ts';
import { isLibraryFile } from '../../compiler/model/file-names.ts';
import { own } from '../../compiler/model/own.ts';
import command from '../resources/command.ts';
import containerImage from '../resources/container_image.ts';
import service from '../resources/service.ts';
import shell from '../resources/shell.ts';
import unitKind from '../resources/unit.ts';
import { programsIn } from '../shared/shell-words.ts';
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
  kubectl: /^(kubectl|kubernetes)/,
  make: /^(make|build-essential)$/,
  mysql: /mysql|mariadb|percona/,
  nginx: /^nginx/,
  node: /^nodejs/,
  npm: /^(npm|nodejs)/,
  php: /^php/,
  pip: /^python[\d.]*-pip/,
  pip3: /^python3[\d.]*-pip/,
  podman: /^podman/,
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
  const steps = stepsOf(context);
  if (context.target.provision.some(({ foreign }) => foreign !== null)) return;
  const units = new Map<string, string>();
  const known = isBaseKnown(context);
  let anything = false;
  for (const [i, step] of steps.entries()) {
    const { at, effects } = step;
    const mine = !isLibraryFile(at.resource.origin.file);
    const uses = mine && !anything ? usedBy(step, units) : [];
    for (const program of uses) {
      const later = broughtIn(program, steps.slice(i + 1));
      if (broughtIn(program, steps.slice(0, i)) !== null) continue;
      if (later === null && !(known && isNowhere(program, steps))) continue;
      yield { at, program, later };
    }
    const content = at.resource.kind === unitKind.name ? at.resource.attributes.get('content') : undefined;
    if (content?.type === 'string') units.set(fullName(at.resource.label), content.value);
    // What one that is used too early makes does not matter.
    if (mine && effects.anything && uses.length === 0) anything = true;
  }
}

function usedBy({ at: { resource } }: Step, units: ReadonlyMap<string, string>): readonly string[] {
  const { kind, label, attributes } = resource;
  if (kind === command.name || kind === shell.name) {
    // One that looks first need not run, and a virtual environment has programs of its own.
    if (['only_if', 'removes'].some((name) => attributes.has(name))) return [];
    const environment = attributes.get('environment');
    if (environment?.type === 'map' && environment.entries.has('PATH')) return [];
    if (/\b(?:command -v|which|type)\b|\/activate\b/.test(label)) return [];
    return [...programsIn(label)].filter((program) => own(PROGRAMS, program) !== undefined);
  }
  if (kind === containerImage.name) {
    const engine = attributes.get('engine');
    return [engine?.type === 'string' ? engine.value : 'docker'];
  }
  const state = attributes.get('state');
  if (kind !== service.name || state?.type !== 'string' || !/^(?:re)?started$/.test(state.value)) return [];
  const text = units.get(fullName(label));
  return [...(text ?? '').matchAll(/^ExecStart(?:Pre)?=[-@:+!]*(\/\S+)/gm)].map(([, path]) => path!);
}

/** Whether nothing in an image can be what brings a program. */
function isNowhere(program: string, steps: readonly Step[]): boolean {
  if (own(PROGRAMS, program) === undefined || BY_THE_WAY.has(program)) return false;
  return !steps.some(({ effects }) => (effects.makes ?? []).some(({ name }) => name.includes(program)));
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
