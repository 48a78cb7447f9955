import type { Modules } from '../load/loader.ts';
import type { Files } from '../load/project-files.ts';

const ON_FILES: ReadonlySet<string> = new Set(['read', 'glob', 'list']);

/** What questions on files and names come to now, as they were noted by a `ReadLog`; each is looked up once. */
export function answers(files: Files, modules: Modules): (question: string) => string {
  const known = new Map<string, string>();
  return (question) => {
    let answer = known.get(question);
    if (answer === undefined) {
      const isOnFiles = ON_FILES.has(question.slice(0, question.indexOf(' ')));
      answer = isOnFiles ? files.answer(question) : modules.answer(question);
      known.set(question, answer);
    }
    return answer;
  };
}
