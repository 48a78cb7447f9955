import { painter } from '../../compiler/diagnostics/paint.ts';
import { wrap } from '../shell/help.ts';
import type { Section, Topic } from './topic.ts';

/** Renders a topic for a terminal. */
export function renderTopic({ name, what, sections }: Topic, width: number, color: boolean): string {
  const paint = painter('hint', color);
  const head = `${paint.severity(name)}${paint.message(`: ${what}`)}`;
  const parts = sections().map((section) => sectionLines(section, width, paint.message).join('\n'));
  return `${[head, ...parts].join('\n\n')}\n`;
}

function sectionLines(
  { title, text, code, items = [] }: Section,
  width: number,
  bold: (text: string) => string,
): string[] {
  const paragraphs = (text ?? '').split(/\n\s*\n/).filter((each) => each !== '');
  return [
    ...(title === undefined ? [] : [bold(title)]),
    ...paragraphs.flatMap((each, i) => [
      ...(i === 0 ? [] : ['']),
      ...wrap(each.replaceAll('\n', ' '), width),
    ]),
    ...(code ?? '')
      .split('\n')
      .flatMap((line) => (code === undefined ? [] : [line === '' ? '' : `  ${line}`])),
    ...items.flatMap(({ head, text: about }) => {
      if (head === '') return wrap(about, width - 4).map((line, i) => `  ${i === 0 ? '-' : ' '} ${line}`);
      return [`  ${head}`, ...wrap(about.replaceAll('\n', ' '), width - 6).map((line) => `      ${line}`)];
    }),
  ];
}
