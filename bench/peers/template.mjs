import { parseAllDocuments } from 'yaml';

/** The image whose tree the templates are made of. Its number is in nothing else. */
export const MODEL = 4242;
/** All numbers have as many digits, since the columns of tables are as wide as the longest name. */
export const FIRST = 1000;
const PORT = 8000 + MODEL;

/** A text as its parts: strings, and the names of what differs from image to image. */
export function partsOf(text) {
  return text
    .split(new RegExp(`(${PORT}|${MODEL})`))
    .filter((part) => part !== '')
    .map((part) =>
      part === String(PORT) ? { hole: 'port' } : part === String(MODEL) ? { hole: 'n' } : part,
    );
}

export const hasHoles = (parts) => parts.some((part) => typeof part !== 'string');

export const filled = (parts, i) =>
  parts.map((part) => (typeof part === 'string' ? part : part.hole === 'n' ? i : 8000 + i)).join('');

/** The files of a tree as templates; `data` is what YAML files hold. */
export function templatesOf(tree) {
  return [...tree]
    .filter(([path]) => !path.startsWith('.vkc/'))
    .map(([path, text]) => {
      const isYaml = /\.ya?ml$|\.yamllint$/.test(path);
      const documents = isYaml ? parseAllDocuments(text) : [];
      const data = documents.length === 1 ? documents[0].toJS() : undefined;
      return { path: partsOf(path), text: partsOf(text), ...(data !== undefined && { data }) };
    });
}
