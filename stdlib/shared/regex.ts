/** A text as a regular expression of Python's that matches it. */
export const regexText = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
