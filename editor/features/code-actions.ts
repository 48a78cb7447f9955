import { CodeActionKind } from 'vscode-languageserver-types';
import type { CodeAction, CodeActionParams } from 'vscode-languageserver';
import { isLibraryFile } from '../../compiler/model/file-names.ts';
import type { MakeActions } from '../actions/action.ts';
import { allow } from '../actions/allow.ts';
import { convertForeign, resolveConversion } from '../actions/convert.ts';
import { extractRole } from '../actions/extract-role.ts';
import { fillMatch, splitByFamily } from '../actions/families.ts';
import { fixAll, fixes } from '../actions/fixes.ts';
import { labels } from '../actions/labels.ts';
import { offsetsOf } from '../project/feature.ts';
import type { Feature, Place } from '../project/feature.ts';

const ALL: readonly MakeActions[] = [
  convertForeign,
  fixes,
  allow,
  fillMatch,
  splitByFamily,
  extractRole,
  labels,
  fixAll,
];

const within = (kind: string, only: readonly string[] | undefined): boolean =>
  only === undefined || only.some((each) => kind === each || kind.startsWith(`${each}.`));

/** Changes that can be chosen at a place. */
export default {
  name: 'Code actions',
  doc: 'Applies the fix of a diagnostic or all safe ones, allows a rule with a reason, adds the missing arms of a `match`, splits a resource by family, extracts a role, quotes a label, and converts tasks of Ansible and blocks of Packer.',
  capability: {
    codeActionProvider: {
      resolveProvider: true,
      codeActionKinds: [
        CodeActionKind.QuickFix,
        CodeActionKind.RefactorExtract,
        CodeActionKind.RefactorRewrite,
        CodeActionKind.SourceFixAll,
      ],
    },
  },
  requests: {
    'textDocument/codeAction': (place: Place, { range, context }: CodeActionParams): CodeAction[] => {
      if (isLibraryFile(place.file)) return [];
      const [start, end] = offsetsOf(place, range);
      const selection = { place, start, end, shown: context.diagnostics };
      return ALL.flatMap((make) => make(selection)).filter(({ kind = '' }) => within(kind, context.only));
    },
    'codeAction/resolve': (place: Place, action: CodeAction) => resolveConversion(place, action),
  },
} satisfies Feature;
