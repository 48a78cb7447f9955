import { expectation } from '../../compiler/sdk/expectation-kind.ts';
import * as z from 'zod/mini';
import { t } from '../../compiler/model/schema.ts';
import { escapeJinja } from '../../compiler/model/text.ts';

export default expectation({
  name: 'port',
  doc: 'Whether something listens on a port. Ports other than ssh on which nothing is expected must be closed in every image.',
  label: {
    what: 'the number of a port',
    check: (port) =>
      /^[1-9]\d*$/.test(port) && Number(port) < 65536 ? null : 'A port is a number from 1 to 65535.',
  },
  schema: z
    .object({
      open: t.bool('Whether something listens on it.', 'true'),
      address: t.text('The only address on which it listens: `"127.0.0.1"`.', 'any'),
      protocol: t.oneOf(['tcp', 'udp'], 'Protocol.', 'tcp'),
    })
    .check(
      z.refine(
        (a) => a.open?.value !== false || a.address === undefined,
        'Nothing listens on a closed port: leave `address` out.',
      ),
    ),
  example: 'port 22\n\nport 5432 { open = false }',
  bootChecks({ label, attributes }) {
    const { open, address, protocol } = attributes;
    const udp = protocol?.value === 'udp';
    const name = `${udp ? 'UDP port' : 'Port'} ${label.value}`;
    const listening = `:${label.value} `;
    const look = `ss --${udp ? 'udp' : 'tcp'} --listening --numeric --processes`;
    const found = `{{ seen.stdout_lines | select('search', '${listening}') | join('; ') or 'nothing listens on it' }}`;
    if (open?.value === false) {
      const that = ['seen.rc == 0', `'${listening}' not in seen.stdout`];
      return [{ title: `${name} is closed`, look, that, found }];
    }
    const that = ['seen.rc == 0', `'${listening}' in seen.stdout`];
    let title = `${name} is open`;
    if (address !== undefined) {
      const host = address.value.includes(':') ? `[${address.value.replace(/^\[|\]$/g, '')}]` : address.value;
      that.push(`seen.stdout.count(' ${host}${listening}') == seen.stdout.count('${listening}')`);
      title += ` on ${escapeJinja(address.value)} only`;
    }
    return [{ title, look, that, found }];
  },
  contents: ({ label, attributes: { open, address, protocol } }) => ({
    ports: [
      {
        number: Number(label),
        protocol: protocol?.value === 'udp' ? 'udp' : 'tcp',
        address: address?.value ?? null,
        open: open?.value ?? true,
      },
    ],
  }),
});
