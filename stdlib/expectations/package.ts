import { expectation } from '../../compiler/sdk/expectation-kind.ts';
import * as z from 'zod/mini';
import { Texts } from '../../compiler/sdk/boot-check.ts';
import { shellWord } from '../../compiler/model/shell-word.ts';
import { t } from '../../compiler/model/schema.ts';
import { packageName } from '../shared/validators.ts';
import { shown } from '../shared/tasks.ts';

export default expectation({
  name: 'package',
  doc: 'A package of the system’s package manager.',
  label: { what: 'the name of a package', check: packageName },
  schema: z
    .object({
      version: t.text('The installed version, or how it begins; without the epoch.'),
      installed: t.bool('Whether it is installed.', 'true'),
    })
    .check(
      z.refine(
        (a) => a.installed?.value !== false || a.version === undefined,
        'A package that is not installed has no version: leave `version` out.',
      ),
    ),
  example: 'package curl\n\npackage telnetd { installed = false }',
  bootChecks({ label, attributes }, { packageManager }) {
    const { version, installed } = attributes;
    const name = shellWord(label.value);
    const texts = new Texts();
    // Both print "installed" and the version, or something else.
    const look =
      packageManager === 'apt'
        ? `dpkg-query --show --showformat='\${db:Status-Status} \${Version}' ${name} | sed 's/ [0-9]*:/ /'`
        : `rpm --query --queryformat='installed %{VERSION}-%{RELEASE} ' ${name}`;
    const found = "{{ seen.stdout | trim or 'not installed' }}";
    const title = `Package ${shown(label.value)} is`;
    if (installed?.value === false) {
      const that = [`not seen.stdout.startswith('installed ')`];
      return [{ title: `${title} not installed`, look, that, found }];
    }
    const that = [`seen.stdout.startswith('installed ')`];
    if (version === undefined) return [{ title: `${title} installed`, look, that, found }];
    that.push(`seen.stdout.startswith(${texts.term('wanted', `installed ${version.value}`)})`);
    return [
      { title: `${title} installed in version ${shown(version.value)}`, look, that, found, vars: texts.vars },
    ];
  },
});
