import type { Span } from '../../../grammar/span.ts';
import type { AttributesOf } from '../../../compiler/sdk/resource-kind.ts';
import { inEachRun } from '../../../compiler/sdk/once.ts';
import type { PlacedResource, PlacedRun, RuleContext } from '../../../compiler/sdk/rule.ts';
import block from '../../resources/block.ts';
import command from '../../resources/command.ts';
import file from '../../resources/file.ts';
import line from '../../resources/line.ts';
import shell from '../../resources/shell.ts';
import task from '../../resources/task.ts';
import timer from '../../resources/timer.ts';
import unit from '../../resources/unit.ts';
import { readable } from '../../secrets/files.ts';
import { textIn } from '../../shared/contents.ts';
import type { Value } from '../../../compiler/model/value.ts';

/** A command line that runs on the machine. */
export interface Command {
  readonly at: PlacedResource;
  readonly line: string;
  readonly span: Span | null;
  /** `resource` for a `command` and a `shell`; what a `timer` runs is started by systemd. */
  readonly by: 'resource' | 'timer' | 'task';
  readonly user: string;
  readonly environment: ReadonlyMap<string, Value>;
  /** Something is looked at first, which decides whether it runs. */
  readonly guarded: boolean;
}

/** A text that gets into a file on the machine. */
export interface Written {
  readonly at: PlacedResource;
  readonly path: string;
  readonly text: string;
  readonly span: Span | null;
  /** Ansible fills it in. */
  readonly template: boolean;
}

/** What `command`, `shell` and `timer` run, and tasks with a module that runs something. */
export const commandsOf = inEachRun(findCommands);

/** The same in one run. */
export function* findCommands({ resources }: PlacedRun): Generator<Command> {
  for (const at of resources(command, shell)) {
    const { user, environment } = at.attributes;
    yield {
      at,
      line: at.resource.label,
      span: at.resource.head,
      by: 'resource',
      user: textIn(user) ?? 'root',
      environment: environment?.entries ?? NONE,
      guarded: isGuarded(at.attributes),
    };
  }
  for (const at of resources(timer)) {
    const { command: line, user, environment } = at.attributes;
    yield {
      at,
      line: line.value,
      span: line.origin,
      by: 'timer',
      user: user?.value ?? 'root',
      environment: environment?.entries ?? NONE,
      guarded: false,
    };
  }
  for (const at of resources(task)) {
    const { module, args, unless, only_if: onlyIf } = at.attributes;
    if (!/\.(command|shell|raw)$/.test(module.value)) continue;
    const line = args?.entries.get('cmd') ?? args?.entries.get('_raw_params');
    if (line?.type !== 'string' && line?.type !== 'jinja') continue;
    const run = { by: 'task', user: 'root', environment: NONE } as const;
    const guarded = unless !== undefined || onlyIf !== undefined;
    yield { at, line: line.value, span: line.origin, guarded, ...run };
  }
}

const NONE: ReadonlyMap<string, Value> = new Map();

/** Whether a command first looks whether there is something to do. */
export function isGuarded({
  creates,
  removes,
  unless,
  only_if: onlyIf,
}: AttributesOf<typeof command>): boolean {
  return [creates, removes, unless, onlyIf].some((each) => each !== undefined);
}

/** What `file`, `unit`, `line` and `block` write. What is no text is left out. */
export const textsOf = inEachRun(findTexts);

/** The same in one run. */
export function* findTexts(
  { resources }: PlacedRun,
  { read }: Pick<RuleContext, 'read'>,
): Generator<Written> {
  for (const at of resources(file, unit, line, block)) {
    const { resource, attributes: given } = at;
    if ('state' in given && given.state?.value === 'absent') continue;
    const path = resource.kind === unit.name ? `/etc/systemd/system/${resource.label}` : resource.label;
    const text = 'content' in given ? given.content : 'line' in given ? given.line : undefined;
    if (text !== undefined) yield { at, path, text: text.value, span: text.origin, template: false };
    const source = 'source' in given ? given.source : 'template' in given ? given.template : undefined;
    if (source === undefined) continue;
    const template = 'template' in given;
    yield { at, path, text: textOfFile(source.path, read(source.path)), span: source.origin, template };
  }
}

const files = new WeakMap<Uint8Array, { readonly path: string; readonly text: string }>();

/** The text of a file, which all targets read alike. */
function textOfFile(path: string, content: Uint8Array): string {
  let known = files.get(content);
  if (known?.path !== path) files.set(content, (known = { path, text: readable(path, content).text }));
  return known.text;
}
