import type { ReadYaml } from '../../compiler/sdk/host.ts';
import { parseDocument } from 'yaml';

/** The YAML parser for the compiler. It is loaded only if there is YAML to read. */
export const readYaml: ReadYaml = (text) => {
  const document = parseDocument(text, { logLevel: 'silent' });
  const [error] = document.errors;
  if (error !== undefined) {
    const [reason] = error.message.split(/ at line | \(/);
    const line = error.linePos?.[0].line;
    return { kind: 'bad', reason: line === undefined ? reason! : `line ${line}: ${reason}` };
  }
  return { kind: 'read', value: document.toJS({ maxAliasCount: 100 }) };
};
