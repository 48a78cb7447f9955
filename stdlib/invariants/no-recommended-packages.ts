import type { Span } from '../../grammar/span.ts';
import type { Invariant } from '../../compiler/sdk/invariant.ts';
import type { Image } from '../../compiler/model/ir.ts';
import { attributesOf } from '../../compiler/sdk/attributes.ts';
import packageKind from '../resources/package.ts';

const invariant: Invariant = {
  id: 'no-recommended-packages',
  topic: 'security',
  title: 'Only packages that are asked for are installed, with what they need.',
  why: 'What a package merely recommends makes the image larger, and can be attacked.',
  sources: ['the-image-is-too-large', 'small-attack-surface'],
  how: 'Packages are installed without what they recommend, with apt and with dnf.',
  takenOver: recommending,
};

/** A package that asks for what it recommends. */
function recommending({ targets }: Image): Span | null {
  for (const { resources } of targets.flatMap(({ provision, start }) => [...provision, ...start])) {
    for (const resource of resources) {
      const given = attributesOf(packageKind, resource)?.recommends;
      if (given?.value && given.origin !== null) return given.origin;
    }
  }
  return null;
}

export default invariant;
