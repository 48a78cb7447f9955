import { existsSync, readFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { fileDigest } from '../host/file-digest.ts';
import { parseLock } from '../lock/lockfile.ts';
import { readRecord } from '../packer/record.ts';
import { nearestWith } from '../project/nearest.ts';
import { LOCK_FILE } from '../project/settings.ts';
import { EXIT } from '../shell/command.ts';
import type { Failure } from '../shell/command.ts';
import { usageFailure } from '../shell/args.ts';
import type { Io } from '../shell/io.ts';
import type { BuiltTarget } from '../tree/built.ts';
import { display } from '../tree/read.ts';
import { ATTESTATION_ENDING, cycloneDxPath, reportPath } from '../tree/reports.ts';
import { sha256 } from '../../emit/tree/manifest.ts';
import { manifestPath } from '../../emit/tree/places.ts';
import { version } from '../../emit/version.generated.ts';
import { BILL, PROVENANCE, billStatement, lockedDependencies, provenance } from './statement.ts';
import type { Described } from './statement.ts';
import { open, readEnvelope, readPublicKey, seal } from './dsse.ts';
import type { KeyResult } from './dsse.ts';

/** The signed statements on a target, one in each line. */
export const attestationPath = ({ tree, name }: BuiltTarget): string =>
  reportPath(tree.dir, name, ATTESTATION_ENDING);

/** The disk of a target as statements name it. */
async function subjectOf({ artifact }: BuiltTarget): Promise<Described> {
  const { sha256: digest } = await fileDigest(artifact);
  return { name: basename(artifact), digest: { sha256: digest } };
}

/** Reads a key, or says what is wrong with its file. */
export function keyFrom(
  name: string,
  { cwd }: Pick<Io, 'cwd'>,
  read: (pem: string) => KeyResult,
): Exclude<KeyResult, { problem: string }> | Failure {
  const path = resolve(cwd, name);
  if (!existsSync(path)) return { exit: EXIT.environment, message: `${name}: there is no such file.` };
  const found = read(readFileSync(path, 'utf8'));
  return 'problem' in found ? usageFailure(`${name}: ${found.problem}.`, found.hint) : found;
}

/** Signs what is known of a built target. Returns the envelopes, one in each line. */
export async function attest(
  target: BuiltTarget,
  { key }: Exclude<KeyResult, { problem: string }>,
  builder: string,
): Promise<string> {
  const subject = await subjectOf(target);
  const record = readRecord(target.folder);
  const manifest = readFileSync(join(target.tree.dir, manifestPath));
  const lines = [
    seal(
      provenance(subject, {
        target: target.name,
        image: target.tree.image.name,
        system: target.os,
        tree: sha256(manifest),
        fingerprint: record?.fingerprint ?? null,
        finished: record?.built ?? null,
        vkc: version,
        builder,
        dependencies: lockAround(target.tree.dir, target.os),
      }),
      key,
    ),
  ];
  const bill = cycloneDxPath(target);
  if (existsSync(bill)) lines.push(seal(billStatement(subject, JSON.parse(readFileSync(bill, 'utf8'))), key));
  return lines.join('');
}

/** The lock in the nearest folder above a tree. */
function lockAround(dir: string, system: string): Described[] {
  const folder = nearestWith(LOCK_FILE, dir);
  if (folder === null) return [];
  const text = readFileSync(join(folder, LOCK_FILE), 'utf8');
  const lock = parseLock(text);
  return 'problem' in lock ? [] : lockedDependencies(lock, text, system);
}

/** What was found in the statements on a target: what they say, or a failure. */
export interface Attested {
  readonly builder: string;
  readonly finished: string | null;
  readonly vkc: string;
  readonly hasBill: boolean;
  readonly sha256: string;
}

interface Statement {
  readonly subject?: readonly Described[];
  readonly predicateType?: unknown;
  readonly predicate?: unknown;
}

interface Provenance {
  readonly runDetails?: {
    readonly builder?: { readonly id?: unknown; readonly version?: { readonly vkc?: unknown } };
    readonly metadata?: { readonly finishedOn?: unknown };
  };
}

/** Checks that a key has signed the statements on a target, and that they are about the disk that is there. */
export async function checkAttestation(
  target: BuiltTarget,
  keyName: string,
  io: Io,
): Promise<Attested | Failure> {
  const key = keyFrom(keyName, io, readPublicKey);
  if ('exit' in key) return key;
  const path = attestationPath(target);
  const shown = display(path, io.cwd);
  const wrong = (message: string, hint?: string): Failure => ({
    exit: EXIT.source,
    message: `${shown}: ${message}.`,
    ...(hint !== undefined && { hint }),
  });
  if (!existsSync(path))
    return {
      exit: EXIT.environment,
      message: `${shown}: there is no such file.`,
      hint: `\`vkc attest ${target.name}\` writes it.`,
    };
  const subject = await subjectOf(target);
  const statements: Statement[] = [];
  const lines = readFileSync(path, 'utf8')
    .split('\n')
    .filter((line) => line !== '');
  for (const [i, line] of lines.entries()) {
    const envelope = readEnvelope(line);
    if (envelope === null) return wrong(`line ${i + 1} is no DSSE envelope`);
    const payload = open(envelope, key.key);
    if (payload === null)
      return wrong(
        `the signature in line ${i + 1} is not by ${keyName}`,
        'The file was changed, or another key signed it.',
      );
    const statement = payload as Statement;
    const digest = statement.subject?.[0]?.digest?.['sha256'];
    if (digest !== subject.digest!['sha256'])
      return wrong(
        `it is about another disk (${digest ?? 'none'}) than ${display(target.artifact, io.cwd)}`,
        'The disk was changed or built again since.',
      );
    statements.push(statement);
  }
  const made = statements.find(({ predicateType }) => predicateType === PROVENANCE);
  if (made === undefined) return wrong('it has no provenance');
  const bill = statements.find(({ predicateType }) => predicateType === BILL);
  const there = cycloneDxPath(target);
  if (bill !== undefined && existsSync(there)) {
    const same = JSON.stringify(bill.predicate) === JSON.stringify(JSON.parse(readFileSync(there, 'utf8')));
    if (!same)
      return wrong(
        `its bill of materials is not ${display(there, io.cwd)}`,
        '`vkc verify` wrote another one since: run `vkc attest` again.',
      );
  }
  const { runDetails } = made.predicate as Provenance;
  const finished = runDetails?.metadata?.finishedOn;
  return {
    builder: String(runDetails?.builder?.id),
    vkc: String(runDetails?.builder?.version?.vkc),
    finished: typeof finished === 'string' ? finished : null,
    hasBill: bill !== undefined,
    sha256: subject.digest!['sha256']!,
  };
}
