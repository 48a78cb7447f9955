import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The build sets it: finds a file beside the bundle. */
declare const besideProgram: ((name: string) => string) | undefined;

/** Where the page holds its files; the build leaves it empty. */
const PLACE = /(?<=<script type="application\/json" id="project">)\s*null\s*(?=<\/script>)/;

/** The page as the build made it; `files` are the texts that it shows first, by path. */
export function playgroundPage(files: Readonly<Record<string, string>> | null): string {
  const path =
    typeof besideProgram === 'undefined'
      ? join(import.meta.dirname, '../../dist/playground.html')
      : besideProgram('./playground.html');
  const page = readFileSync(path, 'utf8');
  if (files === null) return page;
  // A text must not end the script that holds it.
  const project = JSON.stringify({ files }).replaceAll('<', '\\u003c');
  return page.replace(PLACE, () => project);
}

/** Whether a file is a playground, which may be written again. */
export const isPlayground = (text: string): boolean =>
  text.startsWith('<!doctype html>') && text.includes('<title>vkc playground</title>');
