import * as z from 'zod';
import { irSchema } from '../../compiler/model/ir.ts';
import { IR_SCHEMA } from '../../compiler/model/ir-version.ts';

interface MapDefinition {
  readonly valueType: z.core.$ZodType;
}

/** The JSON schema of what `vkc ir` prints: maps are objects there, and origins may be left out. */
export function irJsonSchema(): string {
  const schema = z.toJSONSchema(irSchema, {
    unrepresentable: 'any',
    override({ zodSchema, jsonSchema }) {
      if (zodSchema._zod.def.type === 'map') {
        const { valueType } = zodSchema._zod.def as unknown as MapDefinition;
        Object.assign(jsonSchema, { type: 'object', additionalProperties: referenceTo(valueType) });
      }
      if (jsonSchema.required !== undefined)
        jsonSchema.required = jsonSchema.required.filter((name) => name !== 'origin');
    },
  });
  return JSON.stringify({ ...schema, $id: IR_SCHEMA });
}

/** Values of maps are texts, lists of them, or nodes with an id. */
function referenceTo(schema: z.core.$ZodType): object {
  const { def } = schema._zod;
  if (def.type === 'array')
    return { type: 'array', items: referenceTo((def as unknown as z.core.$ZodArrayDef).element) };
  if (def.type === 'string') return { type: 'string' };
  const id = z.globalRegistry.get(schema)?.id;
  if (id === undefined) throw new Error(`a map in the IR has values of type ${def.type}, which has no id`);
  return { $ref: `#/$defs/${id}` };
}
