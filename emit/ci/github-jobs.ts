import type { Image, Target } from '../../compiler/model/ir.ts';
import type { Lines } from '../text/lines.ts';
import { inlineText } from '../text/yaml-text.ts';
import {
  buildTools,
  indented,
  installVkc,
  lintTools,
  vkcIsNamed,
  packerSource,
  publishTools,
} from './jobs.ts';

/** The steps of a workflow's jobs, as text. */

const targetOf = ({ targets }: Image): string =>
  targets.length === 1 ? targets[0]!.name : '${{ matrix.target }}';

/** One run of the job for each target. */
export function addMatrix(lines: Lines, image: Image, container: (target: Target) => string | null): void {
  lines.add('    strategy:\n      fail-fast: false\n      matrix:\n        target:', image.origin);
  for (const { name, origin } of image.targets) lines.add(`          - ${name}`, origin);
  const own = image.targets.filter((target) => container(target) !== null);
  if (own.length === 0) return;
  lines.add('        include:', image.origin);
  for (const target of own) {
    lines.add(
      `          - target: ${target.name}\n            container: ${container(target)}`,
      target.origin,
    );
  }
}

/** Containers of Debian have no git, without which the checkout is none. */
function start(packages: readonly string[]): string {
  const all = [...new Set(['git', ...packages.flatMap((each) => each.split(' '))])].filter(
    (name) => name !== 'npm',
  );
  const packed = all.includes('packer')
    ? `          # Debian 13 has no Packer; that of Debian 12 runs on it.\n          ${packerSource}\n`
    : '';
  return `      - name: Install what the job runs
        working-directory: /
        run: |
${packed}          apt-get update -q
          apt-get install -q -y --no-install-recommends ${all.join(' ')}
      - uses: actions/checkout@v4
`;
}

const vkc = `      - uses: actions/setup-node@v4
        with:
          node-version: 22
      - name: Install vkc
        env:
          VKC_PACKAGE: \${{ vars.VKC_PACKAGE }}
          VKC_INTEGRITY: \${{ vars.VKC_INTEGRITY }}
        run: |
          type vkc >/dev/null 2>&1 && exit 0
${indented(installVkc, 10)}`;

/** Said at once, and not when the images are built. */
const vkcFrom = `      - name: See where vkc comes from
        env:
          VKC_PACKAGE: \${{ vars.VKC_PACKAGE }}
          VKC_INTEGRITY: \${{ vars.VKC_INTEGRITY }}
        run: |
          type vkc >/dev/null 2>&1 && exit 0
${indented(vkcIsNamed, 10)}`;

/** The template to give to Packer: those before 1.7 know no init, and read one file alone. */
function packer(image: Image): string {
  const template = `${image.name}.pkr.hcl`;
  if (image.sources === 'external') {
    return `          cp -- "$GITHUB_WORKSPACE/\${{ vars.VKC_SOURCES || 'sources.pkr.hcl' }}" sources.pkr.hcl
          packer init .
          template=.
`;
  }
  return `          ./seed.sh
          if packer init -help >/dev/null 2>&1; then packer init .; template=.; else template=${template}; fi
`;
}

export function checkSteps(image: Image): string {
  return `${start([lintTools.packages, buildTools(image).packages])}${vkcFrom}      - name: Lint
        env:
          ANSIBLE_CONFIG: playbook/ansible.cfg
        run: |
          git config --global --add safe.directory "$GITHUB_WORKSPACE"
          yamllint --strict .
          ansible-lint --offline --profile production -q
      - name: Validate
        run: |
${packer(image)}          packer validate "$template"
`;
}

export function buildSteps(image: Image, tree: string): string {
  const target = targetOf(image);
  const only = image.targets.length > 1 ? ` -only="${image.name}.qemu.$TARGET"` : '';
  const keep =
    image.ci.publish === 'never'
      ? ''
      : `      - name: Keep the image for the publish job
        if: ${published(image)}
        uses: actions/upload-artifact@v4
        with:
          name: image-${target}
          path: ${inlineText(`${tree}/output/${target}/`)}
          compression-level: 1
          retention-days: 3
`;
  return `${start([buildTools(image).packages])}${vkc}      - name: Build
        env:
          TARGET: ${target}
        run: |
${packer(image)}          packer build -timestamp-ui${only} "$template"
      - name: Verify
        env:
          TARGET: ${target}
        run: vkc verify "$TARGET"
      - name: Keep the reports
        if: \${{ !cancelled() }}
        uses: actions/upload-artifact@v4
        with:
          name: reports-${target}
          path: ${inlineText(`${tree}/reports/`)}
          if-no-files-found: ignore
${keep}`;
}

export function publishSteps(image: Image, tree: string): string {
  const target = targetOf(image);
  const variables = ['AUTH_URL', 'USERNAME', 'PASSWORD', 'PROJECT_ID', 'USER_DOMAIN_NAME', 'REGION_NAME'];
  return `${start([publishTools.packages])}${vkc}      - uses: actions/download-artifact@v4
        with:
          name: image-${target}
          path: ${inlineText(`${tree}/output/${target}/`)}
      - name: Publish
        env:
          TARGET: ${target}
${variables.map((name) => `          OS_${name}: \${{ secrets.OS_${name} }}\n`).join('')}        run: vkc publish "$TARGET"
`;
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
