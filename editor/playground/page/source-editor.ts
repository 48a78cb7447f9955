import {
  acceptCompletion,
  closeBrackets,
  closeBracketsKeymap,
  completionKeymap,
} from '@codemirror/autocomplete';
import { defaultKeymap, history, historyKeymap } from '@codemirror/commands';
import {
  bracketMatching,
  codeFolding,
  foldGutter,
  foldKeymap,
  indentService,
  indentUnit,
} from '@codemirror/language';
import { lintGutter, lintKeymap } from '@codemirror/lint';
import {
  LSPPlugin,
  findReferencesKeymap,
  formatKeymap,
  hoverTooltips,
  jumpToDefinitionKeymap,
  renameKeymap,
  serverCompletion,
  signatureHelp,
} from '@codemirror/lsp-client';
import type { LSPClient } from '@codemirror/lsp-client';
import { EditorState } from '@codemirror/state';
import type { Extension } from '@codemirror/state';
import {
  EditorView,
  ViewPlugin,
  highlightActiveLine,
  highlightActiveLineGutter,
  keymap,
  lineNumbers,
} from '@codemirror/view';
import type { Command } from '@codemirror/view';
import { search, searchKeymap } from '@codemirror/search';
import { delayed } from './dom.ts';
import { nameOf } from './documents.ts';
import { lineMarks } from './marked-lines.ts';
import { modeOf } from './modes.ts';
import { foldsChanged, serverView } from './server-view.ts';
import { looks } from './theme.ts';

/** Milliseconds after a keystroke until the server is told. */
const SYNC = 40;

/** The line that a generated line comes from. */
export const originMark = lineMarks('origin');

const words = [
  {
    commentTokens: { line: '#' },
    wordChars: '-_',
    closeBrackets: { brackets: ['(', '[', '{', '"'] },
  },
];

/** As the line above, and deeper behind an open bracket. */
const indents = indentService.of((context, at) => {
  const line = context.lineAt(at, -1);
  const isBroken = context.simulatedBreak === at;
  if (!isBroken && line.from === 0) return 0;
  const above = isBroken ? line.text : context.lineAt(line.from - 1, -1).text;
  const own = /^\s*/.exec(above)![0].length;
  const deeper = /[[{(]\s*(#.*)?$/.test(above) ? 2 : 0;
  const closes = /^\s*[\]})]/.test(context.textAfterPos(at)) ? 2 : 0;
  return Math.max(0, own + deeper - closes);
});

const synced = ViewPlugin.define((view) => {
  const sync = delayed(() => LSPPlugin.get(view)?.client.sync(), SYNC);
  return {
    update({ docChanged }) {
      if (docChanged) sync();
    },
    destroy: () => sync.cancel(),
  };
});

export interface EditorHooks {
  readonly actions: Command;
  readonly info: Command;
  readonly toOutput: Command;
  /** The cursor is on another line, or the text is another one. */
  readonly moved: (view: EditorView) => void;
}

/** What the editor of a file has. */
export function sourceEditor(client: LSPClient, uri: string, hooks: EditorHooks): Extension {
  const name = nameOf(uri);
  const common = [
    lineNumbers(),
    highlightActiveLine(),
    highlightActiveLineGutter(),
    search({ top: true }),
    looks,
    originMark.extension,
    EditorView.contentAttributes.of({
      'aria-label': `Source ${name ?? uri}`,
      spellcheck: 'false',
      tabindex: '0',
    }),
    EditorView.updateListener.of(({ docChanged, selectionSet, focusChanged, view }) => {
      if (docChanged || selectionSet || focusChanged) hooks.moved(view);
    }),
    keymap.of([{ key: 'Alt-o', run: hooks.toOutput }]),
  ];
  const editing = [
    history(),
    indentUnit.of('  '),
    EditorState.tabSize.of(2),
    keymap.of([...closeBracketsKeymap, { key: 'Tab', run: acceptCompletion }, ...historyKeymap]),
    closeBrackets(),
  ];
  const keys = keymap.of([
    ...completionKeymap,
    ...defaultKeymap,
    ...searchKeymap,
    ...foldKeymap,
    ...lintKeymap,
  ]);
  if (name !== null && !name.endsWith('.vkimage'))
    return [common, editing, modeOf(name), client.plugin(uri, 'plaintext'), synced, lintGutter(), keys];
  return [
    common,
    name === null ? EditorState.readOnly.of(true) : editing,
    EditorState.languageData.of(() => words),
    indents,
    bracketMatching(),
    codeFolding(),
    foldGutter({ foldingChanged: foldsChanged }),
    lintGutter(),
    client.plugin(uri, 'vkimage'),
    serverCompletion({ override: true, validFor: /^[\w-]*$/ }),
    hoverTooltips(),
    signatureHelp(),
    serverView,
    synced,
    keymap.of([
      { key: 'Mod-.', run: hooks.actions },
      { key: 'Alt-i', run: hooks.info },
      ...formatKeymap,
      ...renameKeymap,
      ...jumpToDefinitionKeymap,
      ...findReferencesKeymap,
    ]),
    keys,
  ];
}
