/** The document that a request is about: `textDocument.uri`, `item.uri`, `data.uri` or `uri`; null if it is about none. */
export function uriIn(params: object): string | null {
  const { textDocument, item, data, uri } = params as {
    readonly textDocument?: { readonly uri?: unknown };
    readonly item?: { readonly uri?: unknown };
    readonly data?: { readonly uri?: unknown };
    readonly uri?: unknown;
  };
  const found = textDocument?.uri ?? item?.uri ?? data?.uri ?? uri;
  return typeof found === 'string' ? found : null;
}

const NAMES: ReadonlySet<string> = new Set(['uri', 'targetUri', 'target']);

/** An answer with each URI as the client writes it: some write drives and escapes in another way. */
export function respelled<T>(answer: T, spelled: (uri: string) => string): T {
  const visit = (value: unknown, key: string | null): unknown => {
    if (typeof value === 'string') return key !== null && NAMES.has(key) ? spelled(value) : value;
    if (Array.isArray(value)) return value.map((each) => visit(each, key === null ? null : `${key}[]`));
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(
      Object.entries(value).map(([name, each]) => [
        key === 'changes' ? spelled(name) : name,
        visit(each, name),
      ]),
    );
  };
  return visit(answer, null) as T;
}
