import type { Span } from '../../../grammar/span.ts';
import type { PlacedResource, RuleContext } from '../../../compiler/sdk/rule.ts';
import { readable } from '../../secrets/files.ts';
import type { Value } from '../../../compiler/model/value.ts';

/** A command line that runs on the machine. */
export interface Command {
  readonly at: PlacedResource;
  readonly line: string;
  readonly span: Span | null;
}

/** A text that gets into a file on the machine. */
export interface Written {
  readonly at: PlacedResource;
  readonly path: string;
  readonly text: string;
  readonly span: Span | null;
}

const commands = new WeakMap<RuleContext, readonly Command[]>();
const written = new WeakMap<RuleContext, readonly Written[]>();
const files = new WeakMap<RuleContext['image'], Map<string, string>>();

/** What `command`, `shell` and `timer` run, and tasks with a module that runs something. */
export function commandsOf(context: RuleContext): readonly Command[] {
  let known = commands.get(context);
  if (known === undefined) commands.set(context, (known = [...findCommands(context)]));
  return known;
}

function* findCommands({ resources }: RuleContext): Generator<Command> {
  for (const at of resources('command', 'shell')) {
    yield { at, line: at.resource.label, span: at.resource.head };
  }
  for (const at of resources('timer')) yield* line(at, at.resource.attributes.get('command'));
  for (const at of resources('task')) {
    if (!/\.(command|shell|raw)$/.test(moduleOf(at))) continue;
    const args = argsOf(at);
    yield* line(at, args.get('cmd') ?? args.get('_raw_params'));
  }
}

function* line(at: PlacedResource, value: Value | undefined): Generator<Command> {
  if (value?.type === 'string' || value?.type === 'jinja')
    yield { at, line: value.value, span: value.origin };
}

/** The module of a `task`. */
export function moduleOf({ resource }: PlacedResource): string {
  const module = resource.attributes.get('module');
  return module?.type === 'string' ? module.value : '';
}

export function argsOf({ resource }: PlacedResource): ReadonlyMap<string, Value> {
  const args = resource.attributes.get('args');
  return args?.type === 'map' ? args.entries : new Map();
}

/** What `file`, `unit` and `line` write. What is no text is left out. */
export function textsOf(context: RuleContext): readonly Written[] {
  let known = written.get(context);
  if (known === undefined) written.set(context, (known = [...findTexts(context)]));
  return known;
}

function* findTexts(context: RuleContext): Generator<Written> {
  for (const at of context.resources('file', 'unit', 'line')) {
    const { kind, label, attributes } = at.resource;
    const state = attributes.get('state');
    if (state?.type === 'string' && state.value === 'absent') continue;
    const path = kind === 'unit' ? `/etc/systemd/system/${label}` : label;
    for (const name of ['content', 'line', 'source', 'template']) {
      const value = attributes.get(name);
      if (value === undefined) continue;
      const text = value.type === 'file' ? fileText(context, value.path) : plain(value);
      if (text !== null) yield { at, path, text, span: value.origin };
    }
  }
}

const plain = (value: Value) => (value.type === 'string' || value.type === 'jinja' ? value.value : null);

/** Text of a file of the project, read once for all targets. */
function fileText({ image, read }: RuleContext, path: string): string {
  let known = files.get(image);
  if (known === undefined) files.set(image, (known = new Map()));
  let text = known.get(path);
  if (text === undefined) known.set(path, (text = readable(path, read(path)).text));
  return text;
}
