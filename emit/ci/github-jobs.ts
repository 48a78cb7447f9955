import type { Image, Target } from '../../compiler/model/ir.ts';
import type { Plain, PlainMap, YamlDocument } from '../text/yaml-document.ts';
import { type CiImage, type CiNeeds, ciNeeds, cloudVariables, validateLines } from './builders.ts';
import {
  buildsWithVkc,
  buildTools,
  cacheVariables,
  lintTools,
  packerSource,
  publishTools,
  script,
  installVkc,
  vkcIsNamed,
} from './jobs.ts';

/** The steps of a workflow's jobs. */

const targetOf = ({ targets }: Image): string =>
  targets.length === 1 ? targets[0]!.name : '${{ matrix.target }}';

/** One run of the job for each target. */
export function matrix(
  image: Image,
  yaml: YamlDocument,
  container: (target: Target) => string | null,
): Plain {
  const own = image.targets.flatMap(({ name, origin }, i) => {
    const place = container(image.targets[i]!);
    return place === null ? [] : [yaml.value({ target: name, container: place }, origin)];
  });
  return {
    'fail-fast': false,
    matrix: {
      target: image.targets.map(({ name, origin }) => yaml.value(name, origin)),
      include: own.length === 0 ? undefined : own,
    },
  };
}

/** Containers of Debian have no git, without which the checkout is none. */
function start(packages: readonly string[]): Plain[] {
  const all = [...new Set(['git', ...packages.flatMap((each) => each.split(' '))])].filter(
    (name) => name !== 'npm',
  );
  return [
    {
      name: 'Install what the job runs',
      'working-directory': '/',
      run: script(
        ...(all.includes('packer')
          ? [
              '# Debian 13 has no Packer; that of Debian 12 runs on it.',
              packerSource.replace(' || ', ' ||\n  '),
            ]
          : []),
        'apt-get update -q',
        `apt-get install -q -y --no-install-recommends ${all.join(' ')}`,
      ),
    },
    { uses: 'actions/checkout@v4' },
  ];
}

const vkcVariables: PlainMap = {
  VKC_PACKAGE: '${{ vars.VKC_PACKAGE }}',
  VKC_INTEGRITY: '${{ vars.VKC_INTEGRITY }}',
};
const unlessThere = 'type vkc >/dev/null 2>&1 && exit 0';

const vkc: readonly Plain[] = [
  { uses: 'actions/setup-node@v4', with: { 'node-version': 22 } },
  { name: 'Install vkc', env: vkcVariables, run: script(unlessThere, ...installVkc) },
];

/** Said at once, and not when the images are built. */
const vkcFrom: Plain = {
  name: 'See where vkc comes from',
  env: vkcVariables,
  run: script(unlessThere, ...vkcIsNamed),
};

/** The template to give to Packer: those before 1.7 know no init, and read one file alone. */
const packer = (image: Image): string[] =>
  image.sources === 'external'
    ? [
        `cp -- "$GITHUB_WORKSPACE/\${{ vars.VKC_SOURCES || 'sources.pkr.hcl' }}" sources.pkr.hcl`,
        'packer init .',
        'template=.',
      ]
    : [
        ...(image.targets.some(({ build }) => ciNeeds[build.builder.value].boots) ? ['./seed.sh'] : []),
        `if packer init -help >/dev/null 2>&1; then packer init .; template=.; else template=${image.name}.pkr.hcl; fi`,
      ];

export const checkSteps = (image: CiImage): Plain => [
  ...start([lintTools.packages, buildTools(image).packages]),
  vkcFrom,
  {
    name: 'Lint',
    env: { ANSIBLE_CONFIG: 'playbook/ansible.cfg' },
    run: script(
      'git config --global --add safe.directory "$GITHUB_WORKSPACE"',
      'yamllint --strict .',
      'ansible-lint --offline --profile production -q',
    ),
  },
  { name: 'Validate', run: script(...packer(image), ...validateLines(image)) },
];

/** `image` has the targets that are built alike; `several` says whether the tree has more than one. */
export function buildSteps(image: CiImage, tree: string, { boots, cloud }: CiNeeds, several: boolean): Plain {
  const target = targetOf(image);
  const env = { TARGET: target };
  const builder = image.targets[0]!.build.builder.value;
  const only = several ? ` -only="${image.name}.${builder}.$TARGET"` : '';
  const keep: PlainMap = {
    name: 'Keep the image for the publish job',
    if: published(image),
    uses: 'actions/upload-artifact@v4',
    with: {
      name: `image-${target}`,
      path: `${tree}/output/${target}/`,
      'compression-level': 1,
      'retention-days': 3,
    },
  };
  const base: PlainMap = {
    name: 'Keep the base image for the next build',
    uses: 'actions/cache@v4',
    with: {
      path: '.cache/base',
      key: `base-${target}-\${{ hashFiles('${tree.replaceAll("'", "''")}/*.pkr.hcl') }}`,
    },
  };
  const verify: readonly PlainMap[] = [
    { name: 'Verify', env, run: 'vkc verify "$TARGET"' },
    {
      name: 'Keep the reports',
      if: '${{ !cancelled() }}',
      uses: 'actions/upload-artifact@v4',
      with: { name: `reports-${target}`, path: `${tree}/reports/`, 'if-no-files-found': 'ignore' },
    },
  ];
  return [
    ...start([buildTools(image).packages]),
    ...(boots ? [...vkc, base] : []),
    {
      name: 'Build',
      env: {
        ...env,
        ...(boots ? { PACKER_CACHE_DIR: '${{ github.workspace }}/.cache/base' } : {}),
        ...(cloud ? cloudSecrets : {}),
        ...(image.cached && boots ? cacheSecrets : {}),
      },
      run: buildsWithVkc(image)
        ? script('vkc build --only "$TARGET" .')
        : script(...packer(image), `packer build -timestamp-ui${only} "$template"`),
    },
    ...(boots ? verify : []),
    ...(image.ci.publish === 'never' ? [] : [keep]),
  ];
}

const secrets = (names: readonly string[]): PlainMap =>
  Object.fromEntries(names.map((name) => [name, `\${{ secrets.${name} }}`] as const));

const cloudSecrets = secrets(cloudVariables);
const cacheSecrets = secrets(cacheVariables);

export function publishSteps(image: Image, tree: string): Plain {
  const target = targetOf(image);
  return [
    ...start([publishTools(image).packages]),
    ...vkc,
    {
      uses: 'actions/download-artifact@v4',
      with: { name: `image-${target}`, path: `${tree}/output/${target}/` },
    },
    {
      name: 'Publish',
      env: { TARGET: target, ...cloudSecrets },
      run: 'vkc publish "$TARGET"',
    },
  ];
}

/** When the publish job runs; the disk is kept for it only then. */
export function published({ ci }: Image): string {
  switch (ci.publish) {
    case 'manual':
      return "github.event_name == 'workflow_dispatch'";
    case 'protected':
      return "github.ref_type == 'tag' || (github.event_name == 'push' && github.ref_protected)";
    default:
      return "github.ref_type == 'tag'";
  }
}
