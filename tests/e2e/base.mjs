// Base images, each made once however many lanes stand on it.
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { must } from './machine.mjs';
import { serve } from './serve.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const made = new Map();

/** The path of the base image of a family, `debian` or `el`; the packages of the latter are served from then on. */
export function baseImage(family, directory) {
  if (!made.has(family)) made.set(family, make(family, directory));
  return made.get(family);
}

async function make(family, directory) {
  const args = [join(here, 'make-base-image'), family, directory];
  const server = family === 'el' ? await serve() : undefined;
  if (server !== undefined) args.unshift(`EL_PORT=${server.port}`);
  // Debian's packages can only be set up as root.
  const [command, ...rest] = process.getuid() === 0 ? ['env', ...args] : ['sudo', '-n', 'env', ...args];
  const image = (await must(command, rest, { seconds: 900 })).trim();
  server?.open('/', image.replace(/\.qcow2$/, ''));
  return image;
}
