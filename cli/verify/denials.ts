/** Prints what SELinux denied since the machine was made, in every place where the kernel's messages go. */
export const denialScript = `exec 2>/dev/null
command -v getenforce >/dev/null || exit 0
{
  cat /var/log/audit/audit.log
  journalctl --boot --no-pager --output=cat --grep='avc: *denied' || journalctl --boot --no-pager --output=cat
  dmesg
} | grep 'avc: *denied'
exit 0
`;

/** Returns each denial once, in words: `nginx (httpd_t): name_bind on tcp_socket (transproxy_port_t)`. */
export function readDenials(log: string): string[] {
  const found = log.split('\n').flatMap((line) => {
    const denied = /avc:\s+denied\s+\{ ([^}]+) \}/.exec(line);
    if (denied === null) return [];
    const field = (name: string) =>
      new RegExp(`\\b${name}=(?:"([^"]*)"|(\\S+))`).exec(line)?.slice(1).join('') ?? '?';
    const type = (context: string) => field(context).split(':')[2] ?? '?';
    const of = field('name') === '?' ? '' : ` ${field('name')}`;
    const allowed = field('permissive') === '1' ? ', which is only logged' : '';
    return [
      `${field('comm')} (${type('scontext')}): ${denied[1]} on ${field('tclass')}${of} (${type('tcontext')})${allowed}`,
    ];
  });
  return [...new Set(found)];
}
