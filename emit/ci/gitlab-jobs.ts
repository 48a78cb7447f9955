import type { Image } from '../../compiler/model/ir.ts';
import { string, type Value } from '../../compiler/model/value.ts';
import type { Plain, PlainMap, YamlDocument } from '../text/yaml-document.ts';
import { type CiImage, type CiNeeds, ciNeeds, validateLines } from './builders.ts';
import {
  buildsWithVkc,
  buildTools,
  galaxyPaths,
  indented,
  installVkc,
  isLayer,
  lintTools,
  packerSource,
  publishTools,
  script,
  type Tools,
  verifyTools,
  vkcIsNamed,
} from './jobs.ts';

/*
 * The jobs of a tree's pipeline. A job of a target has `own` entries behind its stage; `name` is the target's, or the variable that
 * holds it.
 */

export const workflow: PlainMap = {
  rules: [
    { if: '$CI_PIPELINE_SOURCE == "parent_pipeline"' },
    { if: '$CI_PIPELINE_SOURCE == "merge_request_event"' },
    { if: '$CI_COMMIT_TAG' },
    { if: '$CI_COMMIT_REF_PROTECTED == "true"' },
  ],
};

/** The first steps of every job. */
export const setup: Plain = [
  'cd "$VKC_TREE"',
  'type $VKC_COMMANDS >/dev/null 2>&1 || { apt-get update -q && apt-get install -q -y --no-install-recommends $VKC_APT; }',
];

export const job = (steps: Value): PlainMap => ({
  image: '$VKC_IMAGE',
  interruptible: true,
  timeout: '30 minutes',
  retry: { max: 2, when: ['runner_system_failure', 'scheduler_failure'] },
  before_script: steps,
});

const tools = ({ commands, packages }: Tools): PlainMap => ({
  VKC_COMMANDS: commands,
  VKC_APT: packages,
});

/** Packer's plugins, and roles and collections of Ansible Galaxy. The job `init` fills it. */
function packerCache(image: Image): PlainMap {
  const galaxy = galaxyPaths(image);
  return {
    key: galaxy.length === 0 ? 'packer' : image.name,
    paths: ['.cache/packer', ...galaxy.map((path) => `$VKC_TREE/${path}`)],
    policy: 'pull',
  };
}

/** What every job needs that runs Packer. */
export function packer(image: CiImage, yaml: YamlDocument, steps: Value): PlainMap {
  const older = `if packer init -help >/dev/null 2>&1; then packer init .; template=.; else template=${image.name}.pkr.hcl; fi`;
  const galaxy = galaxyPaths(image);
  const install = galaxy.map((path) => {
    const kind = path.endsWith('collections') ? 'collection' : 'role';
    const config = image.galaxy.size === 0 ? '' : 'ANSIBLE_CONFIG=playbook/ansible.cfg ';
    return `${config}ansible-galaxy ${kind} install -r playbook/requirements.yml -p ${path}`;
  });
  const seed = image.targets.some(({ build }) => ciNeeds[build.builder.value].boots)
    ? [yaml.comment('The key of the build is made in each job, and no artifact has it.', './seed.sh')]
    : [];
  const sources =
    image.sources === 'own'
      ? [
          ...seed,
          yaml.comment(
            'Packer before 1.7 knows no init: it has the plugins built in, and reads the template alone.',
            older,
          ),
        ]
      : [
          yaml.comment(
            'The sources are not of this tree.',
            'cp -- "$CI_PROJECT_DIR/$VKC_SOURCES" sources.pkr.hcl',
          ),
          'packer init .',
          'template=.',
        ];
  return {
    extends: '.job',
    variables: tools(buildTools(image)),
    cache: packerCache(image),
    before_script: [
      yaml.comment('Debian 13 has no Packer; that of Debian 12 runs on it.', packerSource),
      steps,
      ...(buildsWithVkc(image) ? [withVkc] : []),
      ...sources,
      ...install,
    ],
  };
}

export const init = (yaml: YamlDocument): PlainMap => ({
  extends: '.packer',
  stage: 'init',
  cache: { policy: 'pull-push' },
  script: [
    'packer version',
    'ansible --version',
    yaml.comment(
      'Said now, and not when the images are built.',
      script('type vkc >/dev/null 2>&1 ||', ...indented(vkcIsNamed)),
    ),
  ],
});

export const validate = (image: Image, yaml: YamlDocument, playbooks: readonly string[]): PlainMap => ({
  extends: '.packer',
  stage: 'validate',
  needs: ['init'],
  variables: { ANSIBLE_CONFIG: 'playbook/ansible.cfg' },
  script: [...validation(image, yaml), `ansible-playbook --syntax-check -i default, ${playbooks.join(' ')}`],
});

function validation(image: Image, yaml: YamlDocument): Plain[] {
  const [first, ...others] = validateLines(image);
  if (!first!.includes('-syntax-only')) return [first!];
  const why =
    'Otherwise Packer logs in to the cloud, and only the jobs that build in it have the credentials.';
  return [yaml.comment(why, first!), ...others];
}

export const lint = (yaml: YamlDocument): PlainMap => ({
  extends: '.job',
  stage: 'lint',
  needs: [],
  variables: { ...tools(lintTools), ANSIBLE_CONFIG: 'playbook/ansible.cfg' },
  script: [
    'yamllint --strict .',
    yaml.comment(
      'The report for the merge request: its paths begin at the top of the repository.',
      'mkdir -p reports',
    ),
    'ansible-lint --offline --profile production -q -f codeclimate >reports/lint.json || failed=1',
    'sed -i "s|\\"path\\": \\"|&$(git rev-parse --show-prefix)|g" reports/lint.json',
    yaml.comment(
      'The report for people, if something was found.',
      'test -z "${failed-}" || ansible-lint --offline --profile production -q',
    ),
  ],
  artifacts: {
    when: 'always',
    expire_in: '1 week',
    reports: { codequality: '$VKC_TREE/reports/lint.json' },
  },
});

/** The entries of one target's job, and its name. */
export interface TargetJob {
  readonly name: string;
  readonly own: PlainMap;
  readonly variables: PlainMap;
}

export function build(
  image: CiImage,
  yaml: YamlDocument,
  { name, own, variables }: TargetJob,
  { boots, cloud }: CiNeeds,
  only: string | null,
): PlainMap {
  const base = yaml.comment(
    'The base image. Packer compares it with its checksum, and downloads it again if it has changed.',
    {
      key: `base-${name}`,
      paths: ['.cache/base'],
    },
  );
  return {
    extends: '.packer',
    stage: 'build',
    ...own,
    ...(boots || image.ci.runner.length > 0 ? { tags: tags(image) } : {}),
    ...(cloud
      ? {
          environment: yaml.comment(
            'Variables that have this scope, such as the password of the cloud, are known to no other job.',
            { name: `build/${name}` },
          ),
          interruptible: yaml.comment('A build that is stopped may leave its instance in the cloud.', false),
          rules: yaml.comment(
            'Each build leaves an image in the cloud, and the credentials are for protected branches and tags.',
            [{ if: '$CI_COMMIT_REF_PROTECTED == "true"' }],
          ),
        }
      : {}),
    timeout: '3 hours',
    variables: Object.keys(variables).length === 0 ? undefined : variables,
    ...(boots ? { cache: [packerCache(image), base] } : {}),
    script: [
      buildsWithVkc(image)
        ? yaml.comment(
            isLayer(image)
              ? 'The image that it is built on is brought from the cache that vkc.yaml names, or is built first.'
              : 'The image is brought from the cache that vkc.yaml names, or is built and kept there.',
            `vkc build --only "${name}" .`,
          )
        : `packer build -timestamp-ui${only === null ? '' : ` -only="${only}.${name}"`} "$template"`,
    ],
    artifacts: {
      expire_in: boots
        ? yaml.comment(
            'An image is larger than the 100 MB that GitLab allows by default: raise the maximum artifacts size.',
            '1 week',
          )
        : '1 week',
      paths: [`$VKC_TREE/output/${name}/`],
    },
  };
}

const withVkc = script('type vkc >/dev/null 2>&1 || {', ...indented([...vkcIsNamed, ...installVkc]), '}');

export const vkc = (steps: Value): PlainMap => ({
  extends: '.job',
  before_script: [steps, withVkc],
});

export const verify = (image: Image, { name, own, variables }: TargetJob): PlainMap => ({
  extends: '.vkc',
  stage: 'verify',
  ...own,
  tags: tags(image),
  timeout: '1 hour',
  variables: { ...tools(verifyTools(image)), ...variables },
  script: [`vkc verify "${name}"`],
  artifacts: {
    when: 'always',
    expire_in: '1 week',
    paths: ['$VKC_TREE/reports/'],
    reports: {
      junit: `$VKC_TREE/reports/${name}.xml`,
      cyclonedx: `$VKC_TREE/reports/${name}.cdx.json`,
    },
  },
});

export function publish(image: Image, yaml: YamlDocument, { name, own, variables }: TargetJob): PlainMap {
  const conditions: Readonly<Record<Image['ci']['publish'], Plain>> = {
    tags: [{ if: '$CI_COMMIT_TAG && $CI_COMMIT_REF_PROTECTED == "true"' }],
    protected: [{ if: '$CI_COMMIT_REF_PROTECTED == "true"' }],
    manual: [{ if: '$CI_COMMIT_REF_PROTECTED == "true"', when: 'manual', allow_failure: true }],
    never: [{ when: 'never' }],
  };
  return {
    extends: '.vkc',
    stage: 'publish',
    ...own,
    environment: yaml.comment(
      'Variables that have this scope, such as the password of the cloud, are known to no other job.',
      { name: `publish/${name}` },
    ),
    resource_group: yaml.comment(
      'Two pipelines never publish one image at once, and none is stopped in the middle.',
      name,
    ),
    interruptible: false,
    timeout: '2 hours',
    rules: conditions[image.ci.publish],
    variables: { ...tools(publishTools(image)), ...variables },
    script: [`vkc publish "${name}"`],
  };
}

/** The first is a variable, so that a project can have its own without compiling again. */
const tags = ({ ci }: Image): Plain => [
  '$VKC_RUNNER',
  ...ci.runner.slice(1).map(({ value, origin }) => string(value, origin)),
];
