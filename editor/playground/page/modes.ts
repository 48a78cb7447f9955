import { StreamLanguage } from '@codemirror/language';
import type { StreamParser } from '@codemirror/language';
import type { Extension } from '@codemirror/state';
import { python } from '@codemirror/legacy-modes/mode/python';
import { shell } from '@codemirror/legacy-modes/mode/shell';
import { yaml } from '@codemirror/legacy-modes/mode/yaml';

/** Colours for HCL: comments, strings, numbers, the words that begin a block, and names before `=`. */
const hcl: StreamParser<{ comment: boolean }> = {
  name: 'hcl',
  startState: () => ({ comment: false }),
  token(stream, state) {
    if (state.comment || stream.match('/*')) {
      state.comment = stream.match(/^.*?\*\//) === null;
      if (state.comment) stream.skipToEnd();
      return 'comment';
    }
    if (stream.match(/^(#|\/\/).*/)) return 'comment';
    if (stream.match(/^"(?:[^"\\]|\\.)*"?/)) return 'string';
    if (stream.match(/^\d+(\.\d+)?/)) return 'number';
    if (stream.match(/^(true|false|null)\b/)) return 'atom';
    if (stream.match(/^[\w-]+(?=\s*=[^=>])/)) return 'propertyName';
    if (stream.match(/^[\w-]+(?=\s+("[^"]*"\s*)*\{)/)) return 'keyword';
    if (stream.match(/^[\w-]+/)) return 'variableName';
    stream.next();
    return null;
  },
};

const MODES: readonly (readonly [names: RegExp, mode: StreamParser<unknown>])[] = [
  [/\.ya?ml$|\.(yamllint|ansible-lint)$/, yaml],
  [/\.(hcl|tf)$/, hcl as StreamParser<unknown>],
  [/\.(sh|bash|service|conf|ini|cfg|env)$/, shell],
  [/\.py$/, python],
];

/** Colours for a file by its name; none for unknown ones. */
export function modeOf(name: string): Extension {
  const found = MODES.find(([names]) => names.test(name));
  return found === undefined ? [] : StreamLanguage.define(found[1]);
}
