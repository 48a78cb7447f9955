import { resolve } from 'node:path';
import type { Rule } from '../../compiler/sdk/rule.ts';
import type { ReadSettings } from '../../compiler/load/settings.ts';
import { count } from '../../compiler/diagnostics/render.ts';
import { usageFailure } from '../shell/args.ts';
import { EXIT } from '../shell/command.ts';
import type { Command } from '../shell/command.ts';
import { byTopic } from '../../compiler/diagnostics/explanation.ts';
import { fail } from '../shell/failure.ts';
import { displayName, rootOf } from '../project/find.ts';
import { mergeReports, writeReport } from '../project/report.ts';
import { PROJECT_FILE, projectSettings } from '../project/settings.ts';
import { table } from '../shell/table.ts';

const command: Command = {
  name: 'rules',
  order: 60,
  summary: 'List the rules for images, with their severities in this project.',
  usage: '[OPTIONS] [FOLDER]',
  about: [
    'The project is the nearest parent folder with a vkc.yaml, seen from FOLDER or from the current folder. `rules:` in that file changes severities: off, hint, warning or error. `vkc explain RULE` describes a rule.',
    'A rule without a severity is checked in the booted image by `vkc verify`.',
  ],
  options: { json: { doc: 'Print JSON.' } },
  async run(args, io) {
    const [folder = '.', ...more] = args.positionals;
    if (more.length > 0) return fail(usageFailure('`vkc rules` takes one folder.'), io);
    const { allRules } = await import('../../stdlib/rule-set.ts');
    const root = rootOf(resolve(io.cwd, folder, PROJECT_FILE));
    const settings = await projectSettings(root);
    if (settings !== null && settings.diagnostics.length > 0) {
      const { diagnostics, source } = settings;
      const result = { diagnostics, sources: new Map([[source.file, source]]) };
      await writeReport(mergeReports([{ root, result }], io.cwd), args, io);
      if (count(diagnostics, 'error') > 0) return EXIT.source;
    }
    const rules = byTopic(allRules()).flatMap((topic) => topic.rules.map((rule) => stateOf(rule, settings)));
    if (args.has('json')) io.stdout.write(`${JSON.stringify(rules, null, 2)}\n`);
    else {
      const file = displayName(root, PROJECT_FILE, io.cwd);
      const rows = rules.map(({ id, severity, set, title }) => [id, severity, set ? file : '-', title]);
      io.stdout.write(table(['RULE', 'SEVERITY', 'SET IN', 'REQUIREMENT'], rows));
    }
    return EXIT.ok;
  },
};

/** A rule with the severity that the project gives it. */
function stateOf(
  { id, topic, title, why, sources, severity, optional, dated, text, verify }: Rule,
  settings: ReadSettings | null,
) {
  const own = text === null ? 'at boot' : optional ? 'off' : severity;
  const given = settings?.rules.get(id);
  return {
    id,
    topic,
    title,
    severity: given ?? own,
    default: own,
    /** True if the project sets the severity. */
    set: given !== undefined,
    on: (given ?? own) !== 'off',
    sources,
    needs_date: dated === true,
    in_source: text !== null,
    at_boot: verify !== undefined,
    why,
  };
}

export default command;
