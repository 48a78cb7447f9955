import { createHash } from 'node:crypto';
import * as z from 'zod/mini';
import type { Span } from '../../grammar/span.ts';
import type { OutputFile } from '../output.ts';
import { parseTreeImage, printTreeImage } from './manifest-image.ts';
import type { TreeImage } from './manifest-image.ts';
import { isTreePath } from './tree-path.ts';

/** From a 1-based line of a generated file on, lines come from this line (1-based) of `sources[source]`. */
type MapEntry = readonly [line: number, source: number, sourceLine: number];

/** By hand: there are thousands in a manifest, and each compilation reads it. */
const mapEntry = z.custom<MapEntry>(
  (value) =>
    Array.isArray(value) &&
    value.length === 3 &&
    value.every((item) => Number.isSafeInteger(item) && (item as number) >= 0),
);
const headShape = z.object({ generator: z.literal('vkc') });
const formatShape = z.object({ format: z.literal(1) });
const manifestShape = z.object({
  files: z.record(z.string(), z.object({ sha256: z.string(), map: z.array(mapEntry) })),
  sources: z.array(z.string()),
});

/** What vkc wrote into a tree, and why. It does not list itself. */
export interface Manifest {
  /** Null where another version of vkc wrote it, in a form that this one does not know. */
  readonly image: TreeImage | null;
  /** Names of the sources, as in `Span.file`. */
  readonly sources: readonly string[];
  /** By path below the tree's folder. The entries of a map ascend by line. */
  readonly files: ReadonlyMap<string, { readonly sha256: string; readonly map: readonly MapEntry[] }>;
}

export function sha256(content: string | Uint8Array): string {
  return createHash('sha256').update(content).digest('hex');
}

const origins = (file: OutputFile): readonly Span[] =>
  file.lines.length === 0 ? [file.origin] : file.lines.map((line) => line ?? file.origin);

export function makeManifest(files: readonly OutputFile[], image: TreeImage | null = null): Manifest {
  const sources = [...new Set(files.flatMap((file) => origins(file).map((span) => span.file)))].sort();
  const index = new Map(sources.map((name, i) => [name, i]));
  const sorted = [...files].sort((a, b) => (a.path < b.path ? -1 : 1));
  return {
    image,
    sources,
    files: new Map(
      sorted.map((file) => {
        const map: MapEntry[] = [];
        origins(file).forEach((span, i) => {
          const source = index.get(span.file)!;
          const last = map.at(-1);
          if (last?.[1] !== source || last[2] !== span.line) map.push([i + 1, source, span.line]);
        });
        return [file.path, { sha256: sha256(file.content), map }];
      }),
    ),
  };
}

/** JSON with a line for each map and each target, so that a change shows in a diff as what it is. */
export function printManifest(manifest: Manifest): string {
  const files = [...manifest.files].map(
    ([path, { sha256: hash, map }]) =>
      `    ${JSON.stringify(path)}: {\n      "sha256": "${hash}",\n      "map": ${JSON.stringify(map)}\n    }`,
  );
  return [
    '{',
    '  "format": 1,',
    '  "generator": "vkc",',
    ...(manifest.image === null ? [] : [`  "image": ${printTreeImage(manifest.image, '  ')},`]),
    `  "files": {${files.length === 0 ? '' : `\n${files.join(',\n')}\n  `}},`,
    `  "sources": ${JSON.stringify(manifest.sources)}`,
    '}\n',
  ].join('\n');
}

/** The manifest of a tree, or what is wrong with it, in words that follow "the manifest". */
export function parseManifest(text: string): Manifest | { readonly problem: string } {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return { problem: 'is no JSON' };
  }
  if (!headShape.safeParse(json).success) return { problem: 'was not written by vkc' };
  if (!formatShape.safeParse(json).success) {
    return { problem: 'is of a format that this version of vkc does not know' };
  }
  const { data, error } = manifestShape.safeParse(json);
  if (data === undefined) {
    const [part, path] = error.issues[0]!.path;
    return {
      problem:
        part === 'files' && path !== undefined ? `is damaged at ${JSON.stringify(path)}` : 'is damaged',
    };
  }
  const { sources } = data;
  const files = new Map(Object.entries(data.files));
  for (const [path, { map }] of files) {
    if (!isTreePath(path)) return { problem: `names ${JSON.stringify(path)}, which is no path in the tree` };
    if (map.some(([, source]) => source >= sources.length)) {
      return { problem: `is damaged at ${JSON.stringify(path)}` };
    }
  }
  // The image may be described in a form that only another version of vkc knows; the files are still listed.
  return { image: parseTreeImage((json as { image?: unknown }).image), sources, files };
}

/** A manifest as a file, which belongs to what it lists. */
export function manifestFile(path: string, manifest: Manifest, origin: Span): OutputFile {
  return { path, content: printManifest(manifest), executable: false, lines: [], origin };
}

export interface SourceLine {
  readonly file: string;
  /** 1-based. */
  readonly line: number;
}

/** The line of the source that caused a line (1-based) of a generated file; null for a file that is not ours. */
export function locate(manifest: Manifest, path: string, line: number): SourceLine | null {
  const entry = manifest.files.get(path)?.map.findLast(([from]) => from <= line);
  return entry === undefined ? null : { file: manifest.sources[entry[1]]!, line: entry[2] };
}

export interface GeneratedLines {
  readonly path: string;
  /** 1-based, both included; `to` is null where the stretch goes on to the end of the file. */
  readonly from: number;
  readonly to: number | null;
}

/** All that a line (1-based) of a source caused, by path and line. */
export function generatedFrom(manifest: Manifest, file: string, line: number): GeneratedLines[] {
  const source = manifest.sources.indexOf(file);
  const found: GeneratedLines[] = [];
  for (const [path, { map }] of manifest.files) {
    map.forEach(([from, index, sourceLine], i) => {
      if (index !== source || sourceLine !== line) return;
      const next = map[i + 1];
      found.push({ path, from, to: next === undefined ? null : next[0] - 1 });
    });
  }
  return found;
}
