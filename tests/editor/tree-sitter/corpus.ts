/** Cases in the form that `tree-sitter test` reads: a name between lines of `=`, a source, `---`, and the tree. */
export interface CorpusCase {
  readonly name: string;
  readonly source: string;
  readonly tree: string;
}

const HEAD = /^={3,}\n(.+)\n={3,}\n/gm;

export function readCorpus(text: string): CorpusCase[] {
  const [, ...parts] = text.split(HEAD);
  const cases: CorpusCase[] = [];
  for (let i = 0; i < parts.length; i += 2) {
    const [source, tree] = parts[i + 1]!.split(/^---\n/m);
    cases.push({ name: parts[i]!, source: source!.trim(), tree: tree ?? '' });
  }
  return cases;
}

export function corpusText(cases: readonly CorpusCase[]): string {
  const line = '='.repeat(20);
  return cases
    .map(({ name, source, tree }) => `${line}\n${name}\n${line}\n\n${source}\n\n---\n\n${indented(tree)}\n`)
    .join('\n');
}

/** An S-expression with each node on a line of its own. */
function indented(tree: string): string {
  let depth = 0;
  let text = '';
  for (const [part] of tree.replace(/\s+/g, ' ').matchAll(/(?:\w+: )?\(\w+|\)/g)) {
    if (part === ')') {
      depth--;
      text += part;
    } else text += `${text === '' ? '' : '\n'}${'  '.repeat(depth++)}${part}`;
  }
  return text;
}
