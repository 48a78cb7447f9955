import { writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { makeFolder } from '../../emit/tree/disk.ts';
import { usageFailure } from '../shell/args.ts';
import { EXIT, isFailure } from '../shell/command.ts';
import type { Command } from '../shell/command.ts';
import { fail } from '../shell/failure.ts';
import { isInCloud, noDisk } from '../tree/cloud-image.ts';
import { findTargets, isBuilt, treeOption } from '../tree/built.ts';
import { display } from '../tree/read.ts';

const command: Command = {
  name: 'attest',
  order: 125,
  summary: 'Sign what a built image was made from, and what is in it.',
  usage: '--key FILE [OPTIONS] [TARGET…]',
  about: [
    'Writes reports/TARGET.intoto.jsonl: SLSA provenance, with what vkc.lock says of the base image, plugins and downloads, and the bill of materials if `vkc verify` has written one. Both are in-toto statements about the SHA-256 of the disk, signed as DSSE envelopes.',
    '`vkc verify --attestation` checks them. cosign and other readers of DSSE can, too.',
  ],
  options: {
    key: {
      value: 'FILE',
      doc: 'Private key in PEM: Ed25519, or ECDSA on P-256. VKC_KEY_PASSPHRASE decrypts it.',
    },
    builder: {
      value: 'URI',
      doc: 'Who built it, such as the address of the pipeline. Default: urn:vkc:local.',
    },
    out: treeOption,
  },
  async run(args, io) {
    const name = args.value('key');
    const { MAKE_PRIVATE, readPrivateKey } = await import('../attest/dsse.ts');
    if (name === null) return fail(usageFailure('`vkc attest` needs --key.', MAKE_PRIVATE), io);
    const builder = args.value('builder') ?? 'urn:vkc:local';
    if (!URL.canParse(builder))
      return fail(
        usageFailure(`--builder ${builder}: is no address.`, 'Such as https://ci.example.org/1234.'),
        io,
      );
    const targets = findTargets(args.positionals, args, io);
    if (isFailure(targets)) return fail(targets, io);
    const elsewhere = targets.find(isInCloud);
    if (elsewhere !== undefined)
      return fail(
        noDisk(elsewhere, 'Name targets whose disk is here: a statement is about the bytes of a file.'),
        io,
      );
    const { attest, attestationPath, keyFrom } = await import('../attest/files.ts');
    const key = keyFrom(name, io, (pem) => readPrivateKey(pem, io.env['VKC_KEY_PASSPHRASE']));
    if (isFailure(key)) return fail(key, io);
    const missing = targets.find((target) => !isBuilt(target));
    if (missing !== undefined) {
      const message = `${display(missing.artifact, io.cwd)}: there is no such file.`;
      return fail(
        { exit: EXIT.environment, message, hint: `Build it: vkc build --only ${missing.name}` },
        io,
      );
    }
    for (const target of targets) {
      const path = attestationPath(target);
      makeFolder(dirname(path));
      writeFileSync(path, await attest(target, key, builder));
      io.stdout.write(`${display(path, io.cwd)}\n`);
    }
    return EXIT.ok;
  },
};

export default command;
