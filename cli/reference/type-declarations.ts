import * as z from 'zod';
import { imageSchema } from '../../compiler/model/ir.ts';
import { phaseSchema } from '../../compiler/sdk/contents.ts';

/**
 * TypeScript declarations for types that the source takes from zod schemas, so that the types of the package need no zod. For build.mjs:
 * by the path of the declaration file whose place they take.
 */
export function schemaDeclarations(): Map<string, string> {
  const ir = new Declarations('Array');
  ir.name(imageSchema);
  const contents = new Declarations('ReadonlyArray');
  const phase = contents.text(phaseSchema);
  return new Map([
    ['compiler/model/ir.d.ts', `import type { Value } from './value.ts';\n\n${ir.all()}`],
    [
      'compiler/sdk/contents.d.ts',
      `${contents.all()}/** What is in an image after one phase, by category. */
export interface PhaseContents ${phase}

/** What is in the image when it is built, and what \`start\` does on the deployed machine. */
export interface Contents {
  readonly provision: PhaseContents;
  readonly start: PhaseContents;
}
`,
    ],
  ]);
}

type Schema = z.core.$ZodType;

/** What zod knows of a schema, as far as ours need it. */
interface Definition {
  readonly type: string;
  readonly shape: Readonly<Record<string, Schema>>;
  readonly element: Schema;
  readonly innerType: Schema;
  readonly valueType: Schema;
  readonly options: readonly Schema[];
  readonly values: readonly unknown[];
  readonly entries: Readonly<Record<string, string>>;
}

/** Written by hand, and imported. */
const IMPORTED = ['Value'];

class Declarations {
  readonly #made = new Map<string, string>();
  readonly #list: 'Array' | 'ReadonlyArray';

  constructor(list: 'Array' | 'ReadonlyArray') {
    this.#list = list;
  }

  all(): string {
    return [...this.#made.values()].map((each) => `${each}\n`).join('\n');
  }

  /** The name of a schema with an id, which is declared if it is not yet. */
  name(schema: Schema): string | null {
    const { id, description } = z.globalRegistry.get(schema) ?? {};
    if (id === undefined) {
      // What only has a description of its own is what it was made from.
      const { parent } = schema._zod;
      return parent === undefined ? null : this.name(parent);
    }
    if (!this.#made.has(id) && !IMPORTED.includes(id)) {
      this.#made.set(id, '');
      this.#made.set(id, `${comment(description)}export interface ${id} ${this.#object(schema)}\n`);
    }
    return id;
  }

  text(schema: Schema): string {
    const def = schema._zod.def as unknown as Definition;
    switch (def.type) {
      case 'string':
      case 'boolean':
      case 'number':
        return this.name(schema) ?? def.type;
      case 'literal':
        return def.values.map((value) => JSON.stringify(value)).join(' | ');
      case 'enum':
        return Object.values(def.entries)
          .map((value) => JSON.stringify(value))
          .join(' | ');
      case 'nullable':
        return `${this.text(def.innerType)} | null`;
      case 'array':
        return `${this.#list}<${this.text(def.element)}>`;
      case 'map':
        return `Map<string, ${this.text(def.valueType)}>`;
      case 'union':
        return def.options.map((each) => this.text(each)).join(' | ');
      case 'object':
        return this.name(schema) ?? this.#object(schema);
      default: {
        const name = this.name(schema);
        if (name === null) throw new Error(`there is no TypeScript for a schema of type ${def.type}`);
        return name;
      }
    }
  }

  #object(schema: Schema): string {
    const { shape } = schema._zod.def as unknown as Definition;
    const fields = Object.entries(shape).map(([key, field]) => {
      const { description } = z.globalRegistry.get(field) ?? {};
      const named = this.name(field) !== null && z.globalRegistry.get(field)?.id !== undefined;
      const def = field._zod.def as unknown as Definition;
      const [mark, type, more] =
        def.type === 'optional' ? ['?', def.innerType, ' | undefined'] : ['', field, ''];
      return `${named ? '' : comment(description)}${JSON.stringify(key)}${mark}: ${this.text(type)}${more};`;
    });
    return `{\n${fields.join('\n')}\n}`;
  }
}

const comment = (text: string | undefined): string => (text === undefined ? '' : `/** ${text} */\n`);
