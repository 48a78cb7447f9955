import type { Span } from '../../grammar/span.ts';
import type { Image } from '../model/ir.ts';
import type { EvalContext } from '../evaluate/context.ts';
import { textOf } from '../model/text.ts';
import type { Value } from '../model/value.ts';

type Ci = Image['ci'];

/** As GitLab and registries take them. What a shell or YAML would read otherwise is left out. */
const TAG = /^[\p{L}\p{N}][\p{L}\p{N}._:@/+-]*$/u;
const CONTAINER = /^[a-z0-9][A-Za-z0-9._:@/-]*$/;

/** What `ci` says of the pipeline; what is wrong with it is reported. `origin` is of what nobody wrote. */
export function readCi(written: ReadonlyMap<string, Value>, origin: Span, context: EvalContext): Ci {
  const word = (name: string): string | null => {
    const value = written.get(name);
    return value === undefined ? null : textOf(value);
  };
  const refuse = (what: string, rule: string, span: Span | null): void => {
    context.report('VK0408', span ?? origin, { what, rule });
  };
  const runner = written.get('runner');
  const tags = runner?.type === 'list' ? runner.items : [];
  const tagRule = 'a tag of letters, digits and `.`, `_`, `:`, `@`, `/`, `+`, `-`';
  if (runner !== undefined && tags.length === 0) {
    refuse('`runner`', 'a list of at least one tag; leave it out for `["kvm"]`', runner.origin);
  }
  for (const tag of tags) {
    if (!TAG.test(textOf(tag) ?? '')) refuse('What is in `runner`', tagRule, tag.origin);
  }
  const container = word('image');
  const containerOrigin = written.get('image')?.origin ?? origin;
  if (container !== null && !CONTAINER.test(container)) {
    refuse(
      '`image`',
      'the name of a container image, such as `registry.example.org/packer:1`',
      containerOrigin,
    );
  }
  return {
    pipeline: (word('pipeline') ?? 'gitlab') as Ci['pipeline'],
    runner: tags.map((tag) => ({ value: textOf(tag) ?? '', origin: tag.origin ?? origin })),
    image: container === null ? null : { value: container, origin: containerOrigin },
    publish: (word('publish') ?? 'tags') as Ci['publish'],
    origin: written.values().next().value?.origin ?? origin,
  };
}
