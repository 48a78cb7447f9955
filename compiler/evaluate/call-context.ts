import type { Span } from '../../grammar/span.ts';
import type { CallContext } from '../language/function-kind.ts';
import type { Value } from '../model/value.ts';
import type { EvalContext } from './context.ts';

/** What a function may ask for: files of the project, relative to the file `from`. Failures are reported at `at`. */
export function callContext(
  at: Span,
  origin: Span,
  from: string,
  { files, report }: EvalContext,
): Omit<CallContext, 'hasRoom' | 'items'> {
  const resolved = <T>(path: string, use: (name: string) => T | null): T | null => {
    const name = files.resolve(path, from, at, report);
    return name === null ? null : use(name);
  };
  const value = (path: string, folder: boolean) =>
    ({ type: 'file', path, name: path.split('/').at(-1) ?? path, folder, origin }) as const;
  return {
    origin,
    glob: (pattern) => files.glob(pattern, from, at, report),
    file: (path) =>
      resolved(path, (name) => (files.check(name, path, at, report) ? value(name, false) : null)),
    folder: (path) =>
      resolved(path, (name) => (files.checkFolder(name, path, at, report) ? value(name, true) : null)),
    text: (path) => resolved(path, (name) => files.text(name, path, at, report)),
    known(value) {
      const template = templateIn(value);
      if (template !== null) report('VK0402', template.origin ?? at, { what: 'a template of Ansible’s' });
      return template === null;
    },
  };
}

/** The first template of Ansible's within a value. */
function templateIn(value: Value): Value | null {
  if (value.type === 'jinja') return value;
  const parts = value.type === 'list' ? value.items : value.type === 'map' ? [...value.entries.values()] : [];
  for (const part of parts) {
    const found = templateIn(part);
    if (found !== null) return found;
  }
  return null;
}
