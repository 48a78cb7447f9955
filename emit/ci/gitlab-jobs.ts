import type { Image } from '../../compiler/model/ir.ts';
import {
  buildTools,
  galaxyPaths,
  installVkc,
  lintTools,
  packerSource,
  publishTools,
  type Tools,
  vkcIsNamed,
  verifyTools,
  indented,
} from './jobs.ts';

/*
 * The jobs of a tree's pipeline, as text: what a person would write. `$VKC_TARGET` stands for the target, and is a variable of
 * the job where there are several.
 */

export const workflow = `workflow:
  rules:
    - if: $CI_PIPELINE_SOURCE == "parent_pipeline"
    - if: $CI_PIPELINE_SOURCE == "merge_request_event"
    - if: $CI_COMMIT_TAG
    - if: $CI_COMMIT_REF_PROTECTED == "true"
`;

export const job = `.job:
  image: $VKC_IMAGE
  interruptible: true
  timeout: 30 minutes
  retry:
    max: 2
    when: [runner_system_failure, scheduler_failure]
  before_script: &setup
    - cd "$VKC_TREE"
    - type $VKC_COMMANDS >/dev/null 2>&1 || { apt-get update -q && apt-get install -q -y --no-install-recommends $VKC_APT; }
`;

const tools = ({ commands, packages }: Tools): string => `  variables:
    VKC_COMMANDS: ${commands}
    VKC_APT: ${packages}
`;

/** What every job needs that runs Packer. */
export function packer(image: Image): string {
  const own = image.sources === 'own';
  const older = `if packer init -help >/dev/null 2>&1; then packer init .; template=.; else template=${image.name}.pkr.hcl; fi`;
  const galaxy = galaxyPaths(image);
  const paths = ['.cache/packer', ...galaxy.map((path) => `$VKC_TREE/${path}`)];
  const install = galaxy.map((path) => {
    const kind = path.endsWith('collections') ? 'collection' : 'role';
    return `    - ansible-galaxy ${kind} install -r playbook/requirements.yml -p ${path}\n`;
  });
  const steps = own
    ? [
        '    # The key of the build is made in each job, and no artifact has it.',
        '    - ./seed.sh',
        '    # Packer before 1.7 knows no init: it has the plugins built in, and reads the template alone.',
        `    - ${older}`,
      ]
    : [
        '    # The sources are not of this tree.',
        '    - cp -- "$CI_PROJECT_DIR/$VKC_SOURCES" sources.pkr.hcl',
        '    - packer init .',
        '    - template=.',
      ];
  return `.packer:
  extends: .job
${tools(buildTools(image))}  cache:
    key: ${galaxy.length === 0 ? 'packer' : image.name}
    paths:
${paths.map((path) => `      - ${path}\n`).join('')}    policy: pull
  before_script:
    # Debian 13 has no Packer; that of Debian 12 runs on it.
    - ${packerSource}
    - *setup
${steps.join('\n')}
${install.join('')}`;
}

export const init = `init:
  extends: .packer
  stage: init
  cache:
    policy: pull-push
  script:
    - packer version
    - ansible --version
    # Said now, and not when the images are built.
    - |
      type vkc >/dev/null 2>&1 ||
${indented(vkcIsNamed, 8)}`;

export function validate(playbooks: readonly string[]): string {
  return `validate:
  extends: .packer
  stage: validate
  needs: [init]
  variables:
    ANSIBLE_CONFIG: playbook/ansible.cfg
  script:
    - packer validate "$template"
    - ansible-playbook --syntax-check -i default, ${playbooks.join(' ')}
`;
}

export const lint = `lint:
  extends: .job
  stage: lint
  needs: []
${tools(lintTools)}    ANSIBLE_CONFIG: playbook/ansible.cfg
  script:
    - yamllint --strict .
    # First the report for the merge request, whose paths begin at the top of the repository; then for people, if need be.
    - mkdir -p reports
    - ansible-lint --offline --profile production -q -f codeclimate >reports/lint.json || failed=1
    - 'sed -i "s|\\"path\\": \\"|&$(git rev-parse --show-prefix)|g" reports/lint.json'
    - test -z "\${failed-}" || ansible-lint --offline --profile production -q
  artifacts:
    when: always
    expire_in: 1 week
    reports:
      codequality: $VKC_TREE/reports/lint.json
`;

export function build(image: Image): string {
  const only = image.targets.length > 1 ? ` -only="${image.name}.qemu.$VKC_TARGET"` : '';
  return `  extends: .packer
  stage: build
  tags:
${tags(image)}  timeout: 3 hours
  script:
    - packer build -timestamp-ui${only} "$template"
  artifacts:
    # An image is larger than the 100 MB that GitLab allows by default: raise the maximum artifacts size.
    expire_in: 1 week
    paths:
      - $VKC_TREE/output/$VKC_TARGET/
`;
}

export const vkc = `.vkc:
  extends: .job
  before_script:
    - *setup
    - |
      type vkc >/dev/null 2>&1 || {
${indented([...vkcIsNamed, ...installVkc], 8)}      }
`;

export function verify(image: Image): string {
  return `  extends: .vkc
  stage: verify
  tags:
${tags(image)}  timeout: 1 hour
${tools(verifyTools(image))}  script:
    - vkc verify "$VKC_TARGET"
  artifacts:
    when: always
    expire_in: 1 week
    paths:
      - $VKC_TREE/reports/
    reports:
      junit: $VKC_TREE/reports/$VKC_TARGET.xml
      cyclonedx: $VKC_TREE/reports/$VKC_TARGET.cdx.json
`;
}

export function publish(image: Image): string {
  const conditions = {
    tags: '    - if: $CI_COMMIT_TAG && $CI_COMMIT_REF_PROTECTED == "true"\n',
    protected: '    - if: $CI_COMMIT_REF_PROTECTED == "true"\n',
    manual: '    - if: $CI_COMMIT_REF_PROTECTED == "true"\n      when: manual\n      allow_failure: true\n',
    never: '    - when: never\n',
  };
  return `  extends: .vkc
  stage: publish
  # Variables that have this scope, such as the cloud's password, are known to no other job.
  environment:
    name: publish/$VKC_TARGET
  # Two pipelines never publish one image at once, and none is stopped in the middle.
  resource_group: $VKC_TARGET
  interruptible: false
  timeout: 2 hours
  rules:
${conditions[image.ci.publish]}${tools(publishTools)}  script:
    - vkc publish "$VKC_TARGET"
`;
}

/** The first is a variable, so that a project can have its own without compiling again. */
function tags({ ci }: Image): string {
  const others = ci.runner.slice(1).map(({ value }) => value);
  return ['$VKC_RUNNER', ...others].map((tag) => `    - ${tag}\n`).join('');
}
