import { rule } from '../../compiler/sdk/rule.ts';

export default rule({
  id: 'end-of-life-soon',
  topic: 'security',
  severity: 'warning',
  dated: true,
  title: 'The system of an image is supported for half a year more.',
  message: 'The support of {title} ends in {month}.',
  help: 'Plan for a newer release; `os = [… , newer]` builds both meanwhile.',
  why: 'An image is used long after it is published, and machines made from it longer still.',
  sources: ['regular-updates', 'check-10'],
  *check({ target: { os }, date }) {
    if (date === null || os.end_of_life === '') return;
    const months = (text: string) => Number(text.slice(0, 4)) * 12 + Number(text.slice(5, 7));
    const left = months(os.end_of_life) - months(date);
    if (left >= 0 && left < 6) yield { span: os.origin, params: { title: os.title, month: os.end_of_life } };
  },
  *evidence({ target: { os } }) {
    if (os.end_of_life === '') return;
    yield { what: `${os.title} is supported until ${os.end_of_life}`, span: os.origin };
  },
  wrong: 'image a {\n  os = [«ubuntu2204»]\n  package jq\n}\n',
  right: 'image a {\n  os = [debian13]\n  package jq\n}\n',
});
