import { collectionOf } from '../expand/modules.ts';
import { isYes } from '../expand/keywords.ts';
import { onlyReloads } from '../expand/one-handler.ts';
import { TREE } from '../expand/scope.ts';
import { builtinModules } from '../../compiler/language/ansible-modules.ts';
import { Template } from '../model/data.ts';
import type { Data } from '../model/data.ts';
import type { FlatHandler, FlatTask } from '../model/task.ts';
import { neededEnvironment } from '../proof/environment.ts';
import { shared } from './common.ts';
import { conditionText, holdsParam, withNames } from './deployment.ts';
import type { DeploymentParams } from './deployment.ts';
import { Arguments } from './lifter.ts';
import type { Lift, LiftContext } from './lifter.ts';
import { hasKind, liftersOf } from './modules.ts';
import type { Statement } from './statement.ts';
import { holdsVault, keyText, quoted, valueText } from './text.ts';
import { Whys } from './whys.ts';

/** What a task becomes: resources, or a task with the reason why; or why it can only be carried. */
export type Lifted =
  (Lift & { readonly why?: string; readonly reason?: undefined }) | { readonly reason: string };

/** `forced` are places of tasks that stay tasks, since lifting them changed something. */
export function liftTask(task: FlatTask, context: LiftContext, forced: boolean): Lifted {
  if (holdsVault(task.args as Data) || holdsVault(task.keywords as Data))
    return { reason: 'it holds what Ansible Vault encrypts' };
  const whys = new Whys(task);
  const asked = forced ? [] : liftersOf(task.module);
  for (const each of asked) {
    if (each.whole === undefined) continue;
    const lift = each.lift(task, new Arguments(task.args), context);
    if (typeof lift === 'string') whys.say(lift);
    if (!isLift(lift)) continue;
    const notified = notifiedServices(lift.rest!.notify, context);
    if (notified === null || lift.statements.some(isUnknown)) continue;
    const rest = { name: null, when: lift.rest!.when };
    return {
      ...lift,
      statements: lift.statements.map((statement) => finished(statement, rest, notified, context)),
    };
  }
  const notified = notifiedServices(task.notify, context);
  if (notified === null)
    return { reason: 'the handler that it notifies does more than restart or reload a service' };
  const keywords = significant(task, context);
  const plain = { ...task, keywords };
  for (const each of asked) {
    if (each.whole === true) continue;
    const { own, common, odd } = shared(keywords, each.keywords, context);
    if (common === null) {
      whys.keyword(odd!);
      continue;
    }
    const args = new Arguments(task.args);
    const lift = each.lift({ ...task, keywords: own }, args, context);
    if (!isLift(lift)) {
      whys.refused(each.kind, lift, args);
      continue;
    }
    if (lift.statements.some(isUnknown)) {
      whys.say('what it is about is known at deployment only');
      continue;
    }
    // A result is that of one resource, and what is said of one task is not said of another one.
    const several = lift.statements.length > 1 || (lift.also ?? 0) > 0;
    const lost = lift.statements.length === 0 && common.some(([name]) => name === 'register');
    if (lost || (common.length > 0 && several)) {
      whys.say(`\`${common[0]![0]}\` would be said of several resources`);
      continue;
    }
    const until = retriesOn(keywords);
    const statements = lift.statements.map((statement) => ({
      ...statement,
      attributes: [
        ...statement.attributes,
        ...common,
        ...(until !== null && ![...statement.attributes, ...common].some(([name]) => name === 'register')
          ? [['register', quoted(until)] as const]
          : []),
      ],
    }));
    return {
      ...lift,
      statements: statements.map((statement) => finished(statement, task, notified, context)),
    };
  }
  const kept = keep(plain, context);
  return typeof kept === 'string'
    ? { reason: kept }
    : {
        statements: [finished(kept, task, notified, context)],
        why: !hasKind(task.module)
          ? `the language has no kind for \`${task.module}\``
          : forced
            ? 'as a resource it would do something else'
            : whys.text,
      };
}

const isLift = (found: Lift | string | null): found is Lift => found !== null && typeof found !== 'string';

/** A label has to be known when compiling. */
const isUnknown = ({ labels }: Statement) => labels.some(holdsParam);

/** The name of a task's own result, if that decides whether it is tried again. */
function retriesOn({ register, until }: Readonly<Record<string, Data>>): string | null {
  return typeof register === 'string' && typeof until === 'string' && until.includes(register)
    ? register
    : null;
}

const isNo = (value: Data) => value === false || value === 'no' || value === 'false';

/** Keywords but for those that say what holds anyway. */
function significant(task: FlatTask, { isRead }: LiftContext): Record<string, Data> {
  const { register, ignore_errors, no_log, check_mode, environment, ...rest } = task.keywords;
  const out: Record<string, Data> = { ...rest };
  const used =
    typeof register === 'string' && (isRead(register, task) || JSON.stringify(rest).includes(register));
  const needed = neededEnvironment(task.module, environment);
  if (needed !== undefined) out['environment'] = needed;
  if (used) out['register'] = register;
  if (ignore_errors !== undefined && ignore_errors !== false) out['ignore_errors'] = ignore_errors;
  if (no_log !== undefined && no_log !== false) out['no_log'] = no_log;
  if (check_mode !== undefined && (used || !isNo(check_mode))) out['check_mode'] = check_mode;
  return out;
}

/** What handlers do to services, by the attribute that says it. */
type Notified = Readonly<Record<'notify' | 'reload', ReadonlySet<string>>>;

const ATTRIBUTES = { restarted: 'notify', reloaded: 'reload' } as const;

/** The services that handlers restart or reload; null where a handler does something else. */
function notifiedServices(handlers: readonly FlatHandler[], { enables }: LiftContext): Notified | null {
  const out = { notify: new Set<string>(), reload: new Set<string>() };
  for (const { module, args, when, keywords } of handlers) {
    const { name, state, daemon_reload: _reload, enabled, ...rest } = args;
    if (onlyReloads({ module, args })) continue;
    if (
      !/^ansible\.builtin\.(systemd|service)$/.test(module) ||
      (state !== 'restarted' && state !== 'reloaded') ||
      typeof name !== 'string' ||
      !(enabled === undefined || (isYes(enabled) && enables(name))) ||
      when.length + Object.keys(keywords).length + Object.keys(rest).length > 0
    )
      return null;
    out[ATTRIBUTES[state]].add(name);
  }
  return out;
}

/** What all resources have: the title, what they notify, the condition. */
function finished(
  statement: Statement,
  task: Pick<FlatTask, 'name' | 'when'>,
  notified: Notified,
  { params }: LiftContext,
): Statement {
  const name = statement.named === undefined ? task.name : statement.named;
  const under = leading(task.when, params);
  const when = task.when.slice(under.length);
  const title =
    name === null || name === (statement.usual && withNames(statement.usual)) || statement.kind === 'task'
      ? []
      : [['title', quoted(name)] as const];
  const condition =
    when.length === 0
      ? []
      : [
          [
            'condition',
            valueText(new Template(when.length === 1 ? when[0]! : when.map(inParentheses).join(' and '))),
          ] as const,
        ];
  const notify = Object.entries(notified).flatMap(([attribute, names]) =>
    names.size === 0 ? [] : [[attribute, valueText([...names])] as const],
  );
  return {
    ...statement,
    attributes: [...title, ...statement.attributes, ...condition, ...notify],
    ...(under.length > 0 && { under }),
  };
}

/** The first conditions, as far as the language can write them around a resource. */
function leading(when: readonly string[], params: DeploymentParams): readonly string[] {
  const texts = when.map((each) => conditionText(each, params));
  const end = texts.indexOf(null);
  return (end < 0 ? texts : texts.slice(0, end)) as readonly string[];
}

const inParentheses = (text: string) => (/\b(or|if)\b/.test(text) ? `(${text})` : text);

/** Keywords that stand in a block of their own in a task that is kept. */
const OWN = new Set(['changed_when', 'no_log', 'become_user']);

/** A task as a task of the language, or why it cannot be one. */
function keep(task: FlatTask, { file, system, stays }: LiftContext): Statement | string {
  const { module, keywords, name } = task;
  const builtin =
    module.startsWith('ansible.builtin.') && builtinModules.has(module.slice('ansible.builtin.'.length));
  if (!builtin && collectionOf(module) === null) return `the module \`${module}\` is of the tree itself`;
  const real = module === 'ansible.builtin.package' ? `ansible.builtin.${system.packageManager}` : module;
  const args: string[] = [];
  for (const [key, value] of Object.entries(task.args)) {
    if (value === null) continue;
    const path =
      key === 'src' && typeof value === 'string' && value.startsWith(`${TREE}/`)
        ? value.slice(TREE.length + 1)
        : null;
    if (path?.endsWith('/')) return 'it copies a whole folder of the tree';
    args.push(`${keyText(key)} = ${path === null ? argumentText(module, key, value) : file(path)}`);
  }
  const more = { ...keywords };
  const { changed_when: changed, no_log: hidden, become_user: user, register } = keywords;
  for (const key of OWN) delete more[key];
  // A name that the role has for itself is its own in the result too.
  const own = typeof register === 'string' && /^[a-z_]\w*$/i.test(register) && stays(register);
  if (own) delete more['register'];
  const block = Object.entries({ ...more, ...(user !== undefined && { become: true, become_user: user }) });
  const says =
    changed ??
    (/\.(command|shell|raw|script)$/.test(module) && !('creates' in task.args) && !('removes' in task.args)
      ? true
      : undefined);
  const attributes: (readonly [string, string])[] = [['module', quoted(real)]];
  if (args.length > 0) attributes.push(['args', `{\n${args.join('\n')}\n}`]);
  if (says !== undefined) {
    if (Array.isArray(says)) block.push(['changed_when', says]);
    else attributes.push(['changed_when', typeof says === 'string' ? quoted(says) : valueText(says)]);
  }
  if (hidden === true) attributes.push(['no_log', 'true']);
  if (own) attributes.push(['register', quoted(register)]);
  if (block.length > 0)
    attributes.push([
      'keywords',
      `{\n${block.map(([key, value]) => `${keyText(key)} = ${valueText(value)}`).join('\n')}\n}`,
    ]);
  return { grade: 'kept', kind: 'task', labels: [name ?? titleFor(task)], attributes };
}

/** A mode that is a number in YAML 1.1 was written in octal digits. */
function argumentText(module: string, key: string, value: Data): string {
  if (
    /^(directory_)?mode$/.test(key) &&
    typeof value === 'number' &&
    /\.(copy|file|template|get_url|unarchive|assemble|blockinfile|lineinfile|replace)$/.test(module)
  )
    return value <= 0o7777 ? octal(value) : quoted(String(value));
  return valueText(value);
}

/** Four digits; those of the language begin with 0. */
function octal(value: number): string {
  const digits = value.toString(8).padStart(4, '0');
  return digits.startsWith('0') ? digits : quoted(digits);
}

function titleFor({ module, args }: FlatTask): string {
  const what = ['name', 'path', 'dest', 'cmd', 'src']
    .map((key) => args[key])
    .find((each) => typeof each === 'string');
  const text = `Run ${module.split('.').at(-1)!}${what === undefined ? '' : ` on ${String(what).split('\n')[0]!}`}`;
  return text.length > 70 ? `${text.slice(0, 67)}...` : text.replace(/\{\{|\}\}/g, '');
}
