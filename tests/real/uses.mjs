// How each role of the library is used on the real base images: with something to do, and without secrets or accounts elsewhere.

/** Stand in every image without being named. */
export const implicit = ['vm_init', 'playbooks', 'cleanup'];

export const uses = {
  backup: 'use backup { scripts = [file("backup.sh")] }',
  docker: 'use docker { users = [os.user] }',
  epel: 'use epel',
  hardening: 'use hardening',
  java: 'use java',
  lego: 'use lego',
  locale: 'use locale { lang = "ru_RU.UTF-8" }',
  monitoring: 'use monitoring',
  nginx: 'use nginx',
  node_exporter: 'use node_exporter',
  ntp: 'use ntp { servers = ["pool.ntp.org"] }',
  postgresql: 'use postgresql',
  redis: 'use redis',
  swap: 'use swap { size = 64M }',
  sysctl_tuning: 'use sysctl_tuning',
  timezone: 'use timezone { zone = "Europe/Moscow" }',
  users: 'use users { keys = { alice = [] }  sudo = ["alice"] }',
};

/** The files of a project with one image that uses the roles, and the line of each use. */
export function project(system, roles) {
  const head = `image real {
  title   = "Real"
  version = "1.0.0"
  os      = [${system}]

  build {
    disk   = 12G
    memory = 2G
  }
`.split('\n');
  const lines = [...head, ...roles.map((role) => `  ${uses[role]}`), '}', ''];
  return {
    files: { 'real.vkimage': lines.join('\n'), 'backup.sh': '#!/bin/sh\ntrue\n' },
    roleAt: (line) => roles[line - head.length - 1],
  };
}
