import type { Written } from '../evaluate/attributes.ts';
import type { Block, BlockDeclaration, Element, Member, Use, When } from '../../grammar/syntax.ts';
import type { Span } from '../../grammar/span.ts';
import { serverProblem } from '../language/galaxy-servers.ts';
import { userDataOf } from './user-data.ts';
import { readAttributes, typesOf } from '../evaluate/attributes.ts';
import { isOf } from '../evaluate/is-of.ts';
import type { BlockKind } from '../language/block-kind.ts';
import { buildBlocks, imageBlocks, imageSchema } from '../language/blocks.ts';
import { evaluate } from '../evaluate/expressions.ts';
import { readAllow } from '../evaluate/allow.ts';
import type { BuilderSettings } from './build-machine.ts';
import type { Allow } from '../model/ir.ts';
import type { EvalContext } from '../evaluate/context.ts';
import { PUBLISH_LIMITS, propertyProblem } from './publish.ts';
import { fieldOf } from '../model/schema.ts';
import type { PlacedElement } from './role-tasks.ts';
import type { Scope } from '../evaluate/scope.ts';
import { bad, int, string } from '../model/value.ts';
import type { RecordValue, Value } from '../model/value.ts';
import { expand } from '../evaluate/expand.ts';

export interface PlacedUse {
  readonly use: Use;
  readonly scope: Scope;
  /** It stands in the variant and not in the image. */
  readonly inVariant: boolean;
}

const MIB = 1024 ** 2;
const GIB = 1024 ** 3;

/** What a value has to be where Packer, QEMU or the platform refuse others; null when it is. */
const BUILD_LIMITS: Readonly<Record<string, (value: Value) => string | null>> = {
  disk: (value) =>
    value.type === 'size' && (value.value < GIB || value.value > 500 * GIB || value.value % MIB !== 0)
      ? 'from 1G to 500G'
      : null,
  memory: (value) =>
    value.type === 'size' && (value.value < 512 * MIB || value.value % MIB !== 0) ? 'at least 512M' : null,
  cpus: (value) => (value.type === 'int' && (value.value < 1 || value.value > 255) ? 'from 1 to 255' : null),
};

/** What the body of an image, and of a variant over it, says on one target. Later values replace earlier ones. */
export class ImageParts {
  readonly attributes = new Map<string, Written>();
  readonly build = new Map<string, Written>();
  /** What the blocks of the builders say, by their names. */
  readonly builders = new Map<string, BuilderBlock>();
  readonly packer = new Map<string, Value>();
  readonly ansible = new Map<string, Value>();
  readonly environment = new Map<string, Value>();
  readonly galaxy = new Map<string, Value>();
  userData: { readonly value: string; readonly origin: Span } | null = null;
  readonly metadata = new Map<string, Written>();
  readonly publish = new Map<string, Written>();
  readonly uses: PlacedUse[] = [];
  readonly resources: PlacedElement[] = [];
  /** What is done before anything else. */
  readonly prepared: PlacedElement[] = [];
  readonly allows: Allow[] = [];
  /** `expect` blocks: the image's, and a variant's. */
  readonly expects = { image: [] as PlacedElement[], variant: [] as PlacedElement[] };
  readonly #context: EvalContext;

  constructor(context: EvalContext) {
    this.#context = context;
  }

  /** The `build` blocks. Conditions of other members are left alone: they may ask for `build`. */
  readBuild(body: Block, scope: Scope): void {
    const members = body.members.filter((member) => member.node === 'let' || holdsBuild(member));
    expand({ ...body, members }, scope, this.#context, {
      element: (element, inner) => {
        if (element.kind.text === 'build') this.#build(element, inner);
      },
    });
  }

  /** Everything but the `build` blocks, which other members may ask for. `whole` are attributes of the whole image, which are read elsewhere and must not be nested. */
  read(body: Block, scope: Scope, whole: ReadonlySet<string>, inVariant: boolean): void {
    const context = this.#context;
    expand(body, scope, context, {
      attribute: ({ name, value: expr }, inner, nested) => {
        const type = fieldOf(imageSchema, name.text)?.type;
        if (type === undefined) return;
        if (whole.has(name.text)) {
          if (nested && !inVariant) context.report('VK0506', name.span, { name: name.text });
          return;
        }
        const value = evaluate(expr, inner, context, type);
        if (value.type === 'bad' || value.type === 'unset') return;
        if (isOf(type, value, `\`${name.text}\``, expr.span, context)) {
          this.attributes.set(name.text, { value, origin: expr.span });
        }
      },
      use: (use, inner) => this.uses.push({ use, scope: inner, inVariant }),
      element: (element, inner, nested) => this.#element(element, inner, nested, inVariant),
    });
  }

  #element(element: Element, scope: Scope, nested: boolean, inVariant: boolean): void {
    const kind = element.kind.text;
    const block = imageBlocks.get(kind);
    if (block === undefined) {
      this.resources.push({ element, scope });
    } else if (kind === 'prepare') {
      if (element.body === null) return;
      expand(element.body, scope.child(), this.#context, {
        element: (each, inner) => {
          if (each.kind.text !== 'allow') return void this.prepared.push({ element: each, scope: inner });
          const allow = readAllow(each, inner, this.#context);
          if (allow !== null) this.allows.push(allow);
        },
      });
    } else if (kind === 'expect') {
      this.expects[inVariant ? 'variant' : 'image'].push({ element, scope });
    } else if (kind === 'build') {
      // Read by `readBuild`.
    } else if (kind === 'allow') {
      const allow = readAllow(element, scope, this.#context);
      if (allow !== null) this.allows.push(allow);
    } else if (kind === 'metadata') {
      const { values, names } = readAttributes(element.body, scope, this.#context, () => block.open);
      for (const [key, value] of values) this.#property(key, value, names.get(key)!, this.metadata);
    } else if (kind === 'publish') {
      this.#publish(element, scope);
    } else if (nested) {
      this.#context.report('VK0506', element.kind.span, { name: kind });
    }
  }

  /** A property of the image in the cloud, unless it cannot have that name. */
  #property(key: string, value: Value, at: Span, into: Map<string, Written>): void {
    const problem = propertyProblem(key);
    if (problem === null) into.set(key, { value, origin: value.origin! });
    else this.#context.report('VK0415', at, { name: key, ...problem });
  }

  #publish(element: Element, scope: Scope): void {
    const context = this.#context;
    const { values } = readAttributes(
      element.body,
      scope,
      context,
      typesOf(imageBlocks.get('publish')!.schema),
    );
    for (const [key, value] of values) {
      const rule = PUBLISH_LIMITS[key]?.(value);
      if (typeof rule === 'string') context.report('VK0408', value.origin!, { what: `\`${key}\``, rule });
      else this.publish.set(key, { value, origin: value.origin! });
    }
    const properties = values.get('properties');
    if (properties?.type !== 'map') return;
    for (const [key, value] of properties.entries)
      this.#property(key, value, value.origin ?? properties.origin!, new Map());
  }

  #build(element: Element, scope: Scope): void {
    const context = this.#context;
    const schema = imageBlocks.get('build')!.schema;
    const { values } = readAttributes(element.body, scope, context, typesOf(schema));
    for (const [key, value] of values) {
      if (key === 'user_data') {
        this.userData = userDataOf(value, scope.file, context);
        continue;
      }
      const rule = BUILD_LIMITS[key]?.(value);
      if (typeof rule === 'string') context.report('VK0408', value.origin!, { what: `\`${key}\``, rule });
      else this.build.set(key, { value, origin: value.origin! });
    }
    if (element.body === null) return;
    expand(element.body, scope.child(), context, {
      element: (inner, place) => {
        const block = buildBlocks.get(inner.kind.text);
        if (block === undefined) return;
        if (block.open === undefined) return this.#builder(inner, block, place);
        const raw = readAttributes(inner.body, place, context, () => block.open);
        for (const [key, value] of raw.values) {
          const problem = inner.kind.text === 'galaxy' ? serverProblem(key, value) : null;
          if (problem !== null) context.report('VK0408', value.origin!, problem);
          else this[inner.kind.text as 'packer' | 'ansible' | 'environment' | 'galaxy'].set(key, value);
        }
      },
    });
  }

  /** The block of a builder, with its raw settings. */
  #builder(element: Element, block: BlockKind, scope: Scope): void {
    const name = element.kind.text;
    const said = this.builders.get(name) ?? { settings: new Map(), packer: new Map(), misspelt: false };
    this.builders.set(name, said);
    said.misspelt ||= hasUnknown(element.body, block);
    const read = (body: Block | null, kind: BlockKind, into: Map<string, Value>) => {
      for (const [key, value] of readAttributes(body, scope, this.#context, typesIn(kind)).values)
        into.set(key, value);
    };
    read(element.body, block, said.settings);
    if (element.body === null) return;
    expand(element.body, scope.child(), this.#context, {
      element: (inner) => {
        const raw = block.blocks?.get(inner.kind.text);
        if (raw !== undefined) read(inner.body, raw, said.packer);
      },
    });
  }
}

interface BuilderBlock extends BuilderSettings {
  readonly settings: Map<string, Value>;
  readonly packer: Map<string, Value>;
  misspelt: boolean;
}

/** Whether a block has an attribute that its schema does not have. */
const hasUnknown = (body: Block | null, { schema }: BlockKind): boolean =>
  (body?.members ?? []).some(
    (each) => each.node === 'attribute' && fieldOf(schema, each.name.text) === undefined,
  );

/** What a block has that is read by the types of its schema, or that may have any name. */
const typesIn = ({ schema, open }: BlockKind) => (open === undefined ? typesOf(schema) : () => open);

/** Whether a `build` block stands in a member. */
function holdsBuild(member: Member): boolean {
  const within = (body: Block | When | null): boolean =>
    body !== null && (body.node === 'when' ? holdsBuild(body) : body.members.some(holdsBuild));
  switch (member.node) {
    case 'element':
      return member.kind.text === 'build';
    case 'when':
      return within(member.then) || within(member.else);
    case 'match':
      return [...member.arms.map(({ body }) => body), member.else].some(within);
    case 'for':
      return within(member.body);
    default:
      return false;
  }
}

/** `image` in expressions; `target` gives what it is called when that has been read, and how many there are. */
export function imageRecord(
  image: BlockDeclaration,
  whole: ReadonlyMap<string, Written>,
  target: { readonly name: () => string; readonly count: number } | null,
): RecordValue {
  const text = (name: string, fallback: string) =>
    whole.get(name)?.value ?? string(fallback, image.name.span);
  const fields = new Map<string, Value>([
    ['name', string(image.name.text, image.name.span)],
    ['title', text('title', image.name.text)],
    ['version', text('version', '')],
    ['target', target === null ? bad(null) : string(target.name(), image.name.span)],
    ['targets', target === null ? bad(null) : int(target.count, image.name.span)],
  ]);
  return { type: 'record', kind: 'image', name: image.name.text, fields, origin: image.name.span };
}
