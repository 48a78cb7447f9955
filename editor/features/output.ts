import type { Location, TextDocumentContentParams, TextDocumentContentResult } from 'vscode-languageserver';
import { isLibraryFile } from '../../compiler/model/file-names.ts';
import { generatedFrom, locate } from '../../emit/tree/manifest.ts';
import type { OutputFile } from '../../emit/output.ts';
import { library } from '../../stdlib/index.ts';
import type { Feature, Place } from '../project/feature.ts';
import type { Project } from '../project/project.ts';
import { treeDocument, treeOf, treeUri } from '../project/trees.ts';
import type { Tree } from '../project/trees.ts';

interface TreeParams {
  /** The folder of the project, as `vkc/targets` gives it. */
  readonly root: string;
  readonly image: string;
  readonly target?: string | null;
}

/** The images of all projects with their targets, and how many problems each file has. */
function targets(projects: readonly Project[]): object[] {
  return projects.flatMap((project) => {
    const errors = project.diagnostics.filter(({ severity }) => severity === 'error').length;
    const warnings = project.diagnostics.filter(({ severity }) => severity === 'warning').length;
    return (project.good?.images ?? []).map(({ name, title, origin, targets: all }) => ({
      root: project.files.root,
      image: name,
      title,
      ...project.location(origin),
      errors,
      warnings,
      // The tree is that of the last text without mistakes.
      stale: project.good?.project !== project,
      targets: all.map((target) => ({
        name: target.name,
        system: target.os.title,
        os: target.os.name,
        family: target.os.family.name,
        variant: target.variant,
      })),
    }));
  });
}

const findProject = (projects: readonly Project[], root: string): Project | undefined =>
  projects.find(({ files }) => files.root === root);

function find(projects: readonly Project[], { root, image, target = null }: TreeParams): Tree | null {
  const project = findProject(projects, root);
  return project === undefined ? null : treeOf(project, image, target);
}

/** The files of a tree. */
function tree(projects: readonly Project[], params: TreeParams): object[] | null {
  const { root, image, target = null } = params;
  return (
    find(projects, params)?.files.map(({ path }) => ({
      path,
      uri: treeUri({ root, image, target, path }),
    })) ?? null
  );
}

/** The files of a tree with their texts; on request only some. */
function files(
  projects: readonly Project[],
  params: TreeParams & { paths?: readonly string[] },
): object[] | null {
  const { root, image, target = null, paths } = params;
  const found = find(projects, params)?.files.filter(({ path }) => paths?.includes(path) ?? true);
  return (
    found?.map((file) => ({
      path: file.path,
      uri: treeUri({ root, image, target, path: file.path }),
      text: textOf(file),
      executable: file.executable,
    })) ?? null
  );
}

/** The text of a generated file, or of a file of the standard library. */
function content(
  projects: readonly Project[],
  { uri }: TextDocumentContentParams,
): TextDocumentContentResult | null {
  if (Object.hasOwn(library.sources, uri)) return { text: library.sources[uri]! };
  const document = treeDocument(uri);
  if (document === null) return null;
  const file = find(projects, document)?.files.find(({ path }) => path === document.path);
  return file === undefined ? null : { text: textOf(file) };
}

const textOf = ({ content: given }: OutputFile): string =>
  typeof given === 'string' ? given : new TextDecoder().decode(given);

/** The generated lines that come from a line (from 0) of a source. */
function generated(
  { project, file }: Place,
  { line, image, target = null }: TreeParams & { line: number },
): object[] | null {
  const found = treeOf(project, image, target);
  if (found === null) return null;
  const lengths = new Map(found.files.map((each) => [each.path, textOf(each).trimEnd().split('\n').length]));
  return generatedFrom(found.manifest, file, line + 1).map(({ path, from, to }) => ({
    path,
    uri: treeUri({ root: project.files.root, image, target, path }),
    from: from - 1,
    to: (to ?? lengths.get(path) ?? from) - 1,
  }));
}

/** The line of a source that a line (from 0) of a generated file comes from. */
function source(projects: readonly Project[], { uri, line }: { uri: string; line: number }): Location | null {
  const document = treeDocument(uri);
  const project = document === null ? undefined : findProject(projects, document.root);
  if (document === null || project?.good == null) return null;
  const manifest = find(projects, document)?.manifest;
  const found = manifest === undefined ? null : locate(manifest, document.path, line + 1);
  if (found === null || (isLibraryFile(found.file) && project.source(found.file) === null)) return null;
  const start = { line: found.line - 1, character: 0 };
  return { uri: project.uriOf(found.file), range: { start, end: start } };
}

/** The files in which two targets of an image differ; a URI is null where the target has no such file. */
function difference(
  projects: readonly Project[],
  { root, image, from, to }: TreeParams & { from: string; to: string },
): object[] | null {
  const [a, b] = [from, to].map((target) => find(projects, { root, image, target }));
  if (a == null || b == null) return null;
  const [old, fresh] = [a, b].map(({ files }) => new Map(files.map((file) => [file.path, textOf(file)]))) as [
    Map<string, string>,
    Map<string, string>,
  ];
  const paths = [...new Set([...old.keys(), ...fresh.keys()])]
    .filter((path) => path !== '.vkc/manifest.json')
    .sort();
  const uriOf = (target: string, files: ReadonlyMap<string, string>, path: string) =>
    files.has(path) ? treeUri({ root, image, target, path }) : null;
  return paths
    .filter((path) => old.get(path) !== fresh.get(path))
    .map((path) => ({ path, from: uriOf(from, old, path), to: uriOf(to, fresh, path) }));
}

/** The generated tree beside the source. */
export default {
  name: 'Output beside the source',
  doc: 'Opens the generated tree of an image or of one target, goes from a line of the source to its generated lines and back, and compares two targets. While the source has mistakes, the last good tree stays.',
  capability: {},
  requests: { 'vkc/generatedFrom': generated },
  general: {
    'vkc/targets': targets,
    'vkc/tree': tree,
    'vkc/files': files,
    'vkc/sourceOf': source,
    'vkc/difference': difference,
    'workspace/textDocumentContent': content,
  },
} satisfies Feature;
