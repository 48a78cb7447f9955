import type { Data } from '../model/data.ts';
import { placeText } from '../model/place.ts';
import type { FlatTask } from '../model/task.ts';

/** Names of results that templates and conditions look at, with the tasks that do. */
export function readNames(tasks: Iterable<FlatTask>): (register: string, by: FlatTask) => boolean {
  const texts = [...tasks].map((task) => ({
    place: placeText(task.place),
    text: [JSON.stringify([task.args, task.keywords] as unknown as Data), ...task.when].join(' '),
  }));
  const memo = new Map<string, Set<string>>();
  return (register, by) => {
    let places = memo.get(register);
    if (places === undefined) {
      const word = new RegExp(`(?<![\\w.])${register.replace(/\W/g, '\\$&')}(?![\\w])`);
      places = new Set(
        texts
          .filter(({ text }) => word.test(text.replaceAll(`"register":"${register}"`, '')))
          .map(({ place }) => place),
      );
      memo.set(register, places);
    }
    return [...places].some((place) => place !== placeText(by.place));
  };
}
