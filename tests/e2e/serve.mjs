// The one server of the tests, on the host's loopback, which a guest sees as 10.0.2.2.
import { readFileSync, statSync } from 'node:fs';
import { createServer } from 'node:http';
import { join, resolve, sep } from 'node:path';
import { freePort } from './machine.mjs';

/** The port is written into a base image, so the usual one lets a kept image be used again. */
const usualPort = 18080;

let serving;

/** The server, which is started when it is first asked for: `port`, and `open(path, folder)` to serve a folder there. */
export function serve() {
  serving ??= listen();
  return serving;
}

async function listen() {
  const folders = new Map();
  const find = (path) => {
    for (const [below, folder] of folders) {
      if (!path.startsWith(below)) continue;
      const file = resolve(join(folder, path.slice(below.length)));
      if (file.startsWith(folder + sep) && statSync(file, { throwIfNoEntry: false })?.isFile()) return file;
    }
    return undefined;
  };
  const server = createServer((request, response) => {
    const file = find(decodeURIComponent(new URL(request.url, 'http://host').pathname));
    response.writeHead(file ? 200 : 404).end(file ? readFileSync(file) : '');
  });
  await new Promise((listening, failed) => {
    server.once('listening', listening);
    server.once('error', async ({ code }) => {
      if (code !== 'EADDRINUSE') failed(new Error(code));
      server.listen(await freePort(), '127.0.0.1');
    });
    server.listen(usualPort, '127.0.0.1');
  });
  server.unref();
  return { port: server.address().port, open: (path, folder) => folders.set(path, folder) };
}
