import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readable } from '../../../stdlib/secrets/files.ts';
import { findSecrets, secretNamed } from '../../../stdlib/secrets/find.ts';
import { corpus } from './corpus.ts';
import { excess } from '../../support/processor-time.ts';

const secrets = corpus('secrets.txt');
const harmless = corpus('harmless.txt');

const look = (text: string, file = 'text') => findSecrets(text, readable(file, new Uint8Array()).kind);

describe('secrets', () => {
  test.each(secrets)('$name', ({ notes: [kind, file], text }) => {
    const found = look(text, file);
    expect(found.map((each) => each.kind)).toContain(kind);
    for (const { start, end, words } of found) {
      expect(end).toBeGreaterThan(start);
      expect(words).not.toContain(text.slice(start, end));
    }
  });

  test('are many', () => {
    expect(secrets.length).toBeGreaterThanOrEqual(60);
  });
});

describe('harmless', () => {
  test.each(harmless)('$name', ({ notes: [file], text }) => {
    expect(look(text, file).map(({ start, end, words }) => `${words}: ${text.slice(start, end)}`)).toEqual(
      [],
    );
  });

  test('are many', () => {
    expect(harmless.length).toBeGreaterThanOrEqual(60);
  });
});

test('each of two texts of the corpus is found wherever it stands', () => {
  const texts = secrets.filter(({ notes: [kind] }) => kind !== 'default-password');
  const pick = fc.constantFrom(...texts);
  const around = fc.array(fc.constantFrom(...harmless), { maxLength: 3 });
  fc.assert(
    fc.property(around, pick, around, pick, (before, first, between, second) => {
      const parts = [...before, first, ...between, second];
      const text = parts.map((part) => part.text).join('\n\n\n');
      const places = [first, second].map((part) => text.lastIndexOf(part.text));
      const found = findSecrets(text);
      for (const [i, place] of places.entries()) {
        const { text: secret, name } = [first, second][i]!;
        const hit = found.some(({ start, end }) => start < place + secret.length && end > place);
        expect(hit, name).toBe(true);
      }
    }),
  );
});

test('a value is judged by the name beside it', () => {
  const kind = (name: string, value: string) => secretNamed(name, value)?.kind ?? null;
  expect(kind('password', 'blueWhale77')).toBe('password');
  expect(kind('PGPASSWORD', 'blueWhale77')).toBe('password');
  expect(kind('adminPassword', 'changeme')).toBe('default-password');
  expect(kind('password_file', 'blueWhale77')).toBeNull();
  expect(kind('password', '{{ db_password }}')).toBeNull();
  expect(kind('secret', 'app-tls')).toBeNull();
  expect(kind('title', 'blueWhale77')).toBeNull();
});

describe('files', () => {
  const bytes = (text: string) => new TextEncoder().encode(text);
  const find = (name: string, content: Uint8Array) => {
    const { text, kind, whole } = readable(name, content);
    return [...(whole === null ? [] : [whole]), ...findSecrets(text, kind)].map((each) => each.kind);
  };
  const token = `gl${'pat-'}x7Kq2mP9vLw4RtZ8sYb3`;
  const wide = new Uint8Array(Buffer.from(`\ufeffpassword = blueWhale77\r\n`, 'utf16le'));
  const program = (...parts: Uint8Array[]) =>
    new Uint8Array(Buffer.concat([Buffer.from('\x7fELF\0\0'), ...parts]));

  test('of another encoding are read as they are meant', () => {
    expect(find('a.ini', wide)).toEqual(['password']);
    expect(find('a.ini', wide.slice().subarray(0, 2))).toEqual([]);
  });

  test('that are no text are looked at for what is told by its form', () => {
    expect(find('app', program(bytes(`\0${token}\0`)))).toEqual(['token']);
    expect(find('app', program(bytes('\0password="blueWhale77"\0mysql://a:blueWhale77@b\0')))).toEqual([]);
  });

  test('that hold keys in binary form', () => {
    const pkcs8 = Buffer.from(
      `3082${'04bd'}020100300d06092a864886f70d0101010500048204a7${'5a'.repeat(40)}`,
      'hex',
    );
    expect(find('server.key', new Uint8Array(pkcs8))).toEqual(['private-key']);
    const certificate = Buffer.from(`3082${'04bd'}308203a5a003020102021100${'5a'.repeat(40)}`, 'hex');
    expect(find('ca.der', new Uint8Array(certificate))).toEqual([]);
    expect(find('server.p12', new Uint8Array(certificate))).toEqual(['private-key']);
    expect(find('server.p12', new Uint8Array())).toEqual([]);
  });
});

describe('time', () => {
  const MIB = 1024 * 1024;
  const fill = (part: string) => part.repeat(Math.ceil(MIB / part.length));
  const hostile: [string, string][] = [
    ...['a', ' ', '"', "'", '\\', '\\"', '=', '-', '/', '://', ':', '$', '{', '<', '\n', '\t'].map(
      (part): [string, string] => [JSON.stringify(part), fill(part)],
    ),
    ...[
      'pass',
      'password',
      'password=',
      'password="',
      'password: ',
      'password ',
      '--password ',
      '<password>',
      'key"',
      'auth":"',
    ].map((part): [string, string] => [JSON.stringify(part), fill(part)]),
    ['private keys without end', fill(`-----BEGIN PRIVATE ${'KEY'}-----${'Ab3d'.repeat(12)}\n`)],
    ['heads of private keys', fill(`-----BEGIN PRIVATE ${'KEY'}-----`)],
    ['names of private keys', fill('-----BEGIN A A A A A A A A A A')],
    ['keys of PuTTY', fill('PuTTY-User-Key-File-2: ')],
    ['heads of tokens', fill('-eyJabcdefghijk')],
    ['parts of tokens', fill('.eyJabcdefghijk.eyJabcdefghijk')],
    ['hashes', fill('$6$rounds=5000$abcdefgh$')],
    ['hashes of yescrypt', fill('$y$j9T$abcdefgh')],
    ['URLs', fill('http://aaaaaaaaaaaaaaaa:bbbbbbbbbbbbbbbb')],
    ['commands', fill('mysql -h a -u b ')],
    ['more commands', fill('curl -s -S -f ')],
    ['quotes that stay open', fill('password = "a b c \\" ')],
    ['references', fill('password=${a ')],
    ['secrets', fill('password = blueWhale77\n')],
    ['one long name', `x${'_password'.repeat(MIB / 9)} = y`],
    ['base64', fill('QkFTRTY0LXBhc3N3b3JkLWtleS10b2tlbg')],
  ];
  // In proportion is 1; what grows with the square of the text is 8.
  test.each(hostile)('a mebibyte of %s', (_, text) => {
    const part = text.slice(0, text.length / 8);
    expect(
      excess(
        () => findSecrets(part),
        8,
        () => findSecrets(text),
        3,
      ),
    ).toBeLessThan(3);
  });

  test('clean text costs less than commands', () => {
    const text = fill(
      'server { listen 80; root /var/www; }\n# A line of a configuration without anything to tell.\n',
    );
    const hostile = fill('mysql -h a -u b ');
    expect(
      excess(
        () => findSecrets(hostile),
        1,
        () => findSecrets(text),
        1,
      ),
    ).toBeLessThan(1);
  });
});
