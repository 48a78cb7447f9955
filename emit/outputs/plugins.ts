import { Body, hclString, object } from '../text/hcl.ts';
import type { Output } from '../output.ts';
import { usedBuilders } from '../packer/builders.ts';

const output: Output = {
  name: 'plugins',
  doc: 'The plugins that `packer init` fetches. They have a file of their own, because Packer before 1.7 does not know the block and has these plugins built in.',
  render(image, { plugins: pinned }) {
    const root = new Body();
    const plugins = root.block('packer', [], image.origin).block('required_plugins', [], image.origin);
    const builders = usedBuilders(image).map(({ name, builder }) => [name, builder.plugin] as const);
    for (const [name, usual] of [...builders, ['ansible', '~> 1.1'] as const]) {
      const source = `github.com/hashicorp/${name}`;
      const version = pinned?.get(source);
      const entry = object([
        ['source', hclString(source)],
        ['version', hclString(version === undefined ? usual : `= ${version}`)],
      ]);
      plugins.attribute(name, entry, image.origin);
    }
    return [root.render().file('plugins.pkr.hcl', image.origin)];
  },
};

export default output;
