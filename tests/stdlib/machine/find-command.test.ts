import { describe, expect, test } from 'vitest';
import { findTakes } from '../../../stdlib/shared/find-command.ts';

const fate = (line: string, path: string, what: 'file' | 'folder' = 'file') => findTakes(line)?.(path, what);

describe('find', () => {
  test.each([
    ['find /tmp /var/tmp -mindepth 1 -print -delete', '/var/tmp/a', 'removed'],
    ['find /tmp -mindepth 1 -delete', '/tmp', null],
    ['find /tmp -maxdepth 1 -delete', '/tmp/a/b', null],
    ['find /etc/ssh -name ssh_host_* -print -delete', '/etc/ssh/ssh_host_rsa_key', 'removed'],
    ['find /etc/ssh -name ssh_host_* -print -delete', '/etc/ssh/sshd_config', null],
    ['find /var/log -type f ( -name *.gz -o -name *.[0-9] ) -delete', '/var/log/a.1', 'removed'],
    ['find /var/log -type f ( -name *.gz -o -name *.[0-9] ) -delete', '/var/log/a.log', null],
    ['find /var/log -type f -size +0 -exec truncate --size=0 {} ;', '/var/log/x/a.log', 'emptied'],
    ['find /tmp -mindepth 1 -not -path */private-* -delete', '/tmp/private-x/a', null],
    [
      'find /root -regextype posix-extended -regex "/root/[.](cache|aws)(/.*)?" -delete',
      '/root/.aws/x',
      'removed',
    ],
    [
      'find /root -regextype posix-extended -regex "/root/[.](cache|aws)(/.*)?" -delete',
      '/root/.awsome',
      null,
    ],
    ['find /etc -path /etc/a -o -path /etc/b -delete', '/etc/b', 'removed'],
    ['find /etc -path /etc/a -o -path /etc/b -delete', '/etc/a', null],
    ['find /etc -exec grep --quiet x {} ; -delete', '/etc/a', null],
  ])('%s: %s', (line, path, wanted) => {
    expect(fate(line, path)).toBe(wanted);
  });

  test('what only looks, or asks what only the machine knows, takes nothing', () => {
    expect(findTakes('find /opt -name x -print')).toBeNull();
    expect(findTakes('find /opt -mtime +3 -delete')).toBeNull();
    expect(findTakes('find /opt ( -name x -delete')).toBeNull();
  });

  test('a folder is none of the files', () => {
    expect(fate('find /var/log -type f -delete', '/var/log/x', 'folder')).toBeNull();
    expect(fate('find /tmp -mindepth 1 -delete', '/tmp/x', 'folder')).toBe('removed');
  });
});

describe('rm', () => {
  test.each([
    ['rm -f /etc/a', '/etc/a', 'removed'],
    ['rm -rf /opt/a', '/opt/a/b', 'removed'],
    ['rm -f /opt/a', '/opt/a/b', null],
    ['rm -rf /opt/*.bak', '/opt/x.bak', 'removed'],
    ['rm -rf /opt/*.bak', '/opt/d/x.bak', null],
  ])('%s: %s', (line, path, wanted) => {
    expect(fate(line, path)).toBe(wanted);
  });
});
