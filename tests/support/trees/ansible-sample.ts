import type { Image, Os, RoleRun, Target } from '../../../compiler/model/ir.ts';
import { image, line, resource, role, systems, target, task, template } from './ansible-image.ts';
import { renderContext } from '../render-context.ts';

/** The roles of a small service, as the compiler decides them for one target. */
function runs(os: Os, variant: string | null): { provision: RoleRun[]; start: RoleRun[] } {
  const debian = os.family.ansible === 'Debian';
  const ssh = debian ? 'ssh' : 'sshd';
  const packages = (title: string, names: readonly string[]) =>
    debian
      ? task(
          title,
          'apt',
          { name: names, state: 'present', update_cache: true, install_recommends: false },
          { kind: 'package', line: 11 },
        )
      : task(
          title,
          'dnf',
          { name: names, state: 'present', allowerasing: true },
          { kind: 'package', line: 12 },
        );

  const init = role(
    'vm_init',
    [
      packages('Install the packages that the marketplace requires', [
        'cloud-init',
        'curl',
        'qemu-guest-agent',
      ]),
      task('Enable the ssh service', 'systemd', { name: ssh, enabled: true }, { kind: 'service', line: 20 }),
      ...(debian
        ? [
            task(
              'Write /etc/default/grub.d/60-console.cfg',
              'copy',
              {
                content: 'GRUB_CMDLINE_LINUX="console=ttyS0"\n',
                dest: '/etc/default/grub.d/60-console.cfg',
                owner: 'root',
                group: 'root',
                mode: '0644',
              },
              { kind: 'kernel_argument', notify: ['Update the boot loader'], line: 21 },
            ),
            task(
              'Keep apt from asking questions',
              'copy',
              {
                content: 'APT::Get::Assume-Yes "true";\n',
                dest: '/etc/apt/apt.conf.d/60-yes',
                owner: 'root',
                group: 'root',
                mode: '0644',
              },
              { kind: 'file', line: 22 },
            ),
          ]
        : [
            task(
              'Put console=ttyS0 on the kernel command line',
              'command',
              { cmd: 'grubby --update-kernel=ALL --args=console=ttyS0' },
              {
                kind: 'kernel_argument',
                keywords: { changed_when: true },
                notify: ['Update the boot loader'],
                line: 23,
              },
            ),
          ]),
    ],
    {
      title: 'Prepare the machine for the marketplace',
      doc: 'What the marketplace asks of every image.',
      handlers: [
        task(
          'Update the boot loader',
          'command',
          { cmd: debian ? 'update-grub' : 'grub2-mkconfig --output=/boot/grub2/grub.cfg' },
          { kind: 'kernel_argument', keywords: { changed_when: true } },
        ),
      ],
      resources: [
        resource('package', 'cloud-init', 11),
        resource('package', 'curl', 11),
        resource('service', ssh, 20),
      ],
    },
  );

  const service = role(
    'postgres',
    [
      ...(debian
        ? [
            task(
              'Add the PGDG repository',
              'copy',
              {
                content: `Types: deb\nURIs: https://apt.postgresql.org/pub/repos/apt\nSuites: ${os.codename}-pgdg\nComponents: main\n`,
                dest: '/etc/apt/sources.list.d/pgdg.sources',
                owner: 'root',
                group: 'root',
                mode: '0644',
              },
              { kind: 'repository', line: 30 },
            ),
            packages('Install PostgreSQL', ['postgresql-16']),
          ]
        : [packages('Install PostgreSQL', ['postgresql16-server'])]),
      task(
        `Create /home/${os.user}/data`,
        'file',
        { path: `/home/${os.user}/data`, state: 'directory', owner: os.user, group: os.user, mode: '0750' },
        { kind: 'directory', line: 32 },
      ),
      ...(variant === 'large'
        ? [
            task(
              'Write /etc/sysctl.d/60-hugepages.conf',
              'copy',
              {
                content: 'vm.nr_hugepages = 512\n',
                dest: '/etc/sysctl.d/60-hugepages.conf',
                owner: 'root',
                group: 'root',
                mode: '0644',
              },
              { kind: 'sysctl', line: 33 },
            ),
          ]
        : []),
      task(
        'Write /etc/postgres-backup.conf',
        'template',
        {
          src: 'backup.conf.j2',
          dest: '/etc/postgres-backup.conf',
          owner: 'root',
          group: 'root',
          mode: '0600',
        },
        { kind: 'file', notify: ['Restart postgresql'], line: 34 },
      ),
      task(
        'Copy the script that makes backups',
        'copy',
        { src: 'backup.sh', dest: '/usr/local/bin/backup.sh', owner: 'root', group: 'root', mode: '0755' },
        { kind: 'file', line: 35 },
      ),
      task(
        'Say {{ nothing }} that is a template',
        'copy',
        {
          content: 'text = "{{ not a template }}"\n',
          dest: '/etc/text',
          owner: 'root',
          group: 'root',
          mode: '0644',
        },
        { kind: 'file', line: 36, keywords: { when: [template('ansible_check_mode is false')] } },
      ),
    ],
    {
      title: 'Install PostgreSQL',
      doc: 'PostgreSQL from the PGDG repository,\ninstalled but not started.',
      handlers: [
        task(
          'Restart postgresql',
          'systemd',
          { name: debian ? 'postgresql' : 'postgresql-16', state: 'restarted' },
          { kind: 'service' },
        ),
      ],
      assets: [
        { folder: 'templates', name: 'backup.conf.j2', path: 'files/backup.conf.j2', origin: line(34) },
        { folder: 'files', name: 'backup.sh', path: 'files/backup.sh', origin: line(35) },
      ],
      resources: [
        resource('package', debian ? 'postgresql-16' : 'postgresql16-server', 31),
        resource('service', 'postgresql', 31),
      ],
    },
  );

  const tuning = role(
    'tuning',
    [
      task(
        'Load the profile for databases',
        'command',
        { cmd: 'tuned-adm profile throughput' },
        { kind: 'command', keywords: { changed_when: true } },
      ),
      task('Enable tuned', 'systemd', { name: 'tuned', enabled: true }, { kind: 'service' }),
    ],
    { title: 'Tune the system' },
  );

  const start = role(
    'postgres_start',
    [
      task(
        'Enable and start PostgreSQL',
        'systemd',
        { name: debian ? 'postgresql' : 'postgresql-16', enabled: true, state: 'started' },
        { kind: 'service', line: 40 },
      ),
      task(
        'Write /etc/postgres-password',
        'copy',
        {
          content: template('{{ postgres_password }}'),
          dest: '/etc/postgres-password',
          owner: 'root',
          group: 'root',
          mode: '0600',
        },
        { kind: 'file', line: 41, keywords: { no_log: true } },
      ),
    ],
    { title: 'Start PostgreSQL' },
  );
  return { provision: [init, service, ...(debian ? [] : [tuning])], start: [start] };
}

function complete(os: Os, variant: string | null, name?: string): Target {
  return target(os, [], { variant, ...(name === undefined ? {} : { name }), ...runs(os, variant) });
}

const parts: Partial<Image> = {
  title: 'PostgreSQL 16',
  version: '1.4.0',
  description: 'PostgreSQL for the marketplace.',
  runtime: [
    {
      name: 'postgres_password',
      type: 'string',
      doc: 'Password of the superuser.',
      initial: null,
      required: false,
      role: 'postgres',
      origin: line(50),
    },
  ],
};

export const oneTarget = image([complete(systems.ubuntu2404, null, 'xaas-service')], parts);

export const fourTargets = image(
  [systems.ubuntu2404, systems.almalinux9].flatMap((os) => [complete(os, null), complete(os, 'large')]),
  parts,
);

/** What the sample's roles carry. */
export const files: Readonly<Record<string, string>> = {
  'files/backup.conf.j2': '# {{ ansible_managed }}\nsystem = {{ os_name }}\n',
  'files/backup.sh': '#!/bin/sh\nexec pg_dumpall\n',
};

export const context = renderContext((path) => new TextEncoder().encode(files[path]!));
