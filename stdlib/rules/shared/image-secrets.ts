import type { Span } from '../../../grammar/span.ts';
import type { Image, Resource } from '../../../compiler/model/ir.ts';
import type { PlacedRun, RuleContext, RuleFinding } from '../../../compiler/sdk/rule.ts';
import { carriesFiles, once } from '../../../compiler/sdk/once.ts';
import { readable } from '../../secrets/files.ts';
import { findSecrets, secretNamed } from '../../secrets/find.ts';
import type { Secret } from '../../secrets/find.ts';
import { isLibraryFile } from '../../../compiler/model/file-names.ts';
import { textsIn } from '../../../compiler/model/value.ts';
import type { Value } from '../../../compiler/model/value.ts';

/** A secret in what an image is made of. */
export interface ImageSecret extends Pick<RuleFinding, 'at' | 'span' | 'secret'> {
  readonly kind: Secret['kind'];
  /** `place` begins a sentence, such as ``Line 3 of `files/app.conf` ``; `words` is what it holds. */
  readonly params: { readonly place: string; readonly words: string };
}

interface FileSecret extends Secret {
  /** Null for what the file is as a whole. */
  readonly line: number | null;
}

const searches = new WeakMap<Image, Search>();

/** Resources without a secret, which all their text says. Images share those of the library. */
const CLEAN = new WeakSet<Resource>();

/** Runs without a secret, which carry no files. */
const CLEAN_RUNS = new WeakSet<PlacedRun>();

/**
 * Secrets in every text that gets into the tree: attributes of resources, files that are copied, the cloud's properties, settings of
 * Packer, titles, comments, reasons, conditions, checks, and what is given at deployment unless somebody gives something else.
 */
export const secretsOf = once((context): readonly ImageSecret[] => {
  // A title often says again what a label does.
  const seen = new Set<string>();
  return [...inRuns(context), ...searchOf(context).inSettings(context)].filter(({ span, params }) => {
    if (span === null || span === undefined) return true;
    const place = `${span.file}\0${span.start}\0${params.words}`;
    return seen.has(place) ? false : seen.add(place);
  });
});

/** Secrets in what is done, which most variants of a system have in common. */
const inRuns = once((context): readonly ImageSecret[] => searchOf(context).inRuns(context));

function searchOf(context: RuleContext): Search {
  let search = searches.get(context.image);
  if (search === undefined) searches.set(context.image, (search = new Search(context)));
  return search;
}

/** A search through an image, whose targets share most of their texts and files and many of their resources. */
class Search {
  readonly #read: RuleContext['read'];
  readonly #written: RuleContext['written'];
  readonly #source: RuleContext['source'];
  readonly #resources = new Map<Resource, readonly ImageSecret[]>();
  readonly #texts = new Map<string, readonly Secret[]>();
  readonly #files = new Map<string, readonly FileSecret[]>();
  /** Files that resources name; what else a role carries came as a folder. */
  readonly #named = new Set<string>();
  #found: ImageSecret[] = [];
  /** Whether a value that was looked at names a file. */
  #hasFile = false;

  constructor({ read, written, source }: RuleContext) {
    this.#read = read;
    this.#written = written;
    this.#source = source;
  }

  inRuns(context: RuleContext): readonly ImageSecret[] {
    return context.runs().flatMap((placed) => {
      if (CLEAN_RUNS.has(placed)) return [];
      const found = this.#run(placed);
      if (found.length === 0 && !carriesFiles(placed)) CLEAN_RUNS.add(placed);
      return found;
    });
  }

  #run({ run, resources }: PlacedRun): ImageSecret[] {
    const all: ImageSecret[] = [];
    for (const at of resources()) {
      for (const each of this.#resource(at.resource)) all.push({ ...each, at });
    }
    const inside = this.#collect(() => {
      for (const { path, origin } of run.assets) if (!this.#named.has(path)) this.#file(path, origin);
      for (const [name, value] of run.foreign?.vars ?? []) this.#value(value, name);
      for (const { source } of run.foreign?.files ?? []) this.#file(source, run.origin);
      this.#said('A comment above the role', run.doc, run.origin);
      for (const { rule, reason, origin } of run.allows)
        this.#said(`The reason of \`allow ${rule}\``, reason, origin);
      for (const { title, keywords, origin } of run.tasks) {
        if (isLibraryFile(origin.file)) continue;
        this.#said('A title', title, origin);
        for (const { value } of textsIn(keywords.get('when'))) this.#said('A condition', value, origin);
      }
    });
    for (const each of inside) all.push({ ...each, at: { run } });
    return all;
  }

  inSettings({ image, target }: RuleContext): readonly ImageSecret[] {
    return this.#collect(() => {
      for (const [name, { value, origin }] of [...target.metadata, ...target.publish.properties])
        this.#beside(name, value, origin);
      const { settings: said, packer: raw } = target.build;
      for (const [name, value] of [
        ...image.packer,
        ...said,
        ...raw,
        ...image.ansible,
        ...image.environment,
        ...image.galaxy,
      ])
        this.#value(value, name);
      this.#said('The title of the image', image.title, image.origin);
      this.#said('The description of the image', image.description, image.origin);
      this.#said('A comment above the image', image.doc, image.origin);
      this.#said(
        'What is given to cloud-init',
        image.user_data?.value ?? null,
        image.user_data?.origin ?? image.origin,
      );
      for (const { rule, reason, origin } of target.allows)
        this.#said(`The reason of \`allow ${rule}\``, reason, origin);
      for (const { initial, name, doc, origin } of image.runtime) {
        if (initial !== null) this.#value(initial, name);
        this.#said(`A comment above \`${name}\``, doc, origin);
      }
      for (const { checks } of [...target.verify, ...target.verify_start]) {
        for (const { look, vars, origin } of checks) {
          if (isLibraryFile(origin.file)) continue;
          for (const text of [look, ...vars.values()]) this.#said('An expectation', text, origin);
        }
      }
    });
  }

  #collect(look: () => void): readonly ImageSecret[] {
    this.#found = [];
    look();
    return this.#found;
  }

  #resource(resource: Resource): readonly ImageSecret[] {
    if (CLEAN.has(resource)) return [];
    let found = this.#resources.get(resource);
    if (found === undefined) {
      this.#hasFile = false;
      found = this.#collect(() => {
        this.#text(resource.label, resource.head);
        for (const [name, value] of resource.attributes) this.#value(value, name);
      });
      this.#resources.set(resource, found);
      if (found.length === 0 && !this.#hasFile) CLEAN.add(resource);
    }
    return found;
  }

  /** A text of which only the statement is known that it belongs to, and not the place where it is written. */
  #said(place: string, text: string | null, origin: Span): void {
    if (text === null || text === '') return;
    for (const secret of this.#secretsIn(text)) {
      const { kind, words, start, end } = secret;
      const exact = this.#nearest(origin, text.slice(start, end).split('\n', 1)[0]!);
      const hidden = exact !== null && kind !== 'default-password';
      this.#found.push({
        kind,
        params: { place, words },
        span: exact ?? origin,
        ...(hidden && { secret: true }),
      });
    }
  }

  #secretsIn(text: string): readonly Secret[] {
    let secrets = this.#texts.get(text);
    if (secrets === undefined) this.#texts.set(text, (secrets = findSecrets(text)));
    return secrets;
  }

  /** Where a secret stands in the source, from a statement on, or else before it. */
  #nearest({ file, start }: Span, secret: string): Span | null {
    const source = this.#source(file);
    const after = source.indexOf(secret, start);
    const at = after >= 0 ? after : source.lastIndexOf(secret, start);
    if (at < 0) return null;
    return { file, start: at, end: at + secret.length, line: lineAt(source, at) };
  }

  #value(value: Value, name: string): void {
    switch (value.type) {
      case 'string':
        return this.#beside(name, value.value, value.origin);
      case 'jinja':
        this.#text(value.value, value.origin);
        return;
      case 'list':
        for (const item of value.items) this.#value(item, name);
        return;
      case 'map':
        for (const [key, item] of value.entries) this.#value(item, key);
        return;
      case 'file':
        if (value.folder) return;
        this.#hasFile = true;
        this.#named.add(value.path);
        this.#file(value.path, value.origin);
    }
  }

  /** A text beside a name: the name can tell what the text does not. */
  #beside(name: string, text: string, origin: Span | null): void {
    if (this.#text(text, origin)) return;
    const secret = secretNamed(name, text);
    if (secret !== null) this.#say(`The value of \`${name}\``, secret, origin, text);
  }

  /** Whether there is a secret in a text. */
  #text(text: string, origin: Span | null): boolean {
    const secrets = this.#secretsIn(text);
    for (const secret of secrets) {
      const many = text.trimEnd().includes('\n');
      const place = many ? `Line ${lineAt(text, secret.start)} of this text` : 'This text';
      this.#say(place, secret, origin, text);
    }
    return secrets.length > 0;
  }

  #file(path: string, origin: Span | null): void {
    let secrets = this.#files.get(path);
    if (secrets === undefined) {
      const { text, kind, whole } = readable(path, this.#read(path));
      const inside = findSecrets(text, kind).map((each) => ({ ...each, line: lineAt(text, each.start) }));
      secrets = whole === null ? inside : [{ ...whole, line: null }];
      this.#files.set(path, secrets);
    }
    for (const secret of secrets) {
      this.#say(secret.line === null ? `\`${path}\`` : `Line ${secret.line} of \`${path}\``, secret, origin);
    }
  }

  #say(place: string, secret: Secret, origin: Span | null, text?: string): void {
    const { kind, words } = secret;
    // What is written in another way than it reads, with escapes or in parts, is covered as a whole.
    const exact =
      text === undefined || origin === null
        ? null
        : (this.#exact(origin, text, secret) ?? this.#literal(origin));
    const found = { kind, params: { place, words } };
    // What everyone knows can be shown.
    const hidden = exact !== null && kind !== 'default-password';
    this.#found.push({ ...found, span: exact ?? origin, ...(hidden && { secret: true }) });
  }

  /** The whole of a text that stands there; null where something else gives it. */
  #literal(origin: Span): Span | null {
    return /^(?:jinja)?"/.test(this.#written(origin)) ? origin : null;
  }

  /** The place of a secret within the literal that it was written in, when the source has it as it is. */
  #exact(origin: Span, text: string, { start, end }: Secret): Span | null {
    const literal = this.#written(origin);
    const [secret] = text.slice(start, end).split('\n', 1) as [string];
    for (const before of [text.slice(text.lastIndexOf('\n', start - 1) + 1, start), '']) {
      const at = literal.indexOf(before + secret);
      if (at < 0 || literal.includes(before + secret, at + 1)) continue;
      const from = origin.start + at + before.length;
      const newLines = literal.slice(0, at).split('\n').length - 1;
      // Of one that goes on, all that stands on the same line of the source is covered: its line breaks are escapes.
      const goesOn = text.slice(start, end).includes('\n');
      const rest = literal.slice(at + before.length).split('\n', 1)[0]!;
      const length = goesOn ? rest.replace(/"+\s*$/, '').length : secret.length;
      return { file: origin.file, start: from, end: from + length, line: origin.line + newLines };
    }
    return null;
  }
}

function lineAt(text: string, offset: number): number {
  let line = 1;
  for (let i = text.indexOf('\n'); i >= 0 && i < offset; i = text.indexOf('\n', i + 1)) line++;
  return line;
}
