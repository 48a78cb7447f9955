import { Body } from '../text/hcl.ts';
import type { Output } from '../output.ts';
import { addBuild } from '../packer/build.ts';
import { usedBuilders } from '../packer/builders.ts';
import { addSources } from '../packer/sources.ts';
import { addVariables } from '../packer/variables.ts';

const output: Output = {
  name: 'packer',
  doc: 'The Packer build: variables, a source for each system, and a build of every target with its post-processors.',
  render(image) {
    const root = new Body();
    root.comment(
      `${image.name}, made by vkc from ${image.origin.file}. Edit that file, not this one.`,
      image.origin,
    );
    const used = usedBuilders(image).map(({ name, builder, image: own }) => ({
      name,
      image: own,
      sources: builder.sources(own),
    }));
    addVariables(root, image);
    if (image.sources === 'own') addSources(root, image, used);
    addBuild(root, image, used);
    return [root.render().file(`${image.name}.pkr.hcl`, image.origin)];
  },
};

export default output;
