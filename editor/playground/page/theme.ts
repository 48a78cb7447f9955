import { HighlightStyle, syntaxHighlighting } from '@codemirror/language';
import type { Extension } from '@codemirror/state';
import { EditorView } from '@codemirror/view';
import { tags as t } from '@lezer/highlight';

const style = HighlightStyle.define([
  { tag: t.comment, class: 'c-comment' },
  { tag: t.string, class: 'c-string' },
  { tag: [t.number, t.atom, t.bool], class: 'c-number' },
  { tag: [t.keyword, t.meta], class: 'c-keyword' },
  { tag: [t.propertyName, t.definition(t.propertyName), t.attributeName], class: 'c-property' },
  { tag: [t.variableName], class: 'c-variable' },
]);

/** Colours come from the variables of the page, so that light and dark are decided in one place. */
const theme = EditorView.theme({
  '&': { height: '100%', backgroundColor: 'var(--card)', color: 'var(--ink)', fontSize: '13px' },
  '&.cm-focused': { outline: 'none' },
  '.cm-scroller': { fontFamily: 'var(--mono)', lineHeight: '1.55' },
  '.cm-content': { caretColor: 'var(--ink)' },
  '.cm-gutters': {
    backgroundColor: 'var(--card)',
    color: 'var(--soft)',
    borderRight: '1px solid var(--line)',
  },
  '.cm-activeLine': { backgroundColor: 'var(--active)' },
  '.cm-activeLineGutter': { backgroundColor: 'var(--active)', color: 'var(--ink)' },
  '.cm-selectionMatch': { backgroundColor: 'var(--mark)' },
  '&.cm-focused .cm-matchingBracket': { backgroundColor: 'var(--mark)', outline: '1px solid var(--accent)' },
  '.cm-tooltip': {
    backgroundColor: 'var(--card)',
    color: 'var(--ink)',
    border: '1px solid var(--line)',
    borderRadius: '6px',
    boxShadow: '0 4px 16px #0003',
    maxWidth: 'min(560px, 90vw)',
  },
  '.cm-tooltip.cm-tooltip-autocomplete > ul > li[aria-selected]': {
    backgroundColor: 'var(--accent)',
    color: 'var(--on-accent)',
  },
  '.cm-completionDetail': { color: 'var(--soft)', fontStyle: 'normal' },
  '.cm-tooltip-autocomplete li[aria-selected] .cm-completionDetail': { color: 'inherit' },
  '.cm-panels': { backgroundColor: 'var(--head)', color: 'var(--ink)' },
  '.cm-panels.cm-panels-top': { borderBottom: '1px solid var(--line)' },
  '.cm-panels.cm-panels-bottom': { borderTop: '1px solid var(--line)' },
  '.cm-textfield': { backgroundColor: 'var(--card)', color: 'var(--ink)', border: '1px solid var(--line)' },
  '.cm-lsp-reference-panel:focus': { outline: '2px solid var(--accent)', outlineOffset: '-2px' },
  '.cm-button': {
    backgroundImage: 'none',
    backgroundColor: 'var(--card)',
    color: 'var(--ink)',
    border: '1px solid var(--line)',
    borderRadius: '4px',
  },
  '.cm-foldPlaceholder': {
    backgroundColor: 'var(--head)',
    color: 'var(--soft)',
    border: '1px solid var(--line)',
  },
  '.cm-diagnostic': { padding: '4px 10px' },
  '.cm-diagnosticText': { whiteSpace: 'pre-wrap' },
  '.cm-diagnosticAction': {
    backgroundColor: 'var(--accent)',
    color: 'var(--on-accent)',
    borderRadius: '4px',
    padding: '2px 8px',
  },
  '.cm-lsp-hover-tooltip, .cm-lsp-documentation': {
    maxHeight: '320px',
    overflow: 'auto',
    padding: '2px 10px',
  },
  '.cm-insertedLine, &.cm-merge-b .cm-changedLine': { backgroundColor: 'var(--added)' },
  '.cm-deletedChunk': { backgroundColor: 'var(--removed)' },
  '&.cm-merge-b .cm-changedText, .cm-changedText': { background: 'var(--added-more)' },
  '.cm-deletedChunk .cm-deletedText': { background: 'var(--removed-more)' },
  '.cm-changeGutter': { paddingLeft: '1px', width: '4px' },
  '.cm-collapsedLines': { background: 'var(--head)', color: 'var(--soft)' },
  '.cm-collapsedLines::before, .cm-collapsedLines::after': { content: '"…"' },
});

export const looks: Extension = [theme, syntaxHighlighting(style)];
