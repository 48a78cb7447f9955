import * as z from 'zod/mini';
import { resourceKind } from '../../compiler/sdk/resource-kind.ts';
import { t } from '../../compiler/model/schema.ts';
import { list, string } from '../../compiler/model/value.ts';
import { no, word, yes } from '../shared/tasks.ts';

/** A registry with its port or none, a path in small letters, and a tag or a digest. */
const REFERENCE =
  /^(?:[\w.-]+(?::\d+)?\/)?[a-z\d]+(?:[._-]+[a-z\d]+)*(?:\/[a-z\d]+(?:[._-]+[a-z\d]+)*)*(?::[\w][\w.-]{0,127})?(?:@sha256:[0-9a-f]{64})?$/;

export default resourceKind({
  name: 'container_image',
  acts: true,
  doc: 'An image of a container that is pulled in the build, so that it is there when the machine is deployed. docker has to run meanwhile; podman needs no service.',
  label: {
    what: 'the name of a container image in quotes',
    check(name) {
      if (!REFERENCE.test(name)) return `\`${name}\` cannot be the name of a container image.`;
      if (name.includes('@')) return null;
      const tag = /:([\w.-]+)$/.exec(name)?.[1];
      return tag === undefined || tag === 'latest'
        ? `What is newest differs from build to build: write a version, \`${name.replace(/:latest$/, '')}:1.27.3\`, or a digest, \`@sha256:…\`.`
        : null;
    },
  },
  schema: z.object({ engine: t.oneOf(['docker', 'podman'], 'What pulls and keeps it.', 'docker') }),
  example: `container_image "registry.example.org/team/app:1.2.3"

container_image "docker.io/library/redis@sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08" {
  engine = podman
}`,
  insteadOf: {
    modules: ['docker_image', 'docker_image_pull', 'podman_image'],
    remedy: 'Write `container_image "registry/name:1.2.3"`.',
  },
  lower({ label, attributes, title, origin }, { variable }) {
    const at = label.origin ?? origin;
    const engine = attributes.engine?.value ?? 'docker';
    const register = variable(`${engine}_image_${label.value.replace(/@.*/, '')}`);
    const program = attributes.engine ?? word(engine);
    return {
      tasks: [
        {
          title: `Look for ${short(label.value)}`,
          module: 'ansible.builtin.command',
          args: { argv: list([program, word('image'), word('inspect'), label], at) },
          keywords: { register: word(register), changed_when: no, failed_when: no, check_mode: no },
        },
        {
          title: title ?? `Pull ${short(label.value)}`,
          module: 'ansible.builtin.command',
          args: { argv: list([program, word('pull'), word('--quiet'), label], at) },
          keywords: { changed_when: yes, when: list([string(`${register}.rc != 0`, at)], at) },
        },
      ],
    };
  },
  contents: ({ label, attributes }) => ({
    commands: [
      {
        line: `${attributes.engine?.value ?? 'docker'} pull ${label}`,
        shell: false,
        user: 'root',
        changes: true,
        creates: null,
        removes: null,
        unless: null,
        only_if: null,
      },
    ],
  }),
});

const short = (name: string) => name.replace(/(@sha256:.{12}).*/, '$1');
