import { rule } from '../../compiler/sdk/rule.ts';
import packageKind from '../resources/package.ts';
import task from '../resources/task.ts';
import { commandsOf } from './shared/texts.ts';

/** Modules that check out a source, with the argument that says what of it. */
const REVISIONS: ReadonlyMap<string, string> = new Map([
  ['ansible.builtin.git', 'version'],
  ['community.general.hg', 'revision'],
]);

export default rule({
  id: 'latest-version',
  topic: 'reproducibility',
  severity: 'warning',
  eachRun: true,
  title: 'No task asks for whatever is newest.',
  message: 'This installs {what}, which is another one from build to build.',
  help: 'Leave it out for the version of the release, or name the version.',
  why: 'Two builds of one source on two days would be two images, and the one that was tested is not the one that is published.',
  sources: ['pinned-versions', 'check-34', 'ansible-lint-rules'],
  *check(context) {
    for (const at of context.resources(packageKind)) {
      const { version } = at.attributes;
      if (version !== undefined && /^(latest|newest|\*)$/i.test(version.value))
        yield { at, span: version.origin, params: { what: `\`${version.value}\` as a version` } };
    }
    for (const at of context.resources(task)) {
      const { module, args } = at.attributes;
      const state = args?.entries.get('state');
      // Upgrading what is installed is what a base image of some age needs.
      const upgrade = args?.entries.get('update_only');
      if (upgrade?.type === 'bool' && upgrade.value) continue;
      if (state?.type === 'string' && state.value === 'latest')
        yield { at, span: state.origin, params: { what: `the newest with \`${module.value}\`` } };
    }
    for (const at of context.resources(task)) {
      const { module, args } = at.attributes;
      const name = REVISIONS.get(module.value);
      if (name === undefined) continue;
      const revision = args?.entries.get(name);
      if (revision === undefined || (revision.type === 'string' && /^(HEAD|default)$/.test(revision.value)))
        yield {
          at,
          span: revision?.origin ?? null,
          params: { what: `whatever \`${module.value}\` finds without \`${name}\`` },
        };
    }
    for (const { at, line, span } of commandsOf(context)) {
      if (/\b(docker|podman)\s+pull\s+\S+:latest\b|@latest\b/.test(line))
        yield { at, span, params: { what: 'what is tagged `latest`' } };
    }
  },
  wrong:
    'image a {\n  os = [debian12]\n  task "Install the tool" {\n    module = "ansible.builtin.pip"\n    args   = { name = "tool", virtualenv = "/opt/tool", state = «"latest"» }\n  }\n}\n',
  right:
    'image a {\n  os = [debian12]\n  task "Install the tool" {\n    module = "ansible.builtin.pip"\n    args   = { name = "tool", virtualenv = "/opt/tool", version = "1.4.2" }\n  }\n}\n',
});
