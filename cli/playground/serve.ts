import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

interface Served {
  readonly url: string;
  readonly close: () => Promise<void>;
}

/** Only this machine can open it. */
const ADDRESS = '127.0.0.1';

/** Serves one page; with port 0 on one that is free. */
export async function servePage(page: string, port: number): Promise<Served> {
  const server = createServer(({ method, url = '/', headers }, response) => {
    const host = (headers.host ?? '').replace(/:\d+$/, '');
    // Another name for this machine may be that of a foreign site.
    if (host !== ADDRESS && host !== 'localhost') return void response.writeHead(403).end();
    if (url.split('?')[0] !== '/') return void response.writeHead(404).end();
    if (method !== 'GET' && method !== 'HEAD') return void response.writeHead(405).end();
    response.writeHead(200, { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store' });
    response.end(method === 'HEAD' ? undefined : page);
  });
  await new Promise<void>((listening, failed) => {
    server.once('error', failed);
    server.listen(port, ADDRESS, listening);
  });
  return {
    url: `http://${ADDRESS}:${(server.address() as AddressInfo).port}/`,
    close: () =>
      new Promise((closed) => {
        server.closeAllConnections();
        server.close(() => closed());
      }),
  };
}
