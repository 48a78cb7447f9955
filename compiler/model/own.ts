/** What a table has under a word, and not what every object of JavaScript has: `constructor`, `toString`. */
export const own = <T>(table: Readonly<Record<string, T>>, word: string): T | undefined =>
  Object.hasOwn(table, word) ? table[word] : undefined;
