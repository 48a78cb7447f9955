import type { BlockDeclaration } from '../../grammar/syntax.ts';

/** What the comment above a role says, and the `use` that it shows: lines indented by four columns, as in Markdown. */
export interface RoleDoc {
  readonly about: string;
  readonly example: string | null;
}

export function roleDoc(doc: string): RoleDoc {
  const lines = doc.split('\n');
  const first = lines.findIndex((line, i) => line.startsWith('    ') && (lines[i - 1] ?? '') === '');
  if (first < 0) return { about: doc, example: null };
  const rest = lines.slice(first);
  const end = rest.findIndex((line) => line !== '' && !line.startsWith('    '));
  const example = end < 0 ? rest : rest.slice(0, end);
  const about = [...lines.slice(0, first), ...rest.slice(example.length)];
  return {
    about: about.join('\n').trim(),
    example: example
      .map((line) => line.slice(4))
      .join('\n')
      .trimEnd(),
  };
}

/** The comment without its example, which is for those who write sources. */
export function aboutRole(doc: string | null): string | null {
  return doc === null ? null : roleDoc(doc).about;
}

/** The first sentence of the role's documentation where it makes a title, else one of its name. */
export function roleTitle(role: BlockDeclaration, name: string): string {
  const sentence = /^[^\n]*?(?=[.:](?:\s|$)|$)/m.exec(role.doc ?? '')?.[0] ?? '';
  const fits =
    sentence.length > 0 && sentence.length <= 72 && /^\p{Lu}/u.test(sentence) && !/[{}]/.test(sentence);
  return name === role.name.text && fits ? sentence : `Set up ${name}`;
}
