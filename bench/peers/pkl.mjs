import { FIRST, hasHoles, partsOf } from './template.mjs';

const ESCAPES = { '\\': '\\\\', '"': '\\"', '\n': '\\n', '\t': '\\t', '\r': '\\r' };
const literal = (text) => text.replace(/[\\"\n\t\r]/g, (c) => ESCAPES[c]);
const join = (parts) =>
  `"${parts.map((part) => (typeof part === 'string' ? literal(part) : `\\(${part.hole})`)).join('')}"`;

function value(data) {
  if (typeof data === 'string') return join(partsOf(data));
  if (typeof data === 'number' && hasHoles(partsOf(String(data))))
    return `${join(partsOf(String(data)))}.toInt()`;
  if (Array.isArray(data)) return `new Listing { ${data.map(value).join('; ')} }`;
  if (typeof data !== 'object' || data === null) return JSON.stringify(data);
  const entries = Object.entries(data).map(([key, each]) => `[${join(partsOf(key))}] = ${value(each)}`);
  return `new Mapping { ${entries.join('; ')} }`;
}

const yaml = ({ data }) => `yaml.renderDocument(${value(data)})`;

/** A module for Pkl that writes the trees of images. What all have in common is worked out once. */
export function pkl(templates, count, structured) {
  const render = (each) => (structured && each.data !== undefined ? yaml(each) : join(each.text));
  const shared = templates.map((each, i) =>
    hasHoles(each.text) ? '' : `local shared${i}: String = ${render(each)}\n`,
  );
  const files = templates.map(
    (each, i) =>
      `      ["xaas-app\\(n)/" + ${join(each.path)}] { text = ${hasHoles(each.text) ? render(each) : `shared${i}`} }\n`,
  );
  return `local yaml = new YamlRenderer {}
${shared.join('')}output {
  files {
    for (n in IntSeq(${FIRST}, ${FIRST + count - 1})) {
      for (port in List(8000 + n)) {
${files.join('')}      }
    }
  }
}
`;
}
