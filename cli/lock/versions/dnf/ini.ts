/** A change of one option, in the words of a step. */
interface Change {
  readonly section: string;
  readonly option: string;
  readonly value: string | null;
}

/** A file of sections and options with one of them changed, as Ansible's `ini_file` does it. */
export function withOption(text: string, { section, option, value }: Change): string {
  const lines = text.split('\n');
  if (lines.at(-1) === '') lines.pop();
  const start = lines.findIndex((line) => line.trim() === `[${section}]`);
  const line = value === null ? [] : [`${option} = ${value}`];
  if (start < 0) return `${[...lines, ...(value === null ? [] : [`[${section}]`, ...line])].join('\n')}\n`;
  const next = lines.findIndex((each, i) => i > start && /^\s*\[/.test(each));
  const end = next < 0 ? lines.length : next;
  const at = lines.findIndex((each, i) => i > start && i < end && each.split('=')[0]!.trim() === option);
  lines.splice(at < 0 ? end : at, at < 0 ? 0 : 1, ...line);
  return `${lines.join('\n')}\n`;
}
