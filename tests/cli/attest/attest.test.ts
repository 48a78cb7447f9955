import { execFileSync } from 'node:child_process';
import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { compile } from '../../../stdlib/index.ts';
import { vkc as run } from '../../support/command-line.ts';
import { project } from '../../support/fakes/machine.ts';
import { lockServers } from '../../support/locking/lock-servers.ts';

const vkc = (cwd: string, argv: readonly string[], env = {}) => run(cwd, argv, { compile, env });

/** A built target, and keys that openssl made. */
async function built(algorithm: readonly string[] = ['-algorithm', 'ed25519']) {
  const found = await project();
  const openssl = (...args: readonly string[]) =>
    execFileSync('openssl', args, { cwd: found.cwd, stdio: 'pipe' });
  openssl('genpkey', ...algorithm, '-out', 'key.pem');
  openssl('pkey', '-in', 'key.pem', '-pubout', '-out', 'key.pub.pem');
  const path = join(found.reports, 'xaas-hello.intoto.jsonl');
  const statements = () =>
    readFileSync(path, 'utf8')
      .split('\n')
      .slice(0, -1)
      .map(
        (line) => JSON.parse(line) as { payloadType: string; payload: string; signatures: { sig: string }[] },
      );
  const payload = (i: number): unknown =>
    JSON.parse(Buffer.from(statements()[i]!.payload, 'base64').toString());
  const verify = (key = 'key.pub.pem') => vkc(found.cwd, ['verify', '--attestation', '--key', key]);
  return { ...found, openssl, path, statements, payload, verifyAttestation: verify };
}

const EC = ['-algorithm', 'EC', '-pkeyopt', 'ec_paramgen_curve:P-256'];

describe.each([
  ['Ed25519', ['-algorithm', 'ed25519'], ['-rawin']],
  ['ECDSA on P-256', EC, ['-rawin', '-digest', 'sha256']],
] as const)('vkc attest with %s', (_name, algorithm, raw) => {
  test('signs what openssl finds to be signed', async () => {
    const { cwd, openssl, statements, payload, verifyAttestation } = await built(algorithm);
    const { exit, out, err } = await vkc(cwd, [
      'attest',
      '--key',
      'key.pem',
      '--builder',
      'https://ci.example.org/7',
    ]);
    expect({ exit, out, err }).toEqual({
      exit: 0,
      out: 'out/xaas-hello/reports/xaas-hello.intoto.jsonl\n',
      err: '',
    });
    const [{ payloadType, payload: text, signatures }] = statements() as [
      ReturnType<typeof statements>[number],
    ];
    const bytes = Buffer.from(text, 'base64');
    const signed = `DSSEv1 ${payloadType.length} ${payloadType} ${bytes.length} `;
    writeFileSync(join(cwd, 'signed'), Buffer.concat([Buffer.from(signed), bytes]));
    writeFileSync(join(cwd, 'sig'), Buffer.from(signatures[0]!.sig, 'base64'));
    const said = openssl(
      'pkeyutl',
      '-verify',
      '-pubin',
      '-inkey',
      'key.pub.pem',
      ...raw,
      '-in',
      'signed',
      '-sigfile',
      'sig',
    );
    expect(said.toString()).toContain('Signature Verified Successfully');
    expect(payload(0)).toMatchObject({
      _type: 'https://in-toto.io/Statement/v1',
      subject: [{ name: 'xaas-hello.qcow2', digest: { sha256: expect.stringMatching(/^[0-9a-f]{64}$/) } }],
      predicateType: 'https://slsa.dev/provenance/v1',
      predicate: {
        buildDefinition: { externalParameters: { target: 'xaas-hello', system: 'debian12' } },
        runDetails: { builder: { id: 'https://ci.example.org/7' } },
      },
    });
    const checked = await verifyAttestation();
    expect(checked).toMatchObject({ exit: 0, err: '' });
    expect(checked.out).toMatch(
      /^xaas-hello: sha256:[0-9a-f]{64}, built by https:\/\/ci\.example\.org\/7 with vkc \S+\. Provenance is signed by key\.pub\.pem\.$/m,
    );
  });
});

describe('an attestation', () => {
  test('has the bill of materials that vkc verify wrote, and what the lock says', async () => {
    const { cwd, verify, payload, reports, verifyAttestation } = await built();
    const { settings } = await lockServers();
    writeFileSync(join(cwd, 'vkc.yaml'), settings);
    expect(await vkc(cwd, ['lock'])).toMatchObject({ exit: 0 });
    await verify('--quick', '--accel', 'tcg');
    await vkc(cwd, ['attest', '--key', 'key.pem']);
    const { predicate } = payload(0) as {
      predicate: { buildDefinition: { resolvedDependencies: { name: string }[] } };
    };
    expect(predicate.buildDefinition.resolvedDependencies.map(({ name }) => name)).toEqual([
      'tree',
      'vkc.lock',
      'base image',
      'Packer plugin github.com/hashicorp/ansible 1.1.3',
      'Packer plugin github.com/hashicorp/qemu 1.1.3',
    ]);
    expect(payload(1)).toMatchObject({
      predicateType: 'https://cyclonedx.org/bom',
      predicate: { bomFormat: 'CycloneDX' },
    });
    expect((await verifyAttestation()).out).toContain('Provenance and bill of materials are signed');
    writeFileSync(join(reports, 'xaas-hello.cdx.json'), '{}');
    expect((await verifyAttestation()).err).toContain(
      'its bill of materials is not out/xaas-hello/reports/xaas-hello.cdx.json.',
    );
  });

  test('does not hold for another disk, another key, or another text', async () => {
    const { cwd, openssl, image, path, verifyAttestation } = await built();
    expect((await verifyAttestation()).err).toContain('`vkc attest xaas-hello` writes it.');
    await vkc(cwd, ['attest', '--key', 'key.pem']);
    openssl('genpkey', '-algorithm', 'ed25519', '-out', 'other.pem');
    openssl('pkey', '-in', 'other.pem', '-pubout', '-out', 'other.pub.pem');
    expect(await verifyAttestation('other.pub.pem')).toMatchObject({
      exit: 1,
      out: '',
      err: expect.stringContaining('the signature in line 1 is not by other.pub.pem.'),
    });
    const text = readFileSync(path, 'utf8');
    const envelope = JSON.parse(text) as { payload: string };
    const payload = Buffer.from(envelope.payload, 'base64')
      .toString()
      .replace('urn:vkc:local', 'urn:vkc:lokal');
    writeFileSync(
      path,
      `${JSON.stringify({ ...envelope, payload: Buffer.from(payload).toString('base64') })}\n`,
    );
    expect((await verifyAttestation()).err).toContain('the signature in line 1 is not by key.pub.pem.');
    writeFileSync(path, 'x\n');
    expect((await verifyAttestation()).err).toContain('line 1 is no DSSE envelope.');
    writeFileSync(path, '');
    expect(await verifyAttestation()).toMatchObject({
      exit: 1,
      err: expect.stringContaining('it has no provenance.'),
    });
    writeFileSync(path, text);
    expect(await verifyAttestation()).toMatchObject({ exit: 0 });
    appendFileSync(image, 'x');
    expect(await verifyAttestation()).toMatchObject({
      exit: 1,
      err: expect.stringContaining('it is about another disk'),
    });
  });

  test('is signed with a key that has a passphrase', async () => {
    const { cwd, openssl } = await built();
    openssl('pkcs8', '-topk8', '-in', 'key.pem', '-passout', 'pass:secret', '-out', 'locked.pem');
    const without = await vkc(cwd, ['attest', '--key', 'locked.pem']);
    expect(without).toMatchObject({
      exit: 2,
      err: expect.stringContaining('locked.pem: is encrypted: set VKC_KEY_PASSPHRASE.'),
    });
    expect(await vkc(cwd, ['attest', '--key', 'locked.pem'], { VKC_KEY_PASSPHRASE: 'secret' })).toMatchObject(
      { exit: 0 },
    );
  });

  test.each([
    [['attest'], 2, '`vkc attest` needs --key.'],
    [['attest', '--key', 'no.pem'], 3, 'no.pem: there is no such file.'],
    [['attest', '--key', 'hello.vkimage'], 2, 'hello.vkimage: is no private key in PEM'],
    [['attest', '--key', 'rsa.pem'], 2, 'rsa.pem: is of type rsa: use Ed25519, or ECDSA on P-256.'],
    [['attest', '--key', 'key.pem', '--builder', 'me'], 2, '--builder me: is no address.'],
    [['verify', '--attestation'], 2, '--attestation needs --key.'],
    [['verify', '--key', 'key.pem'], 2, '--key is only for --attestation.'],
    [['verify', '--attestation', '--key', 'key.pem'], 2, 'key.pem: is a private key; give the public one.'],
  ] as const)('%j is a call that is wrong', async (argv, exit, words) => {
    const { cwd, openssl } = await built();
    if (argv.includes('rsa.pem' as never)) openssl('genpkey', '-algorithm', 'RSA', '-out', 'rsa.pem');
    const result = await vkc(cwd, argv);
    expect(result.exit).toBe(exit);
    expect(result.err).toContain(words);
  });
});
