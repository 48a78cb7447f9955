import { buildSchema } from './blocks.ts';
import { familySchema, osSchema } from './system-blocks.ts';
import { fieldNames, fieldOf } from '../model/schema.ts';
import type { Field, Schema } from '../model/schema.ts';
import { ARCHITECTURES } from '../model/hardware.ts';
import { INT, TEXT, enumOf, record } from '../model/types.ts';
import type { RecordName, Type } from '../model/types.ts';

/** Fields that `os`, `os.family`, `image` and `build` have in expressions. */
export const OBJECT_FIELDS: Readonly<Record<RecordName, ReadonlyMap<string, Field>>> = {
  os: fields(
    { name: [TEXT, 'Name of the system: `ubuntu2404`.'], family: [record('family'), 'Its family.'] },
    osSchema([]),
    {
      package_manager: [TEXT, 'Its package manager.'],
      arch: [enumOf(ARCHITECTURES), 'The processor that is compiled for: `amd64` or `arm64`.'],
    },
  ),
  family: fields({ name: [TEXT, 'Name of the family: `debian`.'] }, familySchema([]), {
    package_manager: [TEXT, 'Package manager, unless a system has another.'],
  }),
  image: fields({
    name: [TEXT, 'Name of the image.'],
    title: [TEXT, 'What the image is called where people choose it.'],
    version: [TEXT, 'Version of the image; empty when it has none.'],
    target: [TEXT, 'Name of the target.'],
    targets: [INT, 'Number of targets of the image.'],
  }),
  build: fields(
    Object.fromEntries(
      ['disk', 'memory', 'cpus'].map((name) => {
        const { type, doc } = fieldOf(buildSchema, name)!;
        return [name, [type, doc] as const];
      }),
    ),
  ),
};

type Told = Readonly<Record<string, readonly [type: Type, doc: string]>>;

/** Those that are named, and those of a declaration, which are text or a map. */
function fields(first: Told, schema?: Schema, instead: Told = {}): ReadonlyMap<string, Field> {
  const all = new Map(Object.entries(first).map(([name, [type, doc]]) => [name, { type, doc }]));
  for (const name of schema === undefined ? [] : fieldNames(schema)) {
    if (all.has(name)) continue;
    const { type: own, doc: said } = fieldOf(schema!, name)!;
    const [type, doc] = instead[name] ?? [own.kind === 'map' ? own : TEXT, said];
    all.set(name, { type, doc });
  }
  return all;
}
