/** More texts than this are not kept: an editor asks for new ones with every letter. */
const MOST = 1000;

/** Answers on texts, each worked out once: the targets of an image share most of theirs, and so do images. */
export function byText<T>(work: (text: string) => T): (text: string) => T {
  const known = new Map<string, { readonly answer: T }>();
  return (text) => {
    let found = known.get(text);
    if (found === undefined) {
      if (known.size >= MOST) known.clear();
      known.set(text, (found = { answer: work(text) }));
    }
    return found.answer;
  };
}
