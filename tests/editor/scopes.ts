import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import oniguruma from 'vscode-oniguruma';
import textmate from 'vscode-textmate';
import { textMateGrammar } from '../../editor/grammars/textmate.ts';

const wasm = createRequire(import.meta.url).resolve('vscode-oniguruma/release/onig.wasm');

async function grammar() {
  await oniguruma.loadWASM(readFileSync(wasm).buffer);
  const registry = new textmate.Registry({
    onigLib: Promise.resolve({
      createOnigScanner: (patterns) => oniguruma.createOnigScanner(patterns),
      createOnigString: (text) => oniguruma.createOnigString(text),
    }),
    loadGrammar: () => Promise.resolve(textmate.parseRawGrammar(JSON.stringify(textMateGrammar()), 'a.json')),
  });
  return (await registry.loadGrammar('source.vkimage'))!;
}
const loaded = grammar();

/** A line for each stretch: its text and its scopes without what all have. */
export async function scopes(text: string): Promise<string> {
  const found = await loaded;
  let state = textmate.INITIAL;
  const lines: string[] = [];
  for (const line of text.split('\n')) {
    const { tokens, ruleStack } = found.tokenizeLine(line, state);
    state = ruleStack;
    lines.push(`> ${line}`);
    for (const { startIndex, endIndex, scopes: all } of tokens) {
      const part = line.slice(startIndex, endIndex);
      const names = all.slice(1).map((each) => each.replace(/\.vkimage$/, ''));
      if (part.trim() !== '' && names.length > 0) lines.push(`  ${part.trim()}: ${names.join(' ')}`);
    }
  }
  return `${lines.join('\n')}\n`;
}
