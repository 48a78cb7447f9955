/** A glob as a regular expression; `any` is what one of its signs can stand for. */
export const globExpression = (glob: string, any: string): string =>
  glob.replace(/\[!?[^\]]+\]|[*?]|[\\^$.|+(){}[\]]/g, (found) => {
    if (found === '*') return `${any}*`;
    if (found === '?') return any;
    return found.length > 2 ? found.replace(/^\[!/, '[^') : `\\${found}`;
  });
