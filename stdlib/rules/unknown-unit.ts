import { unitsOf } from '../machine/package-data.ts';
import { missingOf, mistypedUnits, stepsOf } from '../machine/history.ts';
import { laterThan } from './shared/later.ts';
import { rule } from '../../compiler/sdk/rule.ts';
import { suggest } from '../../compiler/model/suggest.ts';

const bare = (name: string) => name.replace(/\.service$/, '');

export default rule({
  id: 'unknown-unit',
  topic: 'build',
  severity: 'error',
  title: 'A unit is there before a service is made of it.',
  message: 'The unit `{unit}` {why}.',
  help: 'Install the package that brings it before, or write it with `unit`.',
  why: 'A unit that is not there can be neither enabled nor started: the build stops. Packages bring the units of their services.',
  sources: ['order-of-tasks', 'services-after-a-reboot'],
  *check(context) {
    const { target } = context;
    for (const { at, need, later } of missingOf(context)) {
      if (need.what !== 'unit') continue;
      const unit = bare(need.name);
      // Said by the rule on names of the other family.
      if (/^(ssh|apache2|cron)d?$|^httpd$/.test(unit) && later === null) continue;
      const made = stepsOf(context).flatMap(({ effects }) =>
        (effects.makes ?? []).flatMap(({ what, name }) =>
          what === 'unit'
            ? [bare(name)]
            : what === 'package'
              ? unitsOf(name).length > 0
                ? unitsOf(name)
                : [name]
              : [],
        ),
      );
      const near = later === null ? suggest(unit, made) : null;
      yield {
        at,
        span: need.span,
        params: {
          unit,
          why: later === null ? `is not there: nothing brings it on ${target.os.title}` : 'comes only later',
        },
        ...(near !== null && near !== unit && { help: `Did you mean \`${near}\`?` }),
        ...laterThan(later, 'Move the service behind what brings the unit.'),
      };
    }
    for (const { at, unit, near, from } of mistypedUnits(context)) {
      yield {
        at,
        params: { unit, why: `is not there: the package \`${from.resource.label}\` brings \`${near}\`` },
        help: `Did you mean \`${near}\`?`,
        related: [{ span: from.resource.head, message: 'the package' }],
      };
    }
  },
  wrong: 'image a {\n  os = [debian12]\n  «service nginx» { enabled = true }\n  package nginx\n}\n',
  right: 'image a {\n  os = [debian12]\n  package nginx\n  service nginx { enabled = true }\n}\n',
});
