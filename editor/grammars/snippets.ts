import { declarations, roleParam, statements } from '../completion/snippets.ts';

/** Snippets as VS Code reads them, for when the language server does not run. */
export function snippetFile(): object {
  const all = [
    ...declarations,
    ...statements.filter(({ label }) => label !== 'let'),
    { ...roleParam, label: 'role param' },
  ];
  return Object.fromEntries(
    all.map(({ label, insert, detail }) => [
      label,
      { prefix: label.split(' ').at(-1), body: (insert ?? label).split('\n'), description: detail },
    ]),
  );
}
