import type { SignatureHelp, SignatureHelpParams } from 'vscode-languageserver';
import { functions } from '../../compiler/language/functions.ts';
import { T } from '../../grammar/scan/tokens.ts';
import { offsetOf } from '../project/feature.ts';
import type { Feature, Place } from '../project/feature.ts';
import { Cursor } from '../text/cursor.ts';

function signature(place: Place, { position }: SignatureHelpParams): SignatureHelp | null {
  const cursor = new Cursor(place.project.text(place.file), offsetOf(place, position));
  const depth = cursor.open.findLastIndex((at) => cursor.before[at]!.tokenType === T.LParen);
  const open = cursor.open[depth];
  const name = open === undefined ? undefined : cursor.before[open - 1]?.image;
  const found = name === undefined ? undefined : functions.get(name);
  if (found === undefined || open === undefined) return null;
  const { signature: label, doc, example } = found;
  const parameters = label.slice(label.indexOf('(') + 1, -1).split(', ');
  let commas = 0;
  let nested = 0;
  for (const { tokenType } of cursor.before.slice(open + 1)) {
    if ([T.LParen, T.LBracket, T.LBrace].includes(tokenType)) nested++;
    else if ([T.RParen, T.RBracket, T.RBrace].includes(tokenType)) nested--;
    else if (tokenType === T.Comma && nested === 0) commas++;
  }
  return {
    signatures: [
      {
        label,
        documentation: { kind: 'markdown', value: `${doc}\n\n\`\`\`vkimage\n${example}\n\`\`\`` },
        parameters: parameters.map((each) => ({ label: each })),
      },
    ],
    activeSignature: 0,
    activeParameter: Math.min(commas, parameters.length - 1),
  };
}

/** The parameters of the function whose argument is being written. */
export default {
  name: 'Signature help',
  doc: 'Shows the parameters of a function while its arguments are written.',
  capability: { signatureHelpProvider: { triggerCharacters: ['(', ','] } },
  requests: { 'textDocument/signatureHelp': signature },
} satisfies Feature;
