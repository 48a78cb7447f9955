// Writes the newest releases of what roles download, with their checksums, into the roles: node stdlib/packages/renew-releases.mjs
// Needs the internet: GitHub's API, and the lists of checksums of the releases. Versions that are known already stay known.
import { readFileSync, realpathSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ARCHES = ['amd64', 'arm64'];

/** What a role downloads: the param with its version, the `let` with its checksums, and where a release has its list. */
const releases = [
  {
    role: 'node_exporter',
    param: 'version',
    known: 'known',
    repository: 'prometheus/node_exporter',
    list: (version) =>
      `https://github.com/prometheus/node_exporter/releases/download/v${version}/sha256sums.txt`,
    file: (version, arch) => `node_exporter-${version}.linux-${arch}.tar.gz`,
  },
  {
    role: 'lego',
    param: 'version',
    known: 'known',
    repository: 'go-acme/lego',
    // The commands of other versions differ.
    major: '4',
    list: (version) =>
      `https://github.com/go-acme/lego/releases/download/v${version}/lego_${version}_checksums.txt`,
    file: (version, arch) => `lego_v${version}_linux_${arch}.tar.gz`,
  },
  {
    role: 'backup',
    param: 'restic_version',
    known: 'restic_checksum',
    repository: 'restic/restic',
    list: (version) => `https://github.com/restic/restic/releases/download/v${version}/SHA256SUMS`,
    file: (version, arch) => `restic_${version}_linux_${arch}.bz2`,
  },
  {
    role: 'backup',
    param: 'rclone_version',
    known: 'rclone_checksum',
    repository: 'rclone/rclone',
    list: (version) => `https://downloads.rclone.org/v${version}/SHA256SUMS`,
    file: (version, arch) => `rclone-v${version}-linux-${arch}.zip`,
  },
];

/** Renews the roles of a folder. `read` gives the text of an address. Returns lines that say what changed. */
export async function renew(folder, read) {
  const said = [];
  for (const { role, param, known, repository, major, list, file } of releases) {
    const path = join(folder, `${role}.vkimage`);
    const text = readFileSync(path, 'utf8');
    const newest = newestOf(
      JSON.parse(await read(`https://api.github.com/repos/${repository}/releases`)),
      major,
    );
    const line = new RegExp(`^(  param ${param}: string = )"([^"]*)"$`, 'm');
    const old = line.exec(text)?.[2];
    if (newest === null || old === undefined)
      throw new Error(`${role}: there is no release, or no param ${param}`);
    if (newest === old) continue;
    const sums = await read(list(newest));
    const lines = ARCHES.map((arch) => {
      const name = file(newest, arch);
      const sum = new RegExp(`^([0-9a-f]{64}) [ *]${name.replaceAll('.', '\\.')}$`, 'm').exec(sums)?.[1];
      if (sum === undefined) throw new Error(`${role}: ${list(newest)} does not list ${name}`);
      return `    "${newest} ${arch}" => "sha256:${sum}"\n`;
    });
    const match = new RegExp(`^  let ${known} = match "\\$\\{\\w+\\} \\$\\{os\\.arch\\}" \\{\\n`, 'm');
    if (!match.test(text)) throw new Error(`${role}: there is no \`let ${known} = match …\``);
    writeFileSync(
      path,
      text.replace(line, `$1"${newest}"`).replace(match, (head) => `${head}${lines.join('')}`),
    );
    said.push(`${role}: ${param} ${old} -> ${newest}`);
  }
  return said;
}

/** The highest version of the releases that are neither drafts nor previews. */
function newestOf(found, major) {
  const versions = found
    .filter(({ draft, prerelease }) => !draft && !prerelease)
    .flatMap(({ tag_name: tag }) => /^v(\d+(?:\.\d+)+)$/.exec(tag)?.[1] ?? [])
    .filter((version) => major === undefined || version.split('.')[0] === major);
  return versions.sort((a, b) => a.localeCompare(b, 'en', { numeric: true })).at(-1) ?? null;
}

if (realpathSync(process.argv[1] ?? '') === fileURLToPath(import.meta.url)) {
  const read = async (url) => {
    const answer = await fetch(url);
    if (!answer.ok) throw new Error(`${url}: ${answer.status}`);
    return answer.text();
  };
  const said = await renew(join(import.meta.dirname, '../roles'), read);
  console.log(said.length === 0 ? 'All releases are the newest.' : said.join('\n'));
}
