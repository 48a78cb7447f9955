import { execFile, execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readYaml } from '../../../cli/project/yaml-reader.ts';
import { packerAnsible } from '../../../emit/emitters/packer-ansible.ts';
import { renderImage } from '../../../emit/render.ts';
import { brief, compileFiles } from '../../support/compile.ts';
import { writeFiles } from '../../support/examples.ts';

const run = promisify(execFile);

/** A collection with one module, as its author publishes it. */
const COLLECTION = {
  'galaxy.yml':
    'namespace: acme\nname: tools\nversion: 1.2.0\nreadme: README.md\nauthors: [acme]\ndescription: Tools.\nlicense: [MIT]\n',
  'README.md': 'Tools.\n',
  'meta/runtime.yml': 'requires_ansible: ">=2.14"\n',
  'plugins/modules/note.py': `from ansible.module_utils.basic import AnsibleModule
DOCUMENTATION = "module: note\\nshort_description: Notes.\\noptions: {path: {type: str}, text: {type: str}}\\n"
module = AnsibleModule(argument_spec=dict(path=dict(type="str"), text=dict(type="str")))
open(module.params["path"], "w").write(module.params["text"])
module.exit_json(changed=True)
`,
};

/** A role that installs nothing: it says what it was given, after the role that it depends on. */
const ROLES = {
  'roles/old/tasks/main.yml':
    '- name: Say what was given\n  copy: { content: "{{ old_port }} {{ old_text }} {{ base_done }}", dest: "{{ out }}/old" }\n',
  'roles/old/defaults/main.yml': 'old_port: 1\nold_text: default\n',
  'roles/old/meta/main.yml': 'dependencies:\n  - role: base\n',
  'roles/base/tasks/main.yml': '- set_fact: { base_done: "base ran" }\n',
};

const SOURCE = `image a {
  os = [debian12]
  use old { old_port = 8080 }
  use elder
  collection "acme.tools" { version = "1.2.0" }
  task "Take a note" {
    module = "acme.tools.note"
    args   = { path = jinja"{{ out }}/note", text = "from the collection" }
  }
}

role old {
  from = path("roles/old")
  param old_port: int = 80
  param old_text: string = "{{ not a template }}"
}

role elder {
  galaxy  = "elders.elder"
  version = "2.0.0"
  param elder_text: string = "from Galaxy"
}
`;

let folder = '';
let server: Server;
const playbook = () => join(folder, 'a/playbook');
const environment = () => ({
  ...process.env,
  ANSIBLE_CONFIG: './ansible.cfg',
  ANSIBLE_LOCAL_TEMP: join(folder, 'tmp'),
  ANSIBLE_GALAXY_CACHE_DIR: join(folder, 'cache'),
  ANSIBLE_LOCALHOST_WARNING: 'false',
  NO_COLOR: '1',
});

function write(files: Readonly<Record<string, string>>, below: string): void {
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(below, path)), { recursive: true });
    writeFileSync(join(below, path), content);
  }
}

/** The part of a Galaxy server that \`ansible-galaxy collection install\` asks. */
function galaxy(archive: Buffer): Server {
  const sha256 = createHash('sha256').update(archive).digest('hex');
  const versions = '/api/v3/collections/acme/tools/versions/';
  return createServer((request, response) => {
    const host = `http://${request.headers.host}`;
    const version = {
      version: '1.2.0',
      href: `${versions}1.2.0/`,
      namespace: { name: 'acme' },
      collection: { name: 'tools' },
      download_url: `${host}/acme-tools-1.2.0.tar.gz`,
      artifact: { filename: 'acme-tools-1.2.0.tar.gz', sha256, size: archive.length },
      metadata: { dependencies: {} },
      signatures: [],
    };
    const answers: Record<string, unknown> = {
      '/api/': { available_versions: { v3: 'v3/' } },
      '/api/v3/collections/acme/tools/': { updated_at: '2026-01-01T00:00:00Z' },
      [versions]: { meta: { count: 1 }, links: { next: null }, data: [version] },
      [`${versions}1.2.0/`]: version,
    };
    const path = new URL(request.url!, host).pathname;
    const answer = answers[path];
    if (path === '/acme-tools-1.2.0.tar.gz') response.end(archive);
    else response.writeHead(answer === undefined ? 404 : 200).end(JSON.stringify(answer ?? {}));
  });
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'vkc-foreign-'));
  const result = compileFiles({ 'main.vkimage': SOURCE, ...ROLES }, { yaml: readYaml });
  expect(brief(result)).toEqual([]);
  writeFiles(renderImage(result.images[0]!, packerAnsible, result), join(folder, 'a'));
  write(COLLECTION, join(folder, 'collection'));
  execFileSync(
    'ansible-galaxy',
    ['collection', 'build', '--output-path', folder, join(folder, 'collection')],
    {
      env: environment(),
      cwd: playbook(),
    },
  );
  server = galaxy(readFileSync(join(folder, 'acme-tools-1.2.0.tar.gz')));
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  // What ansible-galaxy installs for a role of Galaxy comes from a Git host, so this one is put where it would go.
  const elder = { 'tasks/main.yml': '- copy: { content: "{{ elder_text }}", dest: "{{ out }}/elder" }\n' };
  write(elder, join(playbook(), 'galaxy_roles/elders.elder'));
});

afterAll(() => {
  server.close();
  rmSync(folder, { recursive: true, force: true });
});

describe('what comes from outside', () => {
  test('the linters accept the tree before anything is installed', async () => {
    const bare = join(folder, 'bare');
    cpSync(join(folder, 'a'), bare, { recursive: true });
    rmSync(join(bare, 'playbook/galaxy_roles'), { recursive: true });
    execFileSync('git', ['init', '-q'], { cwd: bare });
    execFileSync('git', ['add', '-A'], { cwd: bare });
    const env = { ...environment(), ANSIBLE_CONFIG: 'playbook/ansible.cfg' };
    const lint = await run('ansible-lint', ['--offline', '--profile', 'production'], { cwd: bare, env });
    expect(lint.stdout + lint.stderr).toMatch(/0 failure\(s\), 0 warning\(s\)/);
    await run('yamllint', ['--strict', '.'], { cwd: bare });
  });

  test('Packer accepts the settings for Galaxy', async () => {
    const cwd = join(folder, 'a');
    execFileSync(join(cwd, 'seed.sh'), { cwd });
    await run('packer', ['validate', '-var', 'debian_12_checksum=none', 'a.pkr.hcl'], {
      cwd,
      env: { ...process.env, CHECKPOINT_DISABLE: '1', PACKER_CACHE_DIR: join(folder, '.packer') },
    });
  });

  test('Ansible installs the collection and runs roles and module', async () => {
    const { port } = server.address() as AddressInfo;
    const options = { cwd: playbook(), env: environment() };
    // As Packer calls it for galaxy_file and collections_path.
    const from = ['--server', `http://127.0.0.1:${port}/api/`];
    await run(
      'ansible-galaxy',
      ['collection', 'install', '-r', 'requirements.yml', '-p', './collections', ...from],
      options,
    );
    const out = join(folder, 'out');
    mkdirSync(out);
    const inventory = join(folder, 'inventory');
    writeFileSync(
      inventory,
      `default ansible_connection=local ansible_become=false ansible_python_interpreter=/usr/bin/python3 out=${out}\n`,
    );
    // Only what came from outside: the other roles set up a whole machine.
    const play = readFileSync(join(playbook(), 'provision.yml'), 'utf8')
      .split(/(?=^ {4}- name: )/m)
      .filter((part, i) => i === 0 || /name: (old|elders\.elder|a)$/m.test(part));
    writeFileSync(join(playbook(), 'outside.yml'), play.join(''));
    await run('ansible-playbook', ['outside.yml', '-i', inventory], options);
    const read = (name: string) => readFileSync(join(out, name), 'utf8');
    expect(read('old')).toBe('8080 {{ not a template }} base ran');
    expect(read('elder')).toBe('from Galaxy');
    expect(read('note')).toBe('from the collection');
  });
});
