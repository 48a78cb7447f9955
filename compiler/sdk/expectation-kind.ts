import type { StringValue } from '../model/value.ts';
import type { Schema, Attributes } from '../model/schema.ts';
import { t } from '../model/schema.ts';
import type { Kind, ContentsUse } from './resource-kind.ts';
import type { Brought } from './contents.ts';
import type { BootCheckDraft } from './boot-check.ts';
import * as z from 'zod/mini';
/** One kind of thing that can be expected of the booted image; each is the default export of its file. */
export interface ExpectationKind<S extends Schema = Schema> extends Kind<S> {
  bootChecks(use: ExpectationUse<S>, context: ExpectationContext): readonly BootCheckDraft[];
  /** What the image contains when it holds, where nothing else says so. */
  contents?(use: ContentsUse<S>): Brought;
}

export interface ExpectationUse<S extends Schema> {
  readonly label: StringValue;
  readonly attributes: Attributes<S>;
}

export interface ExpectationContext {
  /** One of those that the library knows. */
  readonly packageManager: string;
}

/** Declares a kind of expectation, keeping the types of its attributes. */
export function expectation<S extends Schema>(kind: ExpectationKind<S>): ExpectationKind<S> {
  return kind;
}

/** Attributes that every expectation takes. */
export const expectationSchema = z.object({
  title: t.text('What is expected, in a sentence; a good one is made up when it is missing.'),
});
