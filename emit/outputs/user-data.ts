import { Lines } from '../text/lines.ts';
import type { Output } from '../output.ts';

const output: Output = {
  name: 'user-data',
  doc: 'Cloud-config of the instance that builds the image in a cloud. Only written if the source gives some.',
  render({ user_data: added, targets, origin }) {
    if (added === null || !targets.some(({ build }) => build.builder.value === 'openstack')) return [];
    const text = `#cloud-config\n${added.value.replace(/\n*$/, '')}`;
    return [new Lines().add(text, added.origin).file('user-data', origin)];
  },
};

export default output;
