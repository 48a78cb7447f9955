import { rule } from '../../compiler/sdk/rule.ts';
import type { Span } from '../../grammar/span.ts';
import type { PlacedResource } from '../../compiler/sdk/rule.ts';
import { bashErrors, withoutTemplates } from '../bash/parse.ts';
import command from '../resources/command.ts';
import shell from '../resources/shell.ts';
import task from '../resources/task.ts';
import type { RuleContext } from '../../compiler/sdk/rule.ts';
import type { Value } from '../../compiler/model/value.ts';
import { needsShell } from '../shared/commands.ts';
import { placeInText } from './shared/place-in-text.ts';

interface Script {
  readonly at: PlacedResource;
  readonly text: string;
  readonly span: Span | null;
}

/** Texts that bash reads when the image is built. */
function* scripts({ resources }: RuleContext): Generator<Script> {
  const checks = function* (at: PlacedResource, ...values: readonly (Value | undefined)[]) {
    for (const value of values) {
      if (value === undefined || !needsShell(value)) continue;
      if (value.type === 'string' || value.type === 'jinja')
        yield { at, text: value.value, span: value.origin };
    }
  };
  for (const at of resources(shell)) {
    yield { at, text: at.resource.label, span: at.resource.head };
    yield* checks(at, at.attributes.unless, at.attributes.only_if);
  }
  for (const at of resources(command)) yield* checks(at, at.attributes.unless, at.attributes.only_if);
  for (const at of resources(task)) {
    const { module, args, unless, only_if: onlyIf } = at.attributes;
    yield* checks(at, unless, onlyIf);
    if (!module.value.endsWith('.shell')) continue;
    const text = args?.entries.get('cmd') ?? args?.entries.get('_raw_params');
    if (text?.type === 'string' || text?.type === 'jinja') yield { at, text: text.value, span: text.origin };
  }
}

export default rule({
  id: 'shell-syntax',
  topic: 'build',
  severity: 'error',
  eachRun: true,
  title: 'Scripts are such that bash can read them.',
  message: 'bash cannot read this script: {problem}, in line {line}.',
  help: 'Mend it there. `bash -n` says the same of a script in a file.',
  why: 'The task fails in the build, in the worst case after the lines before the mistake have run.',
  sources: ['order-of-tasks', 'ansible-lint-rules'],
  *check(context) {
    for (const { at, text, span } of scripts(context)) {
      const [first] = bashErrors(withoutTemplates(text));
      if (first === undefined) continue;
      const { message, start } = first;
      // What is missing at the end is said of the last word.
      const from = start < text.trimEnd().length ? start : text.trimEnd().search(/\S+$/);
      const length = /^\S+/.exec(text.slice(from))?.[0].length ?? 1;
      const exact =
        span === null ? null : placeInText(context.written, span, text, Math.max(from, 0), from + length);
      const line = String(text.slice(0, Math.max(from, 0)).split('\n').length);
      yield { at, span: exact ?? span, params: { problem: message, line } };
    }
  },
  wrong:
    'image a {\n  os = [debian12]\n  shell """\n    if [ -e /etc/app.conf ]; then\n      echo «there»\n    """\n}\n',
  right:
    'image a {\n  os = [debian12]\n  shell """\n    if [ -e /etc/app.conf ]; then\n      echo there\n    fi\n    """\n}\n',
});
