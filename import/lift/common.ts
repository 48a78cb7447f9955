import { formatDuration } from '../../compiler/model/text.ts';
import { isDataMap } from '../expand/scope.ts';
import { Template } from '../model/data.ts';
import type { Data } from '../model/data.ts';
import type { LiftContext } from './lifter.ts';
import { quoted, valueText } from './text.ts';

type Attribute = readonly [name: string, value: string];

/** What every resource takes of the keywords of a task, and what is left to its kind; null where one has no place. */
export function shared(
  keywords: Readonly<Record<string, Data>>,
  ofKind: readonly string[],
  context: LiftContext,
): {
  readonly own: Readonly<Record<string, Data>>;
  readonly common: readonly Attribute[] | null;
  /** The keyword that has no place. */
  readonly odd?: string;
} {
  const own: Record<string, Data> = {};
  const common: Attribute[] = [];
  for (const [name, value] of Object.entries(keywords)) {
    if (ofKind.includes(name)) {
      own[name] = value;
      continue;
    }
    const text = Object.hasOwn(COMMON, name) ? COMMON[name]!(value, context) : null;
    if (text === null) return { own, common: null, odd: name };
    common.push([name, text]);
  }
  return { own, common };
}

const whole = (value: Data): number | null => {
  const number = typeof value === 'string' && /^\d+$/.test(value) ? Number(value) : value;
  return typeof number === 'number' && Number.isInteger(number) && number > 0 ? number : null;
};
const duration = (value: Data) => {
  const number = whole(value);
  return number === null ? null : formatDuration(number);
};
const isText = (value: Data) => typeof value === 'string' || value instanceof Template;

/** Why a failure does no harm, where the tree does not say. */
export const PASSED_OVER = quoted('The tree passes over it.');

const COMMON: Readonly<Record<string, (value: Data, context: LiftContext) => string | null>> = {
  retries: (value) => whole(value)?.toString() ?? null,
  delay: duration,
  timeout: duration,
  until: (value) => (typeof value === 'string' ? quoted(value) : null),
  environment: (value) => (isDataMap(value) && Object.values(value).every(isText) ? valueText(value) : null),
  become_user: (value) => (isText(value) ? valueText(value) : null),
  no_log: (value) => (value === true ? 'true' : null),
  ignore_errors: (value) => (value === true || value === 'yes' ? PASSED_OVER : null),
  register: (value, { stays }) =>
    typeof value === 'string' && /^[a-z_]\w*$/i.test(value) && stays(value) ? quoted(value) : null,
};
