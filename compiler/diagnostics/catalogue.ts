import { diagnoser } from '../../grammar/diagnostic.ts';
import { syntax } from '../../grammar/messages.ts';
import { expectations } from './expectations.ts';
import { files } from './files.ts';
import { foreign } from './foreign.ts';
import { names } from './names.ts';
import { rules } from './rules.ts';
import { targets } from './targets.ts';
import { types } from './types.ts';
import { repeats, usage } from './usage.ts';
import { values } from './values.ts';

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
