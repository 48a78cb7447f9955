import * as z from 'zod';
import type { Value } from './value.ts';

/** The parts of the IR below the target: values, tasks, resources, roles and boot checks. Every node has its origin. */

export const span = z.object({ file: z.string(), start: z.int(), end: z.int(), line: z.int() }).meta({
  id: 'Span',
  description: 'A place in a source: offsets in UTF-16 code units from 0, the line from 1.',
});
const origin = span.nullable();

export const value: z.ZodType<Value> = z
  .lazy(() =>
    z.discriminatedUnion('type', [
      z.object({ type: z.literal('string'), value: z.string(), origin }),
      z.object({ type: z.literal('jinja'), value: z.string(), secret: z.boolean(), origin }),
      z.object({ type: z.literal('int'), value: z.int(), origin }),
      z.object({ type: z.literal('bool'), value: z.boolean(), origin }),
      z.object({ type: z.literal('size'), value: z.int(), origin }),
      z.object({ type: z.literal('duration'), value: z.int(), origin }),
      z.object({ type: z.literal('mode'), value: z.string().regex(/^[0-7]{4}$/), origin }),
      z.object({ type: z.literal('unset'), origin }),
      z.object({ type: z.literal('list'), items: z.array(value), origin }),
      z.object({ type: z.literal('map'), entries: z.map(z.string(), value), origin }),
      z.object({ type: z.literal('file'), path: z.string(), name: z.string(), folder: z.boolean(), origin }),
    ]),
  )
  .meta({
    id: 'Value',
    description:
      'Sizes are in bytes, durations in seconds. A `jinja` is a template of Ansible’s; a `string` never is.',
  }) as z.ZodType<Value>;

const mapValue = z.object({ type: z.literal('map'), entries: z.map(z.string(), value), origin });

export const entry = z
  .object({ value: z.string(), origin: span })
  .meta({ id: 'Entry', description: 'A text with the line that caused it.' });

const taskSchema = z
  .object({
    title: z.string().describe('The task’s name, plain text.'),
    module: z.string().describe('Fully qualified: `ansible.builtin.apt`.'),
    args: mapValue,
    keywords: z
      .map(z.string(), value)
      .describe(
        'when, register, changed_when, failed_when, environment, no_log, loop, vars, become_user, …; `when` is a list.',
      ),
    notify: z.array(z.string()).describe('Titles of handlers.'),
    kind: z
      .string()
      .describe(
        'The resource kind it was made from: names the variables that hold what differs between targets.',
      ),
    origin: span,
  })
  .meta({ id: 'Task', description: 'One Ansible task.' });
export type Task = z.infer<typeof taskSchema>;

const assetSchema = z
  .object({
    folder: z.enum(['files', 'templates']),
    name: z.string().describe('Name inside that folder.'),
    path: z.string().describe('Name by which the host reads the content.'),
    origin: span,
  })
  .meta({ id: 'Asset', description: 'A file that a role carries in `files/` or `templates/`.' });
export type Asset = z.infer<typeof assetSchema>;

export const allowSchema = z
  .object({
    rule: z.string(),
    reason: z.string(),
    origin: span.describe('The words `allow RULE`.'),
  })
  .meta({ id: 'Allow', description: 'A rule that is not to be reported in a place, and why.' });
export type Allow = z.infer<typeof allowSchema>;

const resourceSchema = z
  .object({
    kind: z.string(),
    heading: z
      .string()
      .nullable()
      .describe('The category of contents under which it is listed; null if it is not listed.'),
    label: z.string(),
    attributes: z.map(z.string(), value),
    conditions: z
      .array(z.string())
      .describe('Conditions of Ansible’s that decide on the machine whether it is done; all must hold.'),
    head: span.describe('The words that name it: kind and label, or its item in a list of labels.'),
    allows: z.array(allowSchema),
    origin: span,
  })
  .meta({
    id: 'Resource',
    description:
      'A resource as the author wrote it, with its attributes evaluated; for inspection and rules.',
  });
export type Resource = z.infer<typeof resourceSchema>;

const foreignSchema = z
  .object({
    role: z
      .string()
      .describe('Name by which playbooks import it: a folder of roles, or a role of Ansible Galaxy.'),
    version: z
      .string()
      .nullable()
      .describe('Its version in Ansible Galaxy; null of a role that the project brings.'),
    git: z.string().optional().describe('Address of its Git repository, if it comes from one.'),
    vars: z.map(z.string(), value).describe('The variables that it is given.'),
    files: z
      .array(z.object({ path: z.string(), source: z.string() }))
      .describe(
        'Its files and those of the roles that it depends on: path below the folder of roles, and name by which the host reads it.',
      ),
    needs: z.array(z.string()).describe('Roles of Ansible Galaxy that it depends on.'),
  })
  .meta({ id: 'ExternalRole', description: 'A role from outside, which is taken as it is.' });

export const requirementSchema = z
  .object({
    name: z.string(),
    version: z.string(),
    git: z.string().optional().describe('Address of its Git repository; left out for Ansible Galaxy.'),
    origin: span,
  })
  .meta({
    id: 'Requirement',
    description: 'What is installed from Ansible Galaxy, or from Git, before the build.',
  });
export type Requirement = z.infer<typeof requirementSchema>;

export const roleRunSchema = z
  .object({
    name: z
      .string()
      .regex(/^[a-z][a-z0-9_]*$/)
      .describe('Folder name, unique in the image: `docker`, `monitoring_start`.'),
    title: z.string().describe('Name of the import task in the playbook.'),
    doc: z.string().nullable().describe('The role’s documentation, or null.'),
    resources: z.array(resourceSchema),
    tasks: z.array(taskSchema),
    handlers: z.array(taskSchema),
    assets: z.array(assetSchema),
    foreign: foreignSchema.nullable().describe('Null of a role of the language.'),
    collections: z.array(requirementSchema).describe('Collections that its tasks need.'),
    allows: z.array(allowSchema).describe('Its own, those of its `use`, and those of the roles that use it.'),
    origin: span.describe('The `use`, or the declaration for roles that nobody names.'),
  })
  .meta({ id: 'RoleRun', description: 'One role as it runs on one target, in one phase.' });
export type RoleRun = z.infer<typeof roleRunSchema>;

const bootCheckSchema = z
  .object({
    id: z
      .string()
      .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/)
      .describe(
        'Unique on the target and the same in each compilation: the rule’s id, or kind and label of the expectation.',
      ),
    title: z.string().describe('What is so when it holds, as a sentence without its full stop.'),
    look: z
      .string()
      .describe(
        'A command line for `sh`, run as root, that changes nothing. Its result is `seen`: `rc`, `stdout`, `stderr`.',
      ),
    that: z
      .array(z.string())
      .describe(
        "Conditions of Ansible's on `seen`. All must hold; what comes after one that does not is not evaluated.",
      ),
    found: z
      .string()
      .describe("What is there instead when it does not hold: a template of Ansible's that may use `seen`."),
    vars: z.map(z.string(), z.string()).describe('Texts that the conditions use by name.'),
    conditions: z
      .array(entry)
      .describe('Conditions of Ansible’s that decide on the machine whether it is checked; all must hold.'),
    kind: z.string().nullable().describe('The kind of expectation; null where a rule asks.'),
    origin: span,
  })
  .meta({
    id: 'BootCheck',
    description:
      'Something that is true on a machine booted from the image: a command is run, and its result is judged.',
  });
export type BootCheck = z.infer<typeof bootCheckSchema>;

export const bootCheckGroupSchema = z
  .object({
    from: z
      .enum(['rules', 'role', 'image', 'variant'])
      .describe('Who asks: the rules, a role, the image itself, or its variant.'),
    role: z
      .string()
      .nullable()
      .describe(
        "The `name` of the role, or of the run that holds the image's own resources; null for the rules.",
      ),
    expectations: z
      .array(resourceSchema)
      .describe('The expectations as the author wrote them; none for rules.'),
    checks: z.array(bootCheckSchema).min(1),
    origin: span,
  })
  .meta({ id: 'BootCheckGroup', description: 'The boot checks of one author, in order.' });
export type BootCheckGroup = z.infer<typeof bootCheckGroupSchema>;
