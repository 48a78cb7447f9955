import type { Span } from '../../../grammar/span.ts';
import { isLibraryFile } from '../../../compiler/model/file-names.ts';
import { templatesIn } from '../../../compiler/model/value.ts';
import type { PlacedResource, PlacedRun, RuleContext } from '../../../compiler/sdk/rule.ts';
import { placeIn, readTemplate } from '../../templates/template.ts';
import type { Template } from '../../templates/template.ts';
import { inEachRun } from '../../../compiler/sdk/once.ts';
import { byText } from '../../../compiler/sdk/by-text.ts';
import { findTexts } from './texts.ts';

/** A template of the author's that Ansible fills in. */
export interface ReadTemplate {
  readonly at: PlacedResource;
  readonly span: Span | null;
  readonly template: Template;
  /** The file that it is in; null if it stands in the source. */
  readonly file: string | null;
  /** A place in it in words: ``Line 3, column 5 of `app.conf.j2` ``. */
  placeOf(at: number): string;
}

const templateIn = byText(readTemplate);

/** Templates in files, and those that stand in the source. */
export const templatesOf = inEachRun(findTemplates);

function* findTemplates(placed: PlacedRun, context: Pick<RuleContext, 'read'>): Generator<ReadTemplate> {
  for (const { at, text, span, template } of findTexts(placed, context)) {
    if (!template || isLibraryFile(at.resource.origin.file)) continue;
    const source = at.resource.attributes.get('template');
    const name = source?.type === 'file' ? source.path : at.resource.label;
    if (isLibraryFile(name)) continue;
    const placeOf = (where: number) => {
      const { line, column } = placeIn(text, where);
      return `Line ${line}, column ${column} of \`${name}\``;
    };
    yield { at, span, template: templateIn(text), file: name, placeOf };
  }
  for (const at of placed.resources()) {
    if (isLibraryFile(at.resource.origin.file)) continue;
    for (const value of at.resource.attributes.values()) {
      for (const { value: text, origin: span } of templatesIn(value)) {
        if (span === null || isLibraryFile(span.file)) continue;
        const placeOf = (where: number) => {
          const { line, column } = placeIn(text, where);
          return text.includes('\n') ? `Line ${line} of this template` : `Column ${column} of this template`;
        };
        yield { at, span, template: templateIn(text), file: null, placeOf };
      }
    }
  }
}
