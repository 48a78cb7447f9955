/** Answers on objects that do not change, each worked out once: images share those of the library, and an editor keeps them. */
export function byObject<K extends object, T>(work: (key: K) => T): (key: K) => T {
  const known = new WeakMap<K, { readonly answer: T }>();
  return (key) => {
    let found = known.get(key);
    if (found === undefined) known.set(key, (found = { answer: work(key) }));
    return found.answer;
  };
}
