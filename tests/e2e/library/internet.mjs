// The internet as the machines of the library's test see it: the hosts that roles fetch from, answered by this process.
//
// qemu hands each connection to `address` to relay.py, which carries it here. The machine knows the hosts by /etc/hosts
// and trusts a certificate that is made for the run, so that roles are tried with the addresses that they have.
import { readFileSync, readdirSync, statSync } from 'node:fs';
import { createServer } from 'node:https';
import { join, relative, resolve, sep } from 'node:path';
import { must } from '../machine.mjs';

const address = '10.0.2.100';

/** Serves each folder of `directory` as the host of its name. */
export async function internet(directory, work) {
  const hosts = readdirSync(directory);
  const [key, certificate] = [join(work, 'tls.key'), join(work, 'tls.pem')];
  await must('openssl', [
    ...'req -x509 -nodes -days 30 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -subj /CN=stand-in'.split(
      ' ',
    ),
    '-addext',
    `subjectAltName=${hosts.map((host) => `DNS:${host}`).join()}`,
    '-keyout',
    key,
    '-out',
    certificate,
  ]);
  const find = (url, host) => {
    const file = resolve(join(directory, host, decodeURIComponent(new URL(url, 'https://host').pathname)));
    const inside = file.startsWith(resolve(directory) + sep);
    return inside && statSync(file, { throwIfNoEntry: false })?.isFile() ? file : undefined;
  };
  const server = createServer(
    { key: readFileSync(key), cert: readFileSync(certificate) },
    (request, response) => {
      const host = (request.headers.host ?? '').replace(/:\d+$/, '');
      const file = find(request.url, host);
      response.writeHead(file ? 200 : 404).end(file ? readFileSync(file) : '');
    },
  );
  await new Promise((listening) => server.listen(0, '127.0.0.1', listening));
  server.unref();
  const relay = relative(process.cwd(), join(import.meta.dirname, 'relay.py'));
  return {
    /** For qemu's user network. */
    network: `guestfwd=tcp:${address}:443-cmd:python3 ${relay} ${server.address().port}`,
    /** Makes a machine, either a Debian userland, believe it. */
    believe: `
echo '${address} ${hosts.join(' ')}' >>/etc/hosts
cat >/usr/local/share/ca-certificates/stand-in.crt <<'CERTIFICATE'
${readFileSync(certificate, 'utf8').trim()}
CERTIFICATE
update-ca-certificates >/dev/null
`,
  };
}
