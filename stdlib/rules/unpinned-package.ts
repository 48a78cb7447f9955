import { rule } from '../../compiler/sdk/rule.ts';
import packageKind from '../resources/package.ts';
import { labelText } from './shared/label-text.ts';

export default rule({
  id: 'unpinned-package',
  topic: 'reproducibility',
  severity: 'hint',
  eachRun: true,
  optional: true,
  title: 'Every package has a version.',
  message: '`{name}` is installed in whatever version the repository has.',
  help: 'Write `package {label} { version = "…" }`, as the package manager writes it.',
  why: 'Two builds of one source can differ by the packages that were published in between. Distributions publish security updates under new versions only, and remove the old ones, so this is for repositories of one’s own and for audits.',
  sources: ['pinned-versions'],
  *check({ resources }) {
    for (const at of resources(packageKind)) {
      const name = at.resource.label;
      const { version, state } = at.attributes;
      if (version !== undefined || state?.value === 'absent') continue;
      // The library leaves versions to the release.
      if (!at.resource.origin.file.startsWith('vkc:')) yield { at, params: { name, label: labelText(name) } };
    }
  },
  wrong: 'image a {\n  os = [debian12]\n  «package nginx»\n}\n',
  right: 'image a {\n  os = [debian12]\n  package nginx { version = "1.22.1-9" }\n}\n',
});
