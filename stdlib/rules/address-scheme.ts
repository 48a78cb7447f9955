import { rule } from '../../compiler/sdk/rule.ts';
import archive from '../resources/archive.ts';
import download from '../resources/download.ts';
import packageFile from '../resources/package_file.ts';

/** What cannot be fetched, by how its address begins, and what to do; null for an address that can be. */
function problem(url: string): readonly [what: string, advice: string] | null {
  const [, scheme] = /^([A-Za-z][\w+.-]*):/.exec(url) ?? [];
  const host = /^\w+:\/\/(?:[^@/]*@)?(\[[^\]]*\]|[^:/?#]*)/.exec(url)?.[1] ?? '';
  switch (scheme?.toLowerCase()) {
    case 'http':
    case 'https':
    case 'ftp':
      return /^(localhost|127(\.\d+){1,3}|\[::1\]|0\.0\.0\.0)$/i.test(host)
        ? [
            'is the machine of the build itself, and not yours',
            'Serve it under an address that the machine reaches, or put it into the project: `source = file("…")`.',
          ]
        : null;
    case 'file':
      return [
        'is a file of the machine of the build, which does not have it',
        'Put it into the project, and write `file "/path" { source = file("…") }` or `archive "/path" { source = file("…") }`.',
      ];
    case undefined:
      return url.startsWith('/') || url.startsWith('.')
        ? [
            'is a path and no address',
            'A file of the project is `source = file("…")`, in a `file` or an `archive`.',
          ]
        : ['has no `https://` before it', 'Write the whole address, `https://…`.'];
    case 's3':
    case 'gs':
      return [
        `is fetched by nothing: Ansible knows no \`${scheme}:\``,
        'Write the address of the object, `https://BUCKET.s3.example.org/…`; a presigned one serves for what is not public.',
      ];
    default:
      return [
        `is fetched by nothing: Ansible knows no \`${scheme}:\``,
        'Write an `https://` address, or put it into the project: `source = file("…")`.',
      ];
  }
}

export default rule({
  id: 'address-scheme',
  topic: 'build',
  severity: 'error',
  eachRun: true,
  title: 'What is downloaded can be fetched from the machine.',
  message: '`{url}` {what}.',
  help: '{advice}',
  why: 'Downloads are made on the machine that becomes the image, by Ansible, over HTTP, HTTPS or FTP. The build fails with `unknown url type` or `Connection refused`.',
  sources: ['fast-builds', 'packer-ansible-provisioner'],
  *check({ resources }) {
    for (const at of resources(download, packageFile, archive)) {
      const { url } = at.attributes;
      if (url?.type !== 'string') continue;
      const found = problem(url.value);
      if (found === null) continue;
      const [what, advice] = found;
      yield { at, span: url.origin, params: { url: url.value, what, advice } };
    }
  },
  wrong:
    'image a {\n  os = [debian12]\n  download "/opt/tool" {\n    url      = «"s3://bucket/tool"»\n    checksum = "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"\n  }\n}\n',
  right:
    'image a {\n  os = [debian12]\n  download "/opt/tool" {\n    url      = "https://bucket.s3.example.org/tool"\n    checksum = "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"\n  }\n}\n',
});
