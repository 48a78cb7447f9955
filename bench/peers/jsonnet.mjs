import { FIRST, hasHoles, partsOf } from './template.mjs';

const join = (parts) =>
  parts.length === 0
    ? '""'
    : parts.map((part) => (typeof part === 'string' ? JSON.stringify(part) : part.hole)).join(' + ');

function value(data) {
  if (typeof data === 'string') return join(partsOf(data));
  if (typeof data === 'number' && hasHoles(partsOf(String(data))))
    return `std.parseInt(${join(partsOf(String(data)))})`;
  if (Array.isArray(data)) return `[${data.map(value).join(', ')}]`;
  if (typeof data !== 'object' || data === null) return JSON.stringify(data);
  const fields = Object.entries(data).map(([key, each]) => `[${join(partsOf(key))}]: ${value(each)}`);
  return `{ ${fields.join(', ')} }`;
}

/** The program ends each file with a line break of its own. */
const lines = (parts) => join([...parts.slice(0, -1), parts.at(-1).replace(/\n$/, '')]);

const yaml = ({ data }) => `std.manifestYamlDoc(${value(data)})`;

/** A program for Jsonnet that writes the trees of images. What all have in common is worked out once. */
export function jsonnet(templates, count, structured) {
  const render = (each) => (structured && each.data !== undefined ? yaml(each) : lines(each.text));
  const shared = templates.map((each, i) =>
    hasHoles(each.text) ? '' : `local shared${i} = ${render(each)};\n`,
  );
  const files = templates.map(
    (each, i) =>
      `  { path: ${join(each.path)}, text: ${hasHoles(each.text) ? render(each) : `shared${i}`} },\n`,
  );
  return `${shared.join('')}local tree(n, port) = [
${files.join('')}];
{
  ['xaas-app' + i + '/' + file.path]: file.text
  for i in std.range(${FIRST}, ${FIRST + count - 1})
  for file in tree(std.toString(i), std.toString(8000 + i))
}
`;
}
