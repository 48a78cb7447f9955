/** A line of a file of the tree that is read. */
export interface Place {
  readonly file: string;
  readonly line: number;
}

export const placeText = ({ file, line }: Place): string => `${file}:${line}`;

/** What an author of the tree has to know: what was not understood, or what stands in the result in its place. */
export interface Note {
  readonly place: Place;
  readonly message: string;
  /** It is about a template that cannot be read, so that nothing of what it builds is in the result. */
  readonly isUnread?: boolean;
}

/** A text that may stand in a comment. */
export const oneLine = (text: string): string => {
  const line = text.replace(/\s+/g, ' ');
  return line.length > 200 ? `${line.slice(0, 200)}…` : line;
};

export const remark = ({ place, message }: Note): string => `# ${placeText(place)}: ${oneLine(message)}.`;
