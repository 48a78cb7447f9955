import { startedLater } from './shared/evidence.ts';
import { rule } from '../../compiler/sdk/rule.ts';
import command from '../resources/command.ts';
import shell from '../resources/shell.ts';
import task from '../resources/task.ts';
import { bringing } from './shared/contents.ts';

const bare = (name: string): string =>
  name.replace(/\.(service|socket|timer)$|-\d+$/, '').replace(/[\W_]/g, '');
const sameUnit = (a: string, b: string): boolean => bare(a) === bare(b);

export default rule({
  id: 'service-never-starts',
  topic: 'requirements',
  severity: 'hint',
  title: 'What is installed to run is started at some time.',
  message: 'Nothing starts `{name}`: it is not enabled in the image, and no `start` starts it.',
  help: 'Enable it, or start it at deployment: `start { service {label} { enabled = true state = started } }` in a role.',
  why: 'The services of the marketplace are installed without being enabled, and `start.yml` starts them. One that nobody starts is only to be started by hand.',
  sources: ['services-after-a-reboot', 'check-36'],
  *check(context) {
    const { provision, start } = context.contents;
    const startsByHand = context.resources(command, shell, task).some(({ phase }) => phase === 'start');
    for (const each of provision.services) {
      const { name, enabled, masked, if_exists: optional, role } = each;
      if (enabled !== false || masked === true || optional || name.endsWith('.timer')) continue;
      const started = start.services.some(
        (later) => sameUnit(later.name, name) && (later.enabled || later.state === 'started'),
      );
      if (started || startsByHand) continue;
      // A service that the system came with is turned off because nobody wants it.
      const brought = [...provision.packages, ...provision.units].some(
        (thing) => thing.role === role && bare(thing.name).startsWith(bare(name)),
      );
      const at = brought ? bringing(context, each) : undefined;
      if (at !== undefined) yield { at, params: { name, label: at.resource.label } };
    }
  },
  *evidence(context) {
    yield* startedLater(context);
  },
  wrong: 'image a {\n  os = [debian12]\n  package nginx\n  «service nginx» { enabled = false }\n}\n',
  right:
    'image a {\n  os = [debian12]\n  use web\n}\n\nrole web {\n  package nginx\n  service nginx { enabled = false }\n  start {\n    service nginx {\n      enabled = true\n      state   = started\n    }\n  }\n}\n',
});
