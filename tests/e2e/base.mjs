// Base images, each made once however many lanes stand on it.
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { must } from './machine.mjs';
import { serve } from './serve.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const made = new Map();

/** The path of a base image, `debian`, `library` or `el`; the packages of the latter are served from then on. */
export function baseImage(kind, directory) {
  if (!made.has(kind)) made.set(kind, make(kind, directory));
  return made.get(kind);
}

async function make(kind, directory) {
  const args = [join(here, 'make-base-image'), kind, directory];
  const server = kind === 'el' ? await serve() : undefined;
  if (server !== undefined) args.unshift(`EL_PORT=${server.port}`);
  // Debian's packages can only be set up as root.
  const [command, ...rest] = process.getuid() === 0 ? ['env', ...args] : ['sudo', '-n', 'env', ...args];
  const image = (await must(command, rest, { seconds: 900 })).trim();
  server?.open('/', image.replace(/\.qcow2$/, ''));
  return image;
}
