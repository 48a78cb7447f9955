import { diagnoser } from '../../grammar/diagnostic.ts';
import { syntax } from '../../grammar/messages/index.ts';
import { expectations } from './messages/expectations.ts';
import { files } from './messages/files.ts';
import { foreign } from './messages/foreign.ts';
import { names } from './messages/names.ts';
import { rules } from './messages/rules.ts';
import { targets } from './messages/targets.ts';
import { types } from './messages/types.ts';
import { repeats, usage } from './messages/usage.ts';
import { values } from './messages/values.ts';

/** Every code that vkc can report, by area in the order of their numbers. */
export const catalogue = {
  ...syntax,
  ...names,
  ...types,
  ...values,
  ...targets,
  ...repeats,
  ...files,
  ...usage,
  ...foreign,
  ...rules,
  ...expectations,
};

export const diagnose = diagnoser(catalogue);
