// `vkc publish` of the image that was built, into a real glance-api, which is asked over HTTP what it has.
import { createServer } from 'node:net';
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { run, sleep, start } from './process.mjs';

/** Publishes the target of a tree twice. `image` is its built disk. */
export async function publishExample(tree, image, { folder, check }) {
  const store = join(folder, 'glance');
  rmSync(store, { recursive: true, force: true });
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const log = join(folder, 'glance.log');
  const glance = start(fileURLToPath(new URL('glance', import.meta.url)), [store, String(port)], { log });
  try {
    await answers(url, log);
    const publish = () =>
      run(process.execPath, ['dist/vkc.js', 'publish', tree, '--json'], {
        seconds: 600,
        env: { OS_AUTH_TYPE: 'none', OS_ENDPOINT: url },
      });
    const first = await publish();
    if (!check('vkc publish succeeds', first.code !== 0 && `exit code ${first.code}: ${first.stderr}`))
      return;
    const [{ id, done }] = JSON.parse(first.stdout);
    check('the image is uploaded', done !== 'uploaded' && done);
    const before = await images(url);
    check(
      'the cloud has this image alone',
      (before.length !== 1 || before[0].id !== id) && JSON.stringify(before),
    );
    const [found] = before;
    check(
      'it is active, raw and private',
      different(found, { status: 'active', disk_format: 'raw', visibility: 'private' }),
    );
    const { targets } = JSON.parse(readFileSync(join(tree, '.vkc/manifest.json'), 'utf8')).image;
    check('it has every property of .images.yaml', different(found, targets[0].metadata));
    check('it is the disk that was built', await otherContent(found, image, folder));
    const second = await publish();
    const again = second.code === 0 && JSON.parse(second.stdout)[0].done;
    check('nothing is done the second time', again !== 'unchanged' && `${again}: ${second.stderr}`);
    const after = JSON.stringify(await images(url));
    check('and nothing has changed in the cloud', after !== JSON.stringify(before) && after);
  } finally {
    glance.stop();
    await glance.done;
    rmSync(store, { recursive: true, force: true });
  }
}

async function images(url) {
  return (await (await fetch(`${url}/v2/images?visibility=all`)).json()).images;
}

/** What of an image is not as it should be; false when all is. */
function different(image, wanted) {
  const wrong = Object.entries(wanted).filter(([key, value]) => image[key] !== value);
  return wrong.length > 0 && wrong.map(([key, value]) => `${key}: ${image[key]}, not ${value}`).join('; ');
}

/** Compares what the cloud has with the disk, made raw by other means than the command's. */
async function otherContent(found, image, folder) {
  const raw = join(folder, 'published.raw');
  try {
    const convert = await run('qemu-img', ['dd', '-O', 'raw', 'bs=4M', `if=${image}`, `of=${raw}`], {
      seconds: 600,
    });
    if (convert.code !== 0) return convert.stderr;
    const { stdout } = await run('sha512sum', [raw], { seconds: 600 });
    return stdout.split(' ')[0] !== found.os_hash_value && `sha512 ${found.os_hash_value}`;
  } finally {
    rmSync(raw, { force: true });
  }
}

async function answers(url, log) {
  for (let tries = 0; tries < 240; tries++) {
    if (await fetch(url).catch(() => null)) return;
    await sleep(0.25);
  }
  throw new Error(`glance-api does not answer: ${readFileSync(log, 'utf8').slice(-500)}`);
}

function freePort() {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}
