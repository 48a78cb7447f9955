import { expect, test } from 'vitest';
import { renderText } from '../../../compiler/diagnostics/render.ts';
import { memoryHost } from '../../../compiler/sdk/host.ts';
import { compile } from '../../../stdlib/index.ts';

const TOKEN = ['ghp_', 'aB3dE5fG7hI9jK1lM3nO5pQ7rS9tU1vW3xY5'].join('');
const image = (members: string) =>
  `image a {\n  version = "1.0"\n  description = "P."\n  os = [debian12]\n${members}\n}\n`;

/** Each text that gets into the tree, with a token in it. */
const PLACES: Readonly<Record<string, string>> = {
  'a label': image(`command "app --token ${TOKEN}" { changes = false }`),
  'a path': image(`file "/etc/${TOKEN}" { content = "a" }`),
  'a title': image(`command "true" {\n title = "With ${TOKEN}"\n changes = false\n}`),
  'the description of an image': `image a {\n  version = "1.0"\n  description = "Uses ${TOKEN}."\n  os = [debian12]\n}\n`,
  'a comment above an image': `# Uses ${TOKEN}\n${image('')}`,
  'a comment above a role': `${image('use r')}\n# Uses ${TOKEN}\nrole r { package jq }\n`,
  'a property': image(`metadata { note = "${TOKEN}" }`),
  'an environment variable': image(`command "true" { environment = { T = "${TOKEN}" } changes = false }`),
  'the environment of the build': image(`build { environment { TOKEN = "${TOKEN}" } }`),
  'what is given to cloud-init': image(`build { user_data = { runcmd = ["app ${TOKEN}"] } }`),
  'a condition': image(`package jq { condition = jinja"x == '${TOKEN}'" }`),
  'a reason': image(`allow end-of-life { reason = "${TOKEN}" }`),
  'an address': image(`build { packer { boot_command = ["curl https://x:${TOKEN}@example.org"] } }`),
  'an expectation': image(`expect { command "app ${TOKEN}" }`),
  'a value that is left out at deployment': `${image('use r')}\nrole r {\n param t: string = runtime("${TOKEN}")\n start { file "/etc/x" { content = t } }\n}\n`,
};

test.each(Object.entries(PLACES))('a secret in %s is found once, and not shown', (_, text) => {
  const { diagnostics, sources } = compile({
    host: memoryHost({ 'main.vkimage': text }),
    entries: ['main.vkimage'],
  });
  const found = diagnostics.filter(({ code }) => code === 'secret-in-image');
  expect(found.map(({ message }) => message)).toHaveLength(1);
  const { span } = found[0]!;
  expect(text.slice(span.start, span.end)).toContain(TOKEN.slice(4));
  expect(renderText(diagnostics, sources, { color: false, width: 100 })).not.toContain(TOKEN.slice(4, 20));
});
