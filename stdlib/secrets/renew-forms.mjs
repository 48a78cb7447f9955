// Converts the rules of gitleaks (MIT, see gitleaks.LICENSE) to the forms that vkc knows tokens by:
// node stdlib/secrets/renew-forms.mjs PATH/TO/gitleaks.toml PATH/TO/LICENSE
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const folder = dirname(fileURLToPath(import.meta.url));
const [config, licence] = process.argv.slice(2);

/** Told by vkc itself, with more care, or by words that any text may have. */
const LEFT_OUT = new Set(
  (
    'generic-api-key private-key jwt jwt-base64 curl-auth-header curl-auth-user kubernetes-secret-yaml ' +
    'hashicorp-tf-password nuget-config-password sidekiq-sensitive-url'
  ).split(' '),
);
/** What is known to others by its nature. */
const PUBLIC = /-(?:client-id|access-id|public-key|publishable-key|user-id)$/;

const rules = readFileSync(config, 'utf8')
  .split(/^\[\[rules\]\]$/m)
  .slice(1)
  .map((text) => text.split(/^\[\[?rules\./m)[0]);

const forms = [];
const skipped = [];
for (const text of rules) {
  const field = (name) =>
    new RegExp(`^${name} = (?:'''([\\s\\S]*?)'''|"([^"]*)"|(\\S+))$`, 'm').exec(text)?.slice(1).find(Boolean);
  const id = field('id');
  const regex = field('regex');
  const keywords = [...(/^keywords = \[([\s\S]*?)\]/m.exec(text)?.[1] ?? '').matchAll(/"([^"]+)"/g)].map(
    ([, word]) => word,
  );
  if (regex === undefined || keywords.length === 0 || LEFT_OUT.has(id) || PUBLIC.test(id)) continue;
  const converted = convert(regex);
  if (converted === null) skipped.push(id);
  else
    forms.push({
      id,
      ...converted,
      entropy: Number(field('entropy') ?? 0),
      group: Number(field('secretGroup') ?? 1),
      needles: keywords,
    });
}
forms.sort((a, b) => (a.id < b.id ? -1 : 1));
writeFileSync(
  join(folder, 'forms.json'),
  `[\n${forms.map((form) => `  ${JSON.stringify(form)}`).join(',\n')}\n]\n`,
);
writeFileSync(join(folder, 'gitleaks.LICENSE'), readFileSync(licence));
console.log(`${forms.length} forms; not converted: ${skipped.join(', ') || 'none'}`);

/** An expression of Go's as one of JavaScript's; null when it cannot be said. */
function convert(regex) {
  let source = regex
    .replaceAll('[[:alnum:]]', '[A-Za-z0-9]')
    .replaceAll('[:alnum:]', 'A-Za-z0-9')
    .replaceAll('(?P<', '(?<')
    .replaceAll('\\z', '$');
  let flags = '';
  if (source.startsWith('(?i)')) {
    flags = 'i';
    source = source.slice(4);
  }
  // What ignores case in a part only is written out.
  source = source.replace(
    /\(\?i:([\w\s|.-]*)\)/g,
    (_, inner) => `(?:${flags === 'i' ? inner : anyCase(inner)})`,
  );
  const middle = source.indexOf('(?i)');
  if (middle >= 0 && flags === '') {
    const rest = source.slice(middle + 4);
    // From there on; only where what stands before has no letters that would change.
    if (!/[A-Za-z]/.test(source.slice(0, middle).replace(/\\./g, ''))) {
      flags = 'i';
      source = source.slice(0, middle) + rest;
    }
  }
  source = source.replaceAll('(?-i:', '(?:').replaceAll('(?i)', '');
  try {
    return { source: new RegExp(source, `g${flags}`).source, flags };
  } catch {
    return null;
  }
}

function anyCase(text) {
  return text.replace(/[a-z]/gi, (letter) => `[${letter.toLowerCase()}${letter.toUpperCase()}]`);
}
