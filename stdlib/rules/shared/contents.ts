import type { Entry, Category } from '../../../compiler/sdk/contents.ts';
import type { RoleRun } from '../../../compiler/model/ir.ts';
import type { PlacedResource, RuleContext, RuleFinding } from '../../../compiler/sdk/rule.ts';

/** The resource that an entry of the contents comes from. */
export function bringing(
  context: RuleContext,
  { role, origin }: Entry<Category>,
  label?: string,
): PlacedResource | undefined {
  const all = context
    .resources()
    .filter(
      ({ run, resource: { origin: own } }) =>
        run.name === role && own.start === origin.start && own.file === origin.file,
    );
  return all.find(({ resource }) => resource.label === label) ?? all[0];
}

/** The run of a role in the build, if there is one. */
function runOf({ target }: RuleContext, name: string): RoleRun | undefined {
  return target.provision.find((run) => run.name === name);
}

/** A finding on what no resource says: it is the role's whose work it would be, or else the image's. */
export function lacking(context: RuleContext, role: string): Pick<RuleFinding, 'at' | 'span'> {
  const run = runOf(context, role);
  return run === undefined ? { span: context.image.origin } : { at: { run } };
}

/** What is wrong with one of several packages of which an image needs one; none when it is there. */
export function* missingPackage(
  context: RuleContext,
  names: readonly string[],
): Generator<RuleFinding<{ readonly what: string }>> {
  const { packages } = context.contents.provision;
  const found = packages.filter(({ name, conditions }) => names.includes(name) && conditions.length === 0);
  if (found.some(({ state }) => state === 'present')) return;
  const [gone] = found;
  if (gone === undefined) {
    yield { ...lacking(context, 'vm_init'), params: { what: `Nothing installs \`${names[0]}\`` } };
    return;
  }
  const at = bringing(context, gone, gone.name);
  yield {
    ...(at === undefined ? { span: gone.origin } : { at }),
    params: { what: `\`${gone.name}\` is removed` },
  };
}
