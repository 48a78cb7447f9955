import { parseAllDocuments } from 'yaml';
import { byText } from '../../compiler/sdk/by-text.ts';
import { rule } from '../../compiler/sdk/rule.ts';
import { textsOf } from './shared/texts.ts';

/** Files with comments and commas at the end, which their readers take. */
const LENIENT = /(?:^|[./-])(?:tsconfig|jsconfig|babelrc|eslintrc|settings|devcontainer|renovate)\b[^/]*$/;

export default rule({
  id: 'broken-content',
  topic: 'build',
  severity: 'warning',
  eachRun: true,
  title: 'What is JSON or YAML by its name can be read as such.',
  message: '`{path}` is no {format}: {problem}.',
  help: 'Mend it there, or write it as a value: `content = {encode}(…)`.',
  why: 'The file is written as it is, and the service that reads it does not start, which shows when the image is verified or a machine is deployed.',
  sources: ['services-after-a-reboot'],
  *check(context) {
    for (const { at, path, text, span, template } of textsOf(context)) {
      if (template || at.resource.kind !== 'file' || /\{\{|\{%/.test(text)) continue;
      const format = /\.json$/i.test(path) ? 'JSON' : /\.ya?ml$/i.test(path) ? 'YAML' : null;
      if (format === null || LENIENT.test(path)) continue;
      const problem = (format === 'JSON' ? inJson : inYaml)(text);
      if (problem !== null)
        yield {
          at,
          span,
          params: { path, format, problem, encode: format === 'JSON' ? 'jsonencode' : 'yamlencode' },
        };
    }
  },
  wrong:
    'image a {\n  os = [debian12]\n  directory "/etc/docker"\n  file "/etc/docker/daemon.json" { content = «"{ \\"live-restore\\": true, }"» }\n}\n',
  right:
    'image a {\n  os = [debian12]\n  directory "/etc/docker"\n  file "/etc/docker/daemon.json" { content = jsonencode({ live-restore = true }) }\n}\n',
});

/** The first thing that a reader of JSON stops at; an empty file is one that others fill. */
const inJson = byText((text: string): string | null => {
  if (text.trim() === '') return null;
  try {
    JSON.parse(text);
    return null;
  } catch (error) {
    const said = (error as Error).message;
    const [, place] = /position (\d+)/.exec(said) ?? [];
    const reason = /^(?:Unexpected end|Unterminated)/.test(said)
      ? 'it ends too early'
      : place === undefined
        ? 'it cannot be read'
        : `\`${text[Number(place)] ?? ''}\` cannot stand in line ${text.slice(0, Number(place)).split('\n').length}`;
    return reason;
  }
});

const inYaml = byText((text: string): string | null => {
  for (const document of parseAllDocuments(text, {
    logLevel: 'silent',
    uniqueKeys: true,
    prettyErrors: false,
  })) {
    const [first] = document.errors;
    if (first !== undefined) {
      const line = text.slice(0, first.pos[0]).split('\n').length;
      return `line ${line}: ${first.message.replace(/\.$/, '').replace(/^\w/, (letter) => letter.toLowerCase())}`;
    }
  }
  return null;
});
