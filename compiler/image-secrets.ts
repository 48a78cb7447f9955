import type { Span } from '../grammar/span.ts';
import type { Image, Target } from './ir.ts';
import type { RuleContext, RuleFinding } from './rule.ts';
import { readable } from './secrets/files.ts';
import { findSecrets, secretNamed } from './secrets.ts';
import type { Secret } from './secrets.ts';
import type { Value } from './value.ts';

/** A secret in what an image is made of. */
export interface ImageSecret extends Pick<RuleFinding, 'at' | 'span'> {
  readonly kind: Secret['kind'];
  /** `place` begins a sentence, such as ``Line 3 of `files/app.conf` ``; `words` is what it holds. */
  readonly params: { readonly place: string; readonly words: string };
}

/** What a text or a file holds, kept while an image is looked at: its targets share most of them. */
interface Seen {
  readonly texts: Map<string, readonly Secret[]>;
  readonly files: Map<string, readonly FileSecret[]>;
  readonly targets: WeakMap<Target, readonly ImageSecret[]>;
}

interface FileSecret extends Secret {
  /** Null for what the file is as a whole. */
  readonly line: number | null;
}

const seen = new WeakMap<Image, Seen>();

/** Secrets in the attributes of resources, in files that are copied, in metadata and in Packer's settings. */
export function secretsOf(context: RuleContext): readonly ImageSecret[] {
  const { image, target } = context;
  let known = seen.get(image);
  if (known === undefined)
    seen.set(image, (known = { texts: new Map(), files: new Map(), targets: new WeakMap() }));
  let found = known.targets.get(target);
  if (found === undefined) known.targets.set(target, (found = [...new Search(context, known).all()]));
  return found;
}

class Search {
  readonly #context: RuleContext;
  readonly #seen: Seen;

  constructor(context: RuleContext, known: Seen) {
    this.#context = context;
    this.#seen = known;
  }

  *all(): Generator<ImageSecret> {
    const { image, target, resources } = this.#context;
    /** Files of a role's run that a resource names; what else it carries came as a folder. */
    const named = new Set<string>();
    for (const at of resources()) {
      const { label, attributes, head } = at.resource;
      yield* this.#text(label, head, at);
      for (const [name, value] of attributes) yield* this.#value(value, name, at, named);
    }
    for (const run of [...target.provision, ...target.start]) {
      for (const { path, origin } of run.assets) {
        if (!named.has(path)) yield* this.#file(path, origin, { run });
      }
      if (run.foreign === null) continue;
      for (const [name, value] of run.foreign.vars) yield* this.#value(value, name, { run }, named);
      for (const { source } of run.foreign.files) yield* this.#file(source, run.origin, { run });
    }
    for (const [name, { value, origin }] of target.metadata) yield* this.#named(value, name, origin);
    for (const settings of [image.packer, image.ansible]) {
      for (const [name, value] of settings) yield* this.#value(value, name, undefined, named);
    }
  }

  *#value(value: Value, name: string, at: At | undefined, named: Set<string>): Generator<ImageSecret> {
    switch (value.type) {
      case 'string':
        return yield* this.#named(value.value, name, value.origin, at);
      case 'jinja':
        return yield* this.#text(value.value, value.origin, at);
      case 'list':
        for (const item of value.items) yield* this.#value(item, name, at, named);
        return;
      case 'map':
        for (const [key, item] of value.entries) yield* this.#value(item, key, at, named);
        return;
      case 'file':
        if (value.folder) return;
        named.add(value.path);
        yield* this.#file(value.path, value.origin, at);
    }
  }

  /** A text beside a name: the name can tell what the text does not. */
  *#named(text: string, name: string, origin: Span | null, at?: At): Generator<ImageSecret> {
    let none = true;
    for (const found of this.#text(text, origin, at)) {
      none = false;
      yield found;
    }
    const secret = none ? secretNamed(name, text) : null;
    if (secret === null) return;
    yield say(`The value of \`${name}\``, secret, origin, at);
  }

  *#text(text: string, origin: Span | null, at?: At): Generator<ImageSecret> {
    let secrets = this.#seen.texts.get(text);
    if (secrets === undefined) this.#seen.texts.set(text, (secrets = findSecrets(text)));
    for (const secret of secrets) {
      const many = text.trimEnd().includes('\n');
      const place = many ? `Line ${lineAt(text, secret.start)} of this text` : 'This text';
      yield say(place, secret, this.#exact(origin, text, secret), at);
    }
  }

  *#file(path: string, origin: Span | null, at?: At): Generator<ImageSecret> {
    let secrets = this.#seen.files.get(path);
    if (secrets === undefined) {
      const { text, kind, whole } = readable(path, this.#context.read(path));
      const inside = findSecrets(text, kind).map((each) => ({ ...each, line: lineAt(text, each.start) }));
      secrets = whole === null ? inside : [{ ...whole, line: null }];
      this.#seen.files.set(path, secrets);
    }
    for (const secret of secrets) {
      const place = secret.line === null ? `\`${path}\`` : `Line ${secret.line} of \`${path}\``;
      yield say(place, secret, origin, at);
    }
  }

  /** The place of a secret within the literal that it was written in, when the source has it as it is. */
  #exact(origin: Span | null, text: string, { start, end }: Secret): Span | null {
    if (origin === null) return null;
    const source = new TextDecoder().decode(this.#context.read(origin.file));
    const literal = source.slice(origin.start, origin.end);
    const [secret] = text.slice(start, end).split('\n', 1) as [string];
    for (const before of [text.slice(text.lastIndexOf('\n', start - 1) + 1, start), '']) {
      const at = literal.indexOf(before + secret);
      if (at < 0 || literal.includes(before + secret, at + 1)) continue;
      const from = origin.start + at + before.length;
      const newLines = literal.slice(0, at).split('\n').length - 1;
      return { file: origin.file, start: from, end: from + secret.length, line: origin.line + newLines };
    }
    return origin;
  }
}

type At = NonNullable<RuleFinding['at']>;

function say(place: string, { kind, words }: Secret, span: Span | null, at?: At): ImageSecret {
  return { span, kind, params: { place, words }, ...(at !== undefined && { at }) };
}

function lineAt(text: string, offset: number): number {
  let line = 1;
  for (let i = text.indexOf('\n'); i >= 0 && i < offset; i = text.indexOf('\n', i + 1)) line++;
  return line;
}
