import type { BuilderName } from '../../compiler/model/builder-names.ts';
import type { Image } from '../../compiler/model/ir.ts';
import { usedBuilders } from '../packer/builders.ts';

/** What the jobs of targets need that are built with one of Packer's builders. */
export interface CiNeeds {
  /** Commands and packages of Debian besides Packer, Ansible and ssh. */
  readonly commands: readonly string[];
  readonly packages: readonly string[];
  /** Whether the job boots machines: it runs where KVM is, and keeps the base image for the next one. */
  readonly boots: boolean;
  /** Whether the build talks to a cloud, so that it has credentials, and `packer validate` would need them. */
  readonly cloud: boolean;
}

export const ciNeeds: Readonly<Record<BuilderName, CiNeeds>> = {
  qemu: {
    commands: ['qemu-system-x86_64', 'qemu-img', 'xorriso', 'ssh-keygen'],
    packages: ['qemu-system-x86', 'qemu-utils', 'xorriso'],
    boots: true,
    cloud: false,
  },
  openstack: { commands: ['ssh'], packages: [], boots: false, cloud: true },
};

/** An image as its pipeline knows it. */
export interface CiImage extends Image {
  /** Whether the project keeps built images in a cache. */
  readonly cached?: boolean | undefined;
}

/** The parts of an image that have jobs of their own, each with the end of the names of its jobs. */
export function jobGroups(
  image: CiImage,
): { readonly image: CiImage; readonly needs: CiNeeds; readonly suffix: string }[] {
  const used = usedBuilders(image);
  return used.map(({ name, image: own }) => {
    const needs = ciNeeds[name];
    return { image: own, needs, suffix: used.length > 1 && needs.cloud ? '-cloud' : '' };
  });
}

/**
 * Lines of a shell that validate the template. For what is built in a cloud Packer would log in there, and only the jobs that
 * build have the credentials.
 */
export function validateLines(image: Image): string[] {
  const groups = jobGroups(image);
  const offline = groups.filter(({ needs }) => !needs.cloud);
  if (offline.length === groups.length) return ['packer validate "$template"'];
  const names = offline.flatMap(({ image: own }) =>
    own.targets.map(({ name, build }) => `${image.name}.${build.builder.value}.${name}`),
  );
  return [
    'packer validate -syntax-only "$template"',
    ...(names.length === 0 ? [] : [`packer validate -only="${names.join(',')}" "$template"`]),
  ];
}

/** Variables of the environment in which clients of OpenStack find the cloud and who uses it. */
export const cloudVariables: readonly string[] = [
  'AUTH_URL',
  'USERNAME',
  'PASSWORD',
  'PROJECT_ID',
  'USER_DOMAIN_NAME',
  'REGION_NAME',
].map((name) => `OS_${name}`);
