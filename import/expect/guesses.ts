import { bool, int, list, string } from '../../compiler/model/value.ts';
import type { Value } from '../../compiler/model/value.ts';
import type { Point } from './point.ts';

/** What an expectation may have been, by the first of its points and the one after it. */
export interface Guess {
  readonly label: string;
  readonly attributes: Readonly<Record<string, Value | undefined>>;
}

type Guesses = (point: Point, next: Point | undefined) => readonly Guess[];

const text = (value: string | null | undefined) =>
  value === null || value === undefined ? undefined : string(value, null);

/** The text that a word of a command line is. */
const word = (written: string): string =>
  /^'[\s\S]*'$/.test(written) ? written.slice(1, -1).replaceAll(`'\\''`, "'") : written;

/** The text that a condition names: it stands there, or is a variable. */
function term(written: string, { vars }: Point): string | null {
  const [, plain] = /^'([^']*)'$/.exec(written) ?? [];
  return plain ?? vars[written] ?? null;
}

/** The text in the condition that a pattern finds. */
function found(point: Point, pattern: RegExp): string | null {
  for (const each of point.that) {
    const [, written] = pattern.exec(each) ?? [];
    if (written !== undefined) return term(written, point);
  }
  return null;
}

/** All texts that a pattern finds. */
const allFound = (point: Point, pattern: RegExp): Value | undefined => {
  const all = point.that.flatMap((each) => {
    const [, written] = pattern.exec(each) ?? [];
    return written === undefined ? [] : (term(written, point) ?? []);
  });
  return all.length === 0
    ? undefined
    : list(
        all.map((each) => string(each, null)),
        null,
      );
};

const says = ({ that }: Point, condition: string) => that.includes(condition);
const no = bool(false, null);
const WORD = String.raw`(?:[\w@%+=:,./-]+|'(?:[^']|'\\'')*')`;

/** What was looked at by a command; undefined if it was another one. */
const seen = ({ look }: Point, pattern: RegExp): string | undefined => {
  const [, written] = pattern.exec(look) ?? [];
  return written === undefined ? undefined : word(written);
};

const service: Guesses = (point) => {
  const unit = seen(point, /^systemctl show --property=LoadState,UnitFileState,ActiveState ([\s\S]+)$/);
  if (unit === undefined) return [];
  const either = (property: string) =>
    says(point, `'${property}' in seen.stdout`)
      ? true
      : says(point, `'${property}' not in seen.stdout`)
        ? false
        : undefined;
  const enabled = either('UnitFileState=enabled');
  const active = either('ActiveState=active');
  const attributes = says(point, `'LoadState=not-found' in seen.stdout`)
    ? { exists: no }
    : {
        enabled: enabled === undefined || (enabled && active === undefined) ? undefined : bool(enabled, null),
        state: active === undefined ? undefined : string(active ? 'started' : 'stopped', null),
      };
  return [unit.replace(/\.service$/, ''), unit].map((label) => ({ label, attributes }));
};

const file: Guesses = (point, next) => {
  const contained = (of: Point | undefined): string | undefined =>
    of === undefined ? undefined : seen(of, /^head --bytes=1000000 -- ([\s\S]+)$/);
  const contains = (of: Point) => text(found(of, /^(.+) in seen\.stdout$/));
  const alone = contained(point);
  if (alone !== undefined) return [{ label: alone, attributes: { contains: contains(point) } }];
  const path = seen(point, /^stat --format='%a %U %G %F' -- ([\s\S]+)$/);
  if (path === undefined) return [];
  if (says(point, 'seen.rc == 1')) return [{ label: path, attributes: { exists: no } }];
  const mode = found(point, /^seen\.stdout\.split\(\)\[0\] == (.+)$/);
  const attributes = {
    owner: text(found(point, /^seen\.stdout\.split\(\)\[1\] == (.+)$/)),
    group: text(found(point, /^seen\.stdout\.split\(\)\[2\] == (.+)$/)),
    mode: mode === null ? undefined : { type: 'mode' as const, value: mode.padStart(4, '0'), origin: null },
  };
  const whole = { label: path, attributes };
  return next !== undefined && contained(next) === path
    ? [{ label: path, attributes: { ...attributes, contains: contains(next) } }, whole]
    : [whole];
};

const command: Guesses = (point) => {
  const [, line] = /^exec <\/dev\/null; ([\s\S]+)$/.exec(point.look) ?? [];
  const [, code] = /^seen\.rc == (\d+)$/.exec(point.that[0] ?? '') ?? [];
  if (line === undefined || code === undefined) return [];
  const attributes = {
    output: text(found(point, /^(.+) in \(seen\.stdout ~ seen\.stderr\)$/)),
    code: code === '0' ? undefined : int(Number(code), null),
  };
  const [, inner, user] = new RegExp(`^su -s /bin/sh -c (${WORD}) (${WORD})$`).exec(line) ?? [];
  const asUser =
    inner === undefined
      ? []
      : [{ label: word(inner), attributes: { ...attributes, user: text(word(user!)) } }];
  return [...asUser, { label: line, attributes }];
};

const http: Guesses = (point) => {
  const url = seen(
    point,
    /^curl --silent --show-error --max-time 30 --write-out ' %\{http_code\}' ([\s\S]+)$/,
  );
  const [, status] = /^seen\.stdout\.endswith\(' (\d+)'\)$/.exec(point.that[0] ?? '') ?? [];
  if (url === undefined || status === undefined) return [];
  const attributes = {
    status: status === '200' ? undefined : int(Number(status), null),
    contains: text(found(point, /^(.+) in seen\.stdout$/)),
  };
  return [{ label: url, attributes }];
};

const mount: Guesses = (point) => {
  const path = seen(point, /^findmnt --noheadings --output FSTYPE,OPTIONS,SOURCE ([\s\S]+)$/);
  if (path === undefined) return [];
  if (says(point, 'seen.rc == 1')) return [{ label: path, attributes: { mounted: no } }];
  const attributes = {
    fstype: text(found(point, /^seen\.stdout\.split\(\)\[0\] == (.+)$/)),
    options: allFound(point, /^(.+) in seen\.stdout\.split\(\)\[1\]\.split\(','\)$/),
  };
  return [{ label: path, attributes }];
};

const ofPackage: Guesses = (point) => {
  const name =
    seen(point, /^dpkg-query --show --showformat='[^']*' (\S+) \| sed '[^']*'$/) ??
    seen(point, /^rpm --query --queryformat='[^']*' (\S+)$/);
  if (name === undefined) return [];
  if (says(point, `not seen.stdout.startswith('installed ')`))
    return [{ label: name, attributes: { installed: no } }];
  const [, wanted] = /^seen\.stdout\.startswith\((.+)\)$/.exec(point.that[1] ?? '') ?? [];
  const version = wanted === undefined ? null : term(wanted, point);
  return [{ label: name, attributes: { version: text(version?.replace(/^installed /, '')) } }];
};

const port: Guesses = (point) => {
  const [, protocol] = /^ss --(tcp|udp) --listening --numeric --processes$/.exec(point.look) ?? [];
  const [, number, closed] = /^':(\d+) ' (not )?in seen\.stdout$/.exec(point.that[1] ?? '') ?? [];
  if (protocol === undefined || number === undefined) return [];
  const [, host] = /^seen\.stdout\.count\(' (.+):\d+ '\) == /.exec(point.that[2] ?? '') ?? [];
  const attributes = {
    open: closed === undefined ? undefined : no,
    address: text(host?.replace(/^\[(.*)\]$/, '$1')),
    protocol: protocol === 'udp' ? string('udp', null) : undefined,
  };
  return [{ label: number, attributes }];
};

const user: Guesses = (point) => {
  const name = seen(point, new RegExp(`^getent passwd (${WORD}) && id `));
  if (name === undefined) return [];
  if (says(point, 'seen.rc != 0')) return [{ label: name, attributes: { exists: no } }];
  const field = (n: number) =>
    text(found(point, new RegExp(`^seen\\.stdout_lines\\[0\\]\\.split\\(':'\\)\\[${n}\\] == (.+)$`)));
  const attributes = {
    shell: field(6),
    home: field(5),
    groups: allFound(point, /^(.+) in seen\.stdout_lines\[1\]\.split\(\)$/),
  };
  return [{ label: name, attributes }];
};

/** By kind of expectation. What is guessed is tried: only what comes to the very same points is taken. */
export const GUESSES: Readonly<Record<string, Guesses>> = {
  service,
  file,
  command,
  http,
  mount,
  package: ofPackage,
  port,
  user,
};
