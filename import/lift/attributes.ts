import { Template } from '../model/data.ts';
import type { Data } from '../model/data.ts';
import { modeInDigits, modeOf } from '../model/mode.ts';
import type { Arguments } from './lifter.ts';
import { valueText } from './text.ts';

type Attribute = readonly [name: string, value: string];

/** An attribute, or none where there is no value. */
export function attribute(name: string, value: Data | undefined): readonly Attribute[] {
  return value === undefined ? [] : [[name, valueText(value)]];
}

/** Owner, group and mode without what they are anyway; null if one of them cannot be written. */
export function ownership(args: Arguments, usual: string): readonly Attribute[] | null {
  const owner = args.take('owner');
  const group = args.take('group');
  const mode = modeOf(modeInDigits(args.take('mode')));
  if (mode === null || !isText(owner) || !isText(group)) return null;
  return [
    ...(owner === undefined || owner === 'root' ? [] : attribute('owner', owner)),
    ...(group === undefined || group === 'root' ? [] : attribute('group', group)),
    ...(mode === undefined || mode === usual ? [] : [['mode', mode] as const]),
  ];
}

const isText = (value: Data | undefined) =>
  value === undefined || typeof value === 'string' || value instanceof Template;

/** A path that the language takes for a label or an attribute. */
export const isPath = (path: string | undefined): path is string =>
  path !== undefined && /^\/[^*?\n]*[^/\n*?]$/.test(path) && !path.includes('/../') && !path.includes('//');
