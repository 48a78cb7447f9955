import type { Section } from './entry.ts';

/** What goes wrong in practice, and how to avoid it. */
export const troubleshooting: Section = {
  title: 'Troubleshooting',
  about: 'What goes wrong in builds, and what helps.',
  entries: [
    {
      title: 'SSH never answers',
      text: 'Packer waits for SSH and gives up. The base image has no SSH server, a firewall blocks port 22, the name of the admin user is wrong, or the machine needs more time to boot.',
    },
    {
      title: 'The guest agent is missing',
      text: 'The package has a different name on the system, or nothing enables its service.',
    },
    {
      title: 'The image is too large',
      text: 'Remove packages that nobody needs, the package cache and old logs; do not delete the folders of the logs, since services need them. Blocks of zeros compress well.',
      otherwise:
        'The role `cleanup` gives free space back. A smaller base is your choice: declare an `os` of your own.',
    },
    {
      title: 'The build hangs',
      text: 'A task asks a question that nobody answers, a command never ends, or the machine rebooted under Ansible.',
      otherwise:
        '`ANSIBLE_DEBUG=1` is a way to look for the cause. A build without network fails when it installs packages.',
    },
  ],
};

export const security: Section = {
  title: 'Security',
  about: 'What makes an image hard to attack.',
  entries: [
    {
      title: 'Small attack surface',
      text: 'Install only what the image needs. Leave out development tools and services that nobody uses.',
    },
    {
      title: 'No secrets in the image',
      text: 'Passwords, tokens, API keys and private SSH keys come at deployment, not with the image.',
    },
    {
      title: 'Regular updates',
      text: 'Build images again regularly, from a base that still gets security updates, with packages from sources that are signed.',
      otherwise: 'Your pipeline decides when images are built again.',
    },
  ],
};

export const builds: Section = {
  title: 'Build',
  about: 'What makes builds fast and repeatable.',
  entries: [
    {
      title: 'Order of tasks',
      text: 'What changes seldom runs first. Packages are installed before configuration is written, and handlers restart services.',
    },
    {
      title: 'Fast builds',
      text: 'Facts are gathered only where they are used, pipelining is on, and packages are installed together.',
      otherwise: 'A mirror of your own is a `repository` that you declare.',
    },
    {
      title: 'Pinned versions',
      text: 'A version, a checksum or a tag says exactly what is installed, so that the next build installs the same.',
    },
    {
      title: 'Version control',
      text: 'Source and tree are in git. The same source gives the same tree, byte for byte.',
    },
    {
      title: 'Build dependencies',
      text: 'It is written down which tools, collections and base images a build needs.',
    },
    {
      title: 'Image versions',
      text: 'An image has a version, and it is known what changed with it.',
    },
  ],
};

export const documentation: Section = {
  title: 'Documentation',
  about: 'What the repository of an image says about it.',
  entries: [
    { title: 'Base and packages', text: 'The base system with its version, and what is installed.' },
    { title: 'Build requirements', text: 'What one needs to build the image, and the commands.' },
    { title: 'Testing procedures', text: 'How one checks that a built image is right.' },
    { title: 'Known issues', text: 'What does not work, and what to do about it.' },
    {
      title: 'Changelog',
      text: 'What changed from one version of the image to the next.',
      otherwise:
        '`vkc diff` compares the packages of two built images. `vkc inspect --diff` compares two targets of a source.',
    },
  ],
};
