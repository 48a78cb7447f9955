/** Deeper than quotes in templates in quotes are ever written. */
const DEEPEST = 60;

export interface TemplatePart {
  readonly raw: string;
  /** What stands between the braces; null for plain text. */
  readonly code: string | null;
}

export function templateParts(text: string): TemplatePart[] {
  const parts: TemplatePart[] = [];
  let plain = '';
  for (let i = 0; i < text.length;) {
    if (text.startsWith('$${', i)) {
      plain += '$${';
      i += 3;
    } else if (text.startsWith('${', i)) {
      const end = closing(text, i + 2);
      if (end === null) break;
      if (plain !== '') parts.push({ raw: plain, code: null });
      plain = '';
      parts.push({ raw: text.slice(i, end + 1), code: text.slice(i + 2, end).replace(/^~|~$/g, '') });
      i = end + 1;
    } else plain += text[i++];
    if (i >= text.length) return plain === '' ? parts : [...parts, { raw: plain, code: null }];
  }
  return [{ raw: text, code: null }];
}

/** Where the brace is that closes the one before `from`. */
function closing(text: string, from: number): number | null {
  let depth = 1;
  for (let i = from; i < text.length; i++) {
    const c = text[i];
    if (c === '"') {
      const end = endOfString(text, i);
      if (end === null) return null;
      i = end;
    } else if (c === '{') depth++;
    else if (c === '}' && --depth === 0) return i;
  }
  return null;
}

/** Where the quote is that closes the one at `from`; templates in it have quotes of their own. */
export function endOfString(text: string, from: number, depth = 0): number | null {
  if (depth > DEEPEST) return null;
  for (let i = from + 1; i < text.length; i++)
    if (text[i] === '\\') i++;
    else if (text[i] === '"') return i;
    else if (text.startsWith('${', i) && text[i - 1] !== '$') {
      let braces = 1;
      for (i += 2; i < text.length && braces > 0; i++)
        if (text[i] === '"') {
          const end = endOfString(text, i, depth + 1);
          if (end === null) return null;
          i = end;
        } else if (text[i] === '{') braces++;
        else if (text[i] === '}') braces--;
      i--;
    }
  return null;
}
