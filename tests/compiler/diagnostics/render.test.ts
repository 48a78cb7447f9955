import { execFileSync } from 'node:child_process';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { renderDiagnostic, renderText, summarize } from '../../../compiler/diagnostics/render.ts';
import { cells, columns, visible } from '../../../compiler/diagnostics/width.ts';
import { Source } from '../../../compiler/model/source.ts';
import type { Diagnostic } from '../../../grammar/diagnostic.ts';

const NGINX = `# A web server.
image xaas-nginx {
  titel = "nginx"
  os    = [ubuntu2404, almalinux9]

  package nginx
  package nginx
}
`;

/** A diagnostic about what stands between « and » in a text; ‹ and › mark a related place. */
function about(marked: string, extra: Partial<Diagnostic> = {}, label = 'first declared here') {
  const text = marked.replace(/[«»‹›]/g, '');
  const source = new Source('image.vkimage', text);
  const offset = (mark: string) => marked.slice(0, marked.indexOf(mark)).replace(/[«»‹›]/g, '').length;
  const related = marked.includes('‹')
    ? [{ span: source.span(offset('‹'), offset('›')), message: label }]
    : [];
  const diagnostic: Diagnostic = {
    code: 'VK0301',
    severity: 'error',
    message: 'There is no attribute `titel` in an image.',
    help: null,
    span: source.span(offset('«'), offset('»')),
    related,
    fix: null,
    targets: [],
    ...extra,
  };
  return { diagnostic, sources: new Map([[source.file, source]]) };
}

const HELP = 'Did you mean `title`?';

const cases: Record<string, ReturnType<typeof about>> = {
  word: about(NGINX.replace('titel', '«titel»'), { help: HELP }),
  targets: about(NGINX.replace('package nginx', '«package nginx»'), {
    severity: 'warning',
    message: 'The package `nginx` is not in the repositories of every system.',
    targets: ['almalinux8', 'almalinux9'],
  }),
  'related, two lines above': about(NGINX.replace('titel', '‹titel›').replace('package', '«package»'), {
    message: 'Two things are declared.',
  }),
  'related, one line above': about(
    NGINX.replace('package nginx\n  package nginx', '‹package nginx›\n  «package nginx»'),
  ),
  'related, on the same line': about(
    NGINX.replace('[ubuntu2404, almalinux9]', '[‹ubuntu2404›, «almalinux9»]'),
  ),
  'several lines': about(`${NGINX.replace('image', '«image').replace(/\}\n$/, '}»\n')}`, { help: HELP }),
  'several lines, from the middle': about(NGINX.replace('{', '«{').replace(']', ']»')),
  'end of the file': about(`${NGINX}«»`),
  'end of a line': about(NGINX.replace('nginx {\n', 'nginx {«\n»')),
  tabs: about('image x {\n\ttitle\t= «nginx»\n}\n'),
  'wide letters': about('image x {\n  title = "日本語" + «names» # 👩‍👩‍👧 é ｶﾞ\n}\n'),
  'combining letters': about('  title = "e\u0301a\u0308o" + «x»\n'),
  'long line': about(`  title = "${'a'.repeat(200)}" + «names» + "${'b'.repeat(200)}"\n`),
  'long span': about(`  title = «"${'日本'.repeat(100)}"»\n`),
  'control characters': about('  title = "\u001b[31m\u0007\u009b\u202e" + «names»\n', {
    message: 'Unknown name `\u001b]0;x\u0007`.\nA second line.',
    help: 'First line.\nSecond line.',
  }),
  'unknown text': { ...about(NGINX.replace('titel', '«titel»')), sources: new Map() },
};

describe('a rendered diagnostic', () => {
  for (const [name, { diagnostic, sources }] of Object.entries(cases)) {
    it(name, async () => {
      const text = renderDiagnostic(diagnostic, sources, { color: false, width: 72 });
      await expect(text).toMatchFileSnapshot(`frames/${name.replace(/,? /g, '-')}.txt`);
    });
  }

  it('in colours', async () => {
    const { diagnostic, sources } = cases['word']!;
    const text = renderDiagnostic(diagnostic, sources, { color: true, width: 72 });
    await expect(text.replaceAll('\u001b', '␛')).toMatchFileSnapshot('frames/colours.txt');
  });

  it('names a second file', async () => {
    const { diagnostic, sources } = about(NGINX.replace('titel', '«titel»'));
    const role = new Source('roles/web.vkimage', 'role web {\n}\n');
    const related = [{ span: role.span(5, 8), message: 'used here' }];
    const text = renderDiagnostic(
      { ...diagnostic, related, help: HELP, targets: ['a'] },
      new Map([...sources, [role.file, role]]),
      { color: false, width: 72 },
    );
    await expect(text).toMatchFileSnapshot('frames/second-file.txt');
  });

  it('never sends a control character to the terminal, and keeps to its width', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary', maxLength: 300 }),
        fc.nat(),
        fc.nat(),
        fc.integer({ min: 40, max: 200 }),
        (text, a, b, width) => {
          const source = new Source('x.vkimage', text);
          const [start, end] = [a % (text.length + 1), b % (text.length + 1)].sort((x, y) => x - y) as [
            number,
            number,
          ];
          const { diagnostic } = about('«»');
          const rendered = renderText(
            [{ ...diagnostic, message: text, span: source.span(start, end) }],
            new Map([[source.file, source]]),
            { color: false, width },
          );
          expect(rendered.replace(/\n/g, '')).toBe(visible(rendered.replace(/\n/g, '')));
          const framed = rendered.split('\n').filter((line) => /^ *\d* \| /.test(line));
          for (const line of framed) expect(columns(line)).toBeLessThanOrEqual(width + 4);
        },
      ),
      { numRuns: 300 },
    );
  });
});

describe('widths', () => {
  it('are those of the Unicode database for letters of East Asia', () => {
    const script = `import unicodedata
for c in list(range(0x20, 0xd800)) + list(range(0xe000, 0x30000)):
    if unicodedata.category(chr(c)) in ('Cn', 'Co', 'Cc', 'Cf', 'Mn', 'Me', 'Mc'): continue
    if unicodedata.east_asian_width(chr(c)) in 'WF': print(c)`;
    const wide = execFileSync('python3', ['-c', script], { encoding: 'utf8' }).trim().split('\n').map(Number);
    const wrong = wide.filter((code) => columns(String.fromCodePoint(code)) !== 2);
    expect(wrong.map((code) => code.toString(16))).toEqual([]);
    for (const narrow of ['a', 'é', 'ж', 'ｶ', '→', '…', '─']) expect(columns(narrow), narrow).toBe(1);
  });

  it('count what people take for one character once', () => {
    expect(cells('e\u0301x').map(({ width }) => width)).toEqual([1, 1]);
    expect(cells('👩‍👩‍👧🇩🇪❤️').map(({ width }) => width)).toEqual([2, 2, 2]);
    expect(cells('a\tb').map(({ width }) => width)).toEqual([1, 3, 1]);
  });
});

it('counts what was found', () => {
  const { diagnostic } = cases['word']!;
  expect(summarize([])).toBe('');
  expect(summarize([diagnostic])).toBe('1 error in 1 file');
  const other = { ...diagnostic, severity: 'hint' as const, span: { ...diagnostic.span, file: 'b.vkimage' } };
  expect(summarize([diagnostic, diagnostic, other])).toBe('2 errors, 1 hint in 2 files');
});
