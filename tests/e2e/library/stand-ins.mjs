// What the test of the library has in place of the internet: files, packages and signed repositories, by host.
import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { must } from '../machine.mjs';
import { appstream, docker, epel, modules, telegraf } from './el-packages.mjs';
import { checksumOf, makeAptRepository, makeDebs, makeKey, makeRpmRepository } from './packages.mjs';

/** For the test of the resource kinds, in the signed repository of either family. */
const ours = (old, recent) => [
  ['shelved', { version: old }],
  ['shelved', { version: recent }],
  ['lantern', { units: ['lantern'] }],
  ['kettle', { units: ['kettle'] }],
  ['unwanted', {}],
];

const program = (text) => `#!/bin/sh\n${text}\n`;

/** lego that needs no certificate authority: `run` and `renew` as the role calls them. */
const lego = program(`set -eu
while [ $# -gt 0 ]; do
  case $1 in
  --path) path=$2 && shift ;;
  --domains) domain=$2 && shift ;;
  run | renew) mkdir -p "$path/certificates" && echo "$1" >>"$path/certificates/$domain.crt" ;;
  esac
  shift
done`);

/**
 * Makes everything below `directory`. The result is where it is, by host, and what the sources have to know of it: the
 * checksums that they take as params.
 */
export async function makeStandIns(family, directory) {
  rmSync(directory, { recursive: true, force: true });
  const hosts = join(directory, 'hosts');
  const work = join(directory, 'work');
  mkdirSync(work, { recursive: true });
  const at = (url) => {
    mkdirSync(dirname(join(hosts, url)), { recursive: true });
    return join(hosts, url);
  };
  const write = (url, text) => writeFileSync(at(url), text);
  /** An archive with the files of `content`, all programs. */
  const pack = async (url, content) => {
    const folder = join(work, url);
    for (const [name, text] of Object.entries(content)) {
      mkdirSync(dirname(join(folder, name)), { recursive: true });
      writeFileSync(join(folder, name), text, { mode: 0o755 });
    }
    await must('tar', [
      '-C',
      folder,
      '--owner=4711',
      '--group=4711',
      '-czf',
      at(url),
      ...readdirSync(folder),
    ]);
  };
  const key = await makeKey(work);
  const params = { key_fingerprint: key.fingerprint };
  try {
    write('stand-in.example/key.asc', key.publicKey);
    write('stand-in.example/tool', program('echo a tool'));
    await pack('stand-in.example/archive.tar.gz', {
      'top/bin/run': program('echo unpacked'),
      'top/text': 'text\n',
    });
    if (family === 'debian') {
      await makeAptRepository(at('stand-in.example/apt'), ours('1.0-1', '2.0-1'), { work, key });
      const put = (name, what, url) =>
        makeDebs([[name, what]], { work, directory: dirname(at(url)), named: () => url.split('/').at(-1) });
      await put('parcel', {}, 'stand-in.example/parcel.deb');
      await put('telegraf', telegraf('1.28.5-vkcs.1-1'), platform('telegraf_1.28.5-vkcs.1-1_amd64.deb'));
    } else {
      const repository = (url, packages, more = {}) =>
        makeRpmRepository(at(url), packages, { work: join(work, url), ...more });
      await repository('stand-in.example/rpm', ours('1.0', '2.0'), { key });
      await repository('stand-in.example/appstream', appstream, { modules });
      await repository('stand-in.example', [['parcel', {}]], { named: '%%{NAME}.rpm' });
      await repository(dirname(platform('x')), [['telegraf', telegraf('1.28.5')]], {
        named: '%%{NAME}-1.28.5-vkcs.1-1.x86_64.rpm',
      });
      // As mirrors, since the keys of the projects themselves are known by their fingerprints.
      await repository('mirror.example/docker/linux/centos/9/x86_64/stable', docker, { key });
      write('mirror.example/docker/linux/centos/gpg', key.publicKey);
      await repository('mirror.example/epel/9/Everything/x86_64', epel, { key });
      write('mirror.example/epel/RPM-GPG-KEY-EPEL-9', key.publicKey);
      const exporter =
        'github.com/prometheus/node_exporter/releases/download/v1.9.1/node_exporter-1.9.1.linux-amd64.tar.gz';
      await pack(exporter, {
        'node_exporter-1.9.1.linux-amd64/node_exporter': program('exec sleep infinity'),
      });
      params.node_exporter_checksum = checksumOf(at(exporter));
      const archive = 'github.com/go-acme/lego/releases/download/v4.17.4/lego_v4.17.4_linux_amd64.tar.gz';
      await pack(archive, { lego });
      params.lego_checksum = checksumOf(at(archive));
    }
  } finally {
    await key.stop();
  }
  const ending = family === 'debian' ? 'deb' : 'rpm';
  for (const [param, file] of [
    ['key_checksum', 'key.asc'],
    ['tool_checksum', 'tool'],
    ['archive_checksum', 'archive.tar.gz'],
    ['package_checksum', `parcel.${ending}`],
  ])
    params[param] = checksumOf(at(`stand-in.example/${file}`));
  return { hosts, params };
}

const platform = (file) => `mcs-monitoring.hb.ru-msk.vkcloud-storage.ru/telegraf/${file}`;
