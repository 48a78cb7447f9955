import type {
  CodeAction,
  CompletionItem,
  CompletionList,
  Hover,
  InitializeParams,
  WorkspaceEdit,
} from 'vscode-languageserver';

/** What the client can do with an answer; all that it does not speak of, it cannot. */
export interface Abilities {
  /** It asks for the changes of an action when the action is chosen. */
  readonly resolvesActions: boolean;
  /** It leaves out changes of a text that it has changed itself meanwhile. */
  readonly versions: boolean;
  /** It knows placeholders in what a completion inserts. */
  readonly snippets: boolean;
  /** It shows Markdown in a hover, and beside a completion. */
  readonly markdown: boolean;
  readonly markdownBeside: boolean;
}

export function abilitiesOf({ textDocument, workspace }: InitializeParams['capabilities']): Abilities {
  // Clients were there before they could say so.
  const takes = (formats: readonly string[] | null | undefined) => !formats || formats.includes('markdown');
  return {
    resolvesActions: textDocument?.codeAction?.resolveSupport?.properties.includes('edit') === true,
    versions: workspace?.workspaceEdit?.documentChanges === true,
    snippets: textDocument?.completion?.completionItem?.snippetSupport === true,
    markdown: takes(textDocument?.hover?.contentFormat),
    markdownBeside: takes(textDocument?.completion?.completionItem?.documentationFormat),
  };
}

/** An answer as the client can show it. */
export function adapted(
  method: string,
  answer: unknown,
  { snippets, markdown, markdownBeside }: Abilities,
): unknown {
  if (answer === null) return null;
  if (method === 'textDocument/completion' && !(snippets && markdownBeside)) {
    const list = answer as CompletionList;
    const items = snippets ? list.items : list.items.map(withoutPlaceholders);
    return { ...list, items: markdownBeside ? items : items.map(withPlainDocumentation) };
  }
  if (method === 'textDocument/hover' && !markdown) return withoutMarkdown(answer as Hover);
  return answer;
}

/** An answer whose changes of documents say of which version of each they are. */
export function versioned(
  method: string,
  answer: unknown,
  versionOf: (uri: string) => number | null,
): unknown {
  const edit = ({ changes, ...rest }: WorkspaceEdit): WorkspaceEdit =>
    changes === undefined
      ? rest
      : {
          ...rest,
          documentChanges: Object.entries(changes).map(([uri, edits]) => ({
            textDocument: { uri, version: versionOf(uri) },
            edits,
          })),
        };
  const action = (each: CodeAction): CodeAction =>
    each.edit === undefined ? each : { ...each, edit: edit(each.edit) };
  if (answer === null) return null;
  if (method === 'textDocument/rename') return edit(answer as WorkspaceEdit);
  if (method === 'textDocument/codeAction') return (answer as CodeAction[]).map(action);
  return method === 'codeAction/resolve' ? action(answer as CodeAction) : answer;
}

/** `InsertTextFormat`. */
const [PLAIN, SNIPPET] = [1, 2] as const;

function withoutPlaceholders(item: CompletionItem): CompletionItem {
  if (item.insertTextFormat !== SNIPPET || item.textEdit === undefined) return item;
  const newText = item.textEdit.newText
    .replace(/(?<!\\)\$\{\d+\|([^,|}]*)[^}]*\}/g, '$1')
    .replace(/(?<!\\)\$\{\d+:([^}]*)\}/g, '$1')
    .replace(/(?<!\\)\$(\d+|\{\d+\})/g, '')
    .replace(/\\([$}\\])/g, '$1');
  return { ...item, insertTextFormat: PLAIN, textEdit: { ...item.textEdit, newText } };
}

function withPlainDocumentation(item: CompletionItem): CompletionItem {
  const { documentation } = item;
  if (typeof documentation !== 'object') return item;
  return { ...item, documentation: { kind: 'plaintext', value: plain(documentation.value) } };
}

function withoutMarkdown(hover: Hover): Hover {
  const { contents } = hover;
  if (typeof contents !== 'object' || !('value' in contents)) return hover;
  return { ...hover, contents: { kind: 'plaintext', value: plain(contents.value) } };
}

const plain = (markdown: string): string =>
  markdown
    .replace(/^```\w*\n?/gm, '')
    .replace(/\\([\\`*_{}[\]()#+.!|<>-])/g, '$1')
    .trim();
