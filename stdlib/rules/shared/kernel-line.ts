import type { Span } from '../../../grammar/span.ts';
import type { PlacedResource, RuleContext } from '../../../compiler/sdk/rule.ts';
import kernelArgument from '../../resources/kernel_argument.ts';
import { runCommands, writtenOf } from './bash-lines.ts';

/** An argument of the kernel that an image gives, in any of the ways that show. */
export interface KernelWord {
  readonly at: PlacedResource;
  readonly span: Span | null;
  /** `name` or `name=value`. */
  readonly word: string;
}

const FILES = /^\/etc\/(default\/grub(\.d\/[^/]+\.cfg)?|kernel\/cmdline|grub\.d\/[^/]+)$/;

export function* kernelWords(context: RuleContext): Generator<KernelWord> {
  for (const at of context.resources(kernelArgument)) {
    const { label } = at.resource;
    const { value } = at.attributes;
    const values = value === undefined ? [null] : value.type === 'list' ? value.items : [value];
    for (const each of values) {
      const text = each !== null && each.type === 'string' ? `=${each.value}` : '';
      yield { at, span: at.resource.head, word: `${label}${text}` };
    }
  }
  for (const { at, path, text, span } of writtenOf(context)) {
    if (FILES.test(path)) for (const word of wordsIn(text)) yield { at, span, word };
  }
  for (const { at, span, command } of runCommands(context)) {
    if (!/^(grubby|kernelstub|grub2?-editenv|rpm-ostree|kernel-install)$/.test(command.words[0] ?? ''))
      continue;
    for (const each of command.words) {
      if (!each.startsWith('--remove-args')) for (const word of wordsIn(each)) yield { at, span, word };
    }
  }
}

function* wordsIn(text: string): Generator<string> {
  for (const line of text.split('\n')) {
    if (/^\s*#/.test(line)) continue;
    yield* line
      .replace(/^\s*(export )?(GRUB_CMDLINE_\w+|--args|kernelopts)\+?=/, '')
      .replace(/["']/g, ' ')
      .split(/\s+/);
  }
}
