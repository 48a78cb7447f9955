import type { Image, Target } from '../../compiler/model/ir.ts';
import type { Lines } from '../text/lines.ts';
import { megabytes } from '../packer/settings.ts';
import { type Plain, type PlainMap, YamlDocument } from '../text/yaml-document.ts';
import { type CiImage, ciNeeds, cloudVariables, jobGroups, validateLines } from './builders.ts';
import {
  buildsWithVkc,
  buildTools,
  cacheVariables,
  debian,
  indented,
  installVkc,
  lintTools,
  needsOlderAnsible,
  olderDebian,
  packerSource,
  publishTools,
  script,
  type Tools,
  verifyTools,
  vkcIsNamed,
} from './jobs.ts';

/**
 * A workflow template of Argo Workflows for one tree. Building and verifying are one pod, so that no disk has to be carried between
 * them; the publish pod gets the disk as an artifact.
 */
export function treeTemplate(image: CiImage): Lines {
  const { name, origin, ci } = image;
  const yaml = new YamlDocument(origin);
  const groups = jobGroups(image);
  const templates: Plain[] = [
    { name: 'image', dag: { tasks: [{ name: 'check', template: 'check' }, ...groups.map(tasks)] } },
    check(image),
    ...groups.flatMap(({ image: own, suffix }) => [
      { name: `target${suffix}`, inputs: targetInput(true), steps: steps(suffix, ci.publish) },
      build(own, yaml, suffix),
    ]),
    ...(ci.publish === 'never' ? [] : [publish(image, yaml)]),
  ];
  return yaml
    .add('apiVersion', 'argoproj.io/v1alpha1')
    .add('kind', 'WorkflowTemplate')
    .add('metadata', { name })
    .add('spec', {
      entrypoint: 'image',
      arguments: { parameters: parameters(image, yaml) },
      activeDeadlineSeconds: 6 * 3600,
      podGC: { strategy: 'OnPodSuccess' },
      templates,
    })
    .lines([`The workflow of ${name}, made by vkc from ${origin.file}. Edit that file, not this one.`]);
}

function parameters({ name, ci }: Image, yaml: YamlDocument): Plain {
  return [
    yaml.comment('The repository with the trees. It has no default: argo submit -p repo=…', { name: 'repo' }),
    { name: 'revision', value: 'main' },
    yaml.comment('Folder of this file in the repository.', { name: 'tree', value: `out/${name}` }),
    yaml.comment('Brings what the jobs run, or is a Debian in which it is installed.', {
      name: 'image',
      value: yaml.value(ci.image?.value ?? debian, ci.image?.origin),
    }),
    yaml.comment('vkc as npm takes it, and its checksum. Not needed if the container image has it.', {
      name: 'vkc-package',
      value: '',
    }),
    { name: 'vkc-integrity', value: '' },
    ...(ci.publish === 'never'
      ? []
      : [
          yaml.comment('Whether targets are published: the release workflow says `true`.', {
            name: 'publish',
            value: ci.publish === 'protected' ? 'true' : 'false',
          }),
        ]),
  ];
}

const ofWorkflow = (name: string): string => `{{workflow.parameters.${name}}}`;

/** The tasks of the targets with one sort of jobs. */
const tasks = ({ image, suffix }: { readonly image: Image; readonly suffix: string }): PlainMap => ({
  name: `targets${suffix}`,
  template: `target${suffix}`,
  depends: 'check',
  arguments: {
    parameters: [
      { name: 'target', value: '{{item.target}}' },
      { name: 'container', value: '{{item.container}}' },
    ],
  },
  withItems: image.targets.map((target) => ({ target: target.name, container: containerOf(image, target) })),
});

const containerOf = ({ ci }: Image, target: Target): string =>
  ci.image === null && needsOlderAnsible(target) ? olderDebian : ofWorkflow('image');

const targetInput = (container: boolean): PlainMap => ({
  parameters: [{ name: 'target' }, ...(container ? [{ name: 'container' }] : [])],
});

function steps(suffix: string, when: Image['ci']['publish']): Plain {
  const parameters = ['target', 'container'].map((name) => ({
    name,
    value: `{{inputs.parameters.${name}}}`,
  }));
  const built = [{ name: 'build', template: `build${suffix}`, arguments: { parameters } }];
  if (when === 'never') return [built];
  const artifacts = [{ name: 'image', from: '{{steps.build.outputs.artifacts.image}}' }];
  const published = {
    name: 'publish',
    template: 'publish',
    when: `${ofWorkflow('publish')} == true`,
    arguments: { parameters: parameters.slice(0, 1), artifacts },
  };
  return [built, [published]];
}

const sources = (): PlainMap => ({
  name: 'sources',
  path: '/src',
  git: { repo: ofWorkflow('repo'), revision: ofWorkflow('revision') },
});

/** What every pod of a template has. A pod is tried again if its node failed, but not if its own work did. */
const pod = (minutes: number): PlainMap => ({
  activeDeadlineSeconds: String(minutes * 60),
  retryStrategy: { limit: '2', retryPolicy: 'OnError' },
});

function install(...tools: readonly Tools[]): string[] {
  const all = (of: keyof Tools) => [...new Set(tools.flatMap((each) => each[of].split(' ')))];
  const commands = all('commands').filter((name) => name !== 'vkc');
  return [
    'set -eu',
    // Debian 13 has no Packer; that of Debian 12 runs on it.
    ...(commands.includes('packer') ? [packerSource.replace(' || ', ' ||\n  ')] : []),
    `if ! type ${commands.join(' ')} >/dev/null 2>&1; then`,
    '  apt-get update -q',
    '  apt-get install -q -y --no-install-recommends \\',
    `    ${all('packages').join(' ')}`,
    'fi',
    // The sources belong to another user than the one of the pod.
    'if type git >/dev/null 2>&1; then git config --global --add safe.directory /src; fi',
    'cd "/src/$VKC_TREE"',
  ];
}

const vkc = ['type vkc >/dev/null 2>&1 || {', ...indented([...vkcIsNamed, ...installVkc]), '}'];

/** The template to give to Packer: those before 1.7 know no init, and read one file alone. */
const packer = (image: Image): string[] =>
  image.sources === 'external'
    ? ['cp -- /src/sources.pkr.hcl sources.pkr.hcl', 'packer init .', 'template=.']
    : [
        ...(image.targets.some(({ build: { builder } }) => ciNeeds[builder.value].boots)
          ? ['./seed.sh']
          : []),
        `template=${image.name}.pkr.hcl`,
        'if packer init -help >/dev/null 2>&1; then packer init .; template=.; fi',
      ];

const environment = (target: boolean): Plain[] => [
  { name: 'VKC_TREE', value: ofWorkflow('tree') },
  ...(target ? [{ name: 'VKC_TARGET', value: '{{inputs.parameters.target}}' }] : []),
  { name: 'VKC_PACKAGE', value: ofWorkflow('vkc-package') },
  { name: 'VKC_INTEGRITY', value: ofWorkflow('vkc-integrity') },
  { name: 'CHECKPOINT_DISABLE', value: '1' },
];

const check = (image: CiImage): PlainMap => ({
  name: 'check',
  inputs: { artifacts: [sources()] },
  ...pod(30),
  script: {
    image: ofWorkflow('image'),
    command: ['bash'],
    env: environment(false),
    source: script(
      ...install(lintTools, buildTools(image)),
      'type vkc >/dev/null 2>&1 ||',
      ...indented(vkcIsNamed),
      'export ANSIBLE_CONFIG=playbook/ansible.cfg',
      'yamllint --strict .',
      'ansible-lint --offline --profile production -q',
      ...packer(image),
      ...validateLines(image),
    ),
  },
});

function build(image: CiImage, yaml: YamlDocument, suffix: string): PlainMap {
  const { boots, cloud } = ciNeeds[image.targets[0]!.build.builder.value];
  const { value: builder } = image.targets[0]!.build.builder;
  const several = image.targets.length > 1 || suffix !== '';
  const only = several ? ` -only="${image.name}.${builder}.$VKC_TARGET"` : '';
  const memory = Math.max(...image.targets.map((target) => megabytes(target.build.memory.value)));
  const cpus = Math.max(...image.targets.map((target) => target.build.cpus.value));
  const lines = buildsWithVkc(image)
    ? ['vkc build --only "$VKC_TARGET" .']
    : [...packer(image), `packer build -timestamp-ui${only} "$template"`];
  return {
    name: `build${suffix}`,
    inputs: { ...targetInput(true), artifacts: [sources()] },
    outputs: {
      artifacts: [
        ...(image.ci.publish === 'never' ? [] : [{ name: 'image', path: output, archive: { none: {} } }]),
        ...(boots ? [{ name: 'reports', path: `/src/${ofWorkflow('tree')}/reports`, optional: true }] : []),
      ],
    },
    ...pod(240),
    script: {
      image: '{{inputs.parameters.container}}',
      command: ['bash'],
      env: [
        ...environment(true),
        ...(cloud ? credentials : []),
        ...(image.cached && boots ? cacheAccess : []),
      ],
      resources: boots
        ? {
            requests: { cpu: String(cpus), memory: `${memory + 1024}Mi` },
            limits: {
              'devices.kubevirt.io/kvm': yaml.comment(
                'From the KVM device plugin of KubeVirt: the pod runs on a node that has /dev/kvm, and gets it.',
                '1',
              ),
            },
          }
        : undefined,
      source: script(
        ...install(buildTools(image), ...(boots ? [verifyTools(image)] : [])),
        ...(boots ? [...vkc, ...lines, 'vkc verify "$VKC_TARGET"'] : lines),
      ),
    },
  };
}

const output = `/src/${ofWorkflow('tree')}/output/{{inputs.parameters.target}}`;

const fromSecret = (secret: string, names: readonly string[]): Plain[] =>
  names.map((name) => ({
    name,
    valueFrom: { secretKeyRef: { name: secret, key: name, optional: true } },
  }));

/** Of secrets that need not be there: clouds.yaml and auth.json in the container image do as well. */
const credentials = fromSecret('vkc-openstack', cloudVariables);
const cacheAccess = fromSecret('vkc-cache', cacheVariables);

const publish = (image: Image, yaml: YamlDocument): PlainMap => ({
  name: 'publish',
  inputs: {
    ...targetInput(false),
    artifacts: [sources(), { name: 'image', path: output }],
  },
  ...pod(120),
  synchronization: yaml.comment('Two workflows never publish one target at once.', {
    mutexes: [{ name: 'publish-{{inputs.parameters.target}}' }],
  }),
  script: {
    image: ofWorkflow('image'),
    command: ['bash'],
    env: [...environment(true), ...credentials],
    source: script(...install(publishTools(image)), ...vkc, 'vkc publish "$VKC_TARGET"'),
  },
});
