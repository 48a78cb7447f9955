import { usageFailure } from '../shell/args.ts';
import { findTargets, isBuilt, treeOption } from '../tree/built.ts';
import { isInCloud, noDisk } from '../tree/cloud-image.ts';
import { display } from '../tree/read.ts';
import { EXIT, isFailure } from '../shell/command.ts';
import type { Args, Command } from '../shell/command.ts';
import { fail } from '../shell/failure.ts';
import type { Io } from '../shell/io.ts';

const command: Command = {
  name: 'verify',
  order: 120,
  summary: 'Boot a built image, and run the checks of the marketplace and of `expect`.',
  usage: '[OPTIONS] [TARGET|IMAGE-FILE…]',
  about: [
    'Boots the image on an overlay with a new key and seed, and runs all checks of tests/verify.yml. Runs them again after a reboot, and again after a reset. Then boots another machine from a config drive, as the cloud does, runs start.yml on it, and runs the checks of tests/verify_start.yml. The image itself is never changed.',
    'TARGET is a target, an image, a system, or the folder of a tree. Default: all targets. IMAGE-FILE is checked as a target of the tree that it lies in, or of --tree.',
    'Writes reports to the folder reports of the tree: TARGET.html, .xml (JUnit), .json, and the bill of materials as .spdx.json and .cdx.json. Exits with 1 if a check fails.',
  ],
  options: {
    out: treeOption,
    tree: { value: 'DIR', doc: 'The tree whose checks are run, for an image file outside of a tree.' },
    target: { value: 'NAME', doc: 'The target that the image file belongs to, if its tree has several.' },
    download: {
      doc: 'Download images that were built in a cloud with the openstack client, and verify them too. Without it they are not verified.',
    },
    accel: {
      value: 'HOW',
      choices: ['auto', 'kvm', 'tcg'],
      doc: 'Boot with kvm or emulated (tcg). Default: auto, which uses kvm if it works.',
    },
    memory: { value: 'MIB', doc: 'Memory of the machine in MiB. Default: 2048.' },
    timeout: {
      value: 'SECONDS',
      doc: 'How long to wait after each start until the user can log in. Default: 300, or 900 if the machine is emulated.',
    },
    quick: { doc: 'Run the checks once, after the first boot: no reboot, no reset, no deployment.' },
    values: {
      value: 'FILE',
      doc: 'Values for the start phase, as YAML or JSON. Without it, start.yml runs with its defaults, if it has all of them.',
    },
    firmware: { value: 'FILE', doc: 'UEFI firmware, for an image that is built with `firmware = efi`.' },
    reports: { value: 'DIR', doc: 'Folder for the reports. Default: `reports` of the tree.' },
    junit: { value: 'FILE', doc: 'Write the JUnit report to FILE.' },
    json: { value: 'FILE', doc: 'Write the JSON report to FILE.' },
    html: { value: 'FILE', doc: 'Write the web page to FILE.' },
    attestation: {
      doc: 'Boot nothing: check what `vkc attest` signed about the disk, with the public key of --key.',
    },
    key: { value: 'FILE', doc: 'Public key in PEM, for --attestation.' },
    sbom: {
      value: 'FORMAT',
      multiple: true,
      choices: ['spdx', 'cyclonedx', 'none'],
      doc: 'Format of the bill of materials: spdx, cyclonedx, or none. Default: both.',
    },
  },
  async run(args, io) {
    if (args.has('attestation')) return attestation(args, io);
    if (args.has('key')) return fail(usageFailure('--key is only for --attestation.'), io);
    for (const name of ['memory', 'timeout']) {
      const value = args.value(name);
      if (value !== null && !/^[1-9]\d{0,6}$/.test(value))
        return fail(
          usageFailure(`\`${value}\` is not a value for --${name}.`, 'It takes a whole number from 1.'),
          io,
        );
    }
    const { findSubjects } = await import('../verify/subject.ts');
    const subjects = await findSubjects(args, io);
    if (isFailure(subjects)) return fail(subjects, io);
    const files = ['junit', 'json', 'html'].filter((name) => args.has(name));
    if (subjects.length > 1 && files.length > 0) {
      return fail(
        usageFailure(
          `--${files[0]} takes the report of one target, but there are ${subjects.length}.`,
          'Use --reports DIR.',
        ),
        io,
      );
    }
    const { verifyAll } = await import('../verify/all.ts');
    return verifyAll(subjects, args, io);
  },
};

async function attestation(args: Args, io: Io): Promise<number> {
  const key = args.value('key');
  if (key === null) {
    const { MAKE_PUBLIC } = await import('../attest/dsse.ts');
    return fail(usageFailure('--attestation needs --key.', MAKE_PUBLIC), io);
  }
  const targets = findTargets(args.positionals, args, io);
  if (isFailure(targets)) return fail(targets, io);
  const { checkAttestation } = await import('../attest/files.ts');
  let worst: number = EXIT.ok;
  for (const target of targets) {
    if (isInCloud(target)) {
      worst = Math.max(worst, fail(noDisk(target, 'Attestations are about the bytes of a file.'), io));
      continue;
    }
    const missing = isBuilt(target) ? null : `${display(target.artifact, io.cwd)}: there is no such file.`;
    const found =
      missing === null
        ? await checkAttestation(target, key, io)
        : { exit: EXIT.environment, message: missing };
    if (isFailure(found)) {
      worst = Math.max(worst, fail(found, io));
      continue;
    }
    const { builder, finished, vkc, hasBill, sha256 } = found;
    const when = finished === null ? '' : ` on ${finished}`;
    const what = hasBill ? 'Provenance and bill of materials are' : 'Provenance is';
    io.stdout.write(
      `${target.name}: sha256:${sha256}, built by ${builder} with vkc ${vkc}${when}. ${what} signed by ${key}.\n`,
    );
  }
  return worst;
}

export default command;
