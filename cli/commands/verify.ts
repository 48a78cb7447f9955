import { usageFailure } from '../shell/args.ts';
import { treeOption } from '../tree/built.ts';
import { isFailure } from '../shell/command.ts';
import type { Command } from '../shell/command.ts';
import { fail } from '../shell/failure.ts';

const command: Command = {
  name: 'verify',
  order: 11,
  summary: 'Boot a built image, and report what of the checklist and of `expect` does not hold.',
  usage: '[OPTIONS] [TARGET|IMAGE-FILE…]',
  about: [
    'Boots the image on an overlay, with a fresh key and seed, and goes through all points of tests/verify.yml; reboots it, and again; resets it, and again. The image is never changed.',
    'TARGET is a target, an image, a system, or the folder of a tree; without any, all targets. A file is verified as the target of the tree that it lies in, or of --tree.',
    'Reports are written to DIR/reports of the tree: TARGET.html, .xml (JUnit), .json, and what is installed as .spdx.json and .cdx.json. Exits with 1 when a point does not hold.',
  ],
  options: {
    out: treeOption,
    tree: { value: 'DIR', doc: 'The tree whose points are asked for, where a file lies in no tree.' },
    target: { value: 'NAME', doc: 'The target that a file is of, where its tree has several.' },
    accel: {
      value: 'HOW',
      choices: ['auto', 'kvm', 'tcg'],
      doc: 'Boot with kvm, emulated (tcg), or with kvm where it works (auto, the default).',
    },
    memory: { value: 'MIB', doc: 'Memory of the machine in MiB; 2048 when not given.' },
    timeout: {
      value: 'SECONDS',
      doc: 'How long the machine may take after each start until it lets its user in; 300 when not given, 900 where it is emulated.',
    },
    quick: { doc: 'Look once, after the first boot: no reboot, no reset.' },
    firmware: { value: 'FILE', doc: 'UEFI firmware, for an image that is built with it.' },
    reports: { value: 'DIR', doc: 'Where the reports go, in place of the folder `reports` of the tree.' },
    junit: { value: 'FILE', doc: 'Write the JUnit report there.' },
    json: { value: 'FILE', doc: 'Write the JSON report there.' },
    html: { value: 'FILE', doc: 'Write the page there.' },
    sbom: {
      value: 'FORMAT',
      multiple: true,
      choices: ['spdx', 'cyclonedx', 'none'],
      doc: 'What is installed, as spdx or cyclonedx; both when not given; none for neither.',
    },
  },
  async run(args, io) {
    for (const name of ['memory', 'timeout']) {
      const value = args.value(name);
      if (value !== null && !/^[1-9]\d{0,6}$/.test(value))
        return fail(
          usageFailure(`\`${value}\` is no value of --${name}.`, 'It takes a whole number from 1.'),
          io,
        );
    }
    const { findSubjects } = await import('../verify/subject.ts');
    const subjects = findSubjects(args, io);
    if (isFailure(subjects)) return fail(subjects, io);
    const files = ['junit', 'json', 'html'].filter((name) => args.has(name));
    if (subjects.length > 1 && files.length > 0) {
      return fail(
        usageFailure(
          `--${files[0]} takes the report of one target, and there are ${subjects.length}.`,
          'Use --reports DIR.',
        ),
        io,
      );
    }
    const { verifyAll } = await import('../verify/all.ts');
    return verifyAll(subjects, args, io);
  },
};

export default command;
