import { spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { bashCommands } from '../../../stdlib/bash/commands.ts';
import { bashErrors, withoutTemplates } from '../../../stdlib/bash/parse.ts';

/** Right and wrong scripts, on which bash itself has the last word. */
const SCRIPTS: readonly string[] = [
  'if [ -f x ]; then echo',
  'if true; then echo a; fi',
  'for i in a b; do echo $i',
  'echo "unterminated',
  "echo 'x",
  'echo $(ls',
  'case x in a) echo;; esac',
  'case x in a) echo;;',
  'foo() { echo a; }',
  'foo( { echo; }',
  'echo a | | b',
  '&& x',
  'x &&',
  'if true then; fi',
  'while read l; do echo $l; done < f',
  'cat <<EOF\nhi\n',
  'cat <<EOF\nhi\nEOF',
  'arr=(a b c)',
  'for i in "${arr[@]}"; do echo $i; done',
  'echo ${x',
  'echo ${x:-y}',
  '[[ -f x && -d y ]]',
  '[[ -f x',
  'echo )',
  'done',
  'fi',
  'echo a;; b',
  '} ',
  '{ echo a }',
  '{ echo a; }',
  '((i++))',
  'echo $((1+2)',
  'cat <<<hello',
  'diff <(a) <(b)',
  'set -euxo pipefail; echo x',
  '`ls',
  'else',
  'function f { a; }',
  'for ((i=0;i<3;i++)); do :; done',
  'for in a; do :; done',
  'select x in a b; do :; done',
  'x=1 y=2 cmd',
  'a & b',
  'a &; b',
  'echo > ',
  'if ; then a; fi',
  'while true; do done',
  'until x; do y; done',
  'echo {a,b}',
  'coproc x { a; }',
  'time ls',
  '! ls',
  '! ',
  'case $x in (a|b) y;& c) z;; esac',
  "echo $'a\\'b'",
  'elif x; then y; fi',
  'if x; then y; else; fi',
  'if x; then y; elif z; fi',
  'f() echo a',
  'echo "a $(b "c") d"',
  'echo "$(b "c)"',
  'cat << "E"\n$x\nE\n',
  'then x',
  'do x',
  '(a; b',
  '(a; b)',
  '()',
  'a () { }',
  '[ -f x',
  'echo ${!x}',
  'echo ${a[}',
  'x=(a b',
  'x=(a b) y',
  '#only',
  '',
  '\\\n',
  'a \\\n b',
  'in',
  'esac',
  '|| a',
  '; a',
  ';',
  '&',
  '|',
  'a ||',
  'a |',
  '\n\n&&',
  'if a; then b; fi c',
  'for x in a; do b; done c',
  '{a; }',
  '{ a; } b',
  '(a) b',
  'echo a\r\n',
  'if a; then\r\n b\r\nfi\r\n',
  'echo ${HOME}',
  'let "x=1"',
  'echo "${x@Q}"',
  '[[ a =~ ^(b|c)$ ]]',
  '[[ a == (b ]]',
  '[[ ]]',
  '[[ a b ]]',
  '(( ))',
  '$(',
  '${}',
  'echo ${}',
  'echo ${a b}',
  'export A=(1 2)',
  'declare -A m=([a]=1)',
  'a=b(c)',
  'echo a(b)',
  'for x; do y; done',
  'for x do y; done',
  'for x in; do y; done',
  'for 1x in a; do y; done',
  'function 1 { a; }',
  'case in in in) a;; esac',
  'if a; then b; fi; }',
  'a |& b',
  'a >& f',
  'a &>> f',
  'a 2>&1 >',
  'exec 3<>f',
  'a <<-E\n\tb\n\tE\n',
  'cat <<E; cat <<F\na\nE\nb\nF',
  '!',
  'a; ; b',
  'a\n;b',
  'if a\nthen\nb\nfi',
  'while a\ndo\nb\ndone',
  'if [ a ]then b; fi',
  'echo a > b > c',
  'echo "`a`"',
  'echo "`a"',
  'a=$(cat <<E\nx\nE\n)',
];

/**
 * What bash says later or lets pass: it warns of a here-document that the end of the script closes, and reads `[[ ]]`
 * as an empty test, which then fails.
 */
const OTHERWISE: ReadonlySet<string> = new Set(['cat <<EOF\nhi\n', '[[ ]]']);

test.each(SCRIPTS.filter((script) => !OTHERWISE.has(script)))('bash agrees on %j', (script) => {
  const { status, stderr } = spawnSync('bash', ['-n'], { input: script, encoding: 'utf8' });
  const sound = status === 0 && !/syntax error|unexpected|expected/.test(stderr);
  expect(bashErrors(script).length === 0).toBe(sound);
});

test('where a mistake is', () => {
  expect(bashErrors('if true; then\n  echo a\n')).toEqual([
    { message: 'expected `fi` to close `if`', start: 23 },
  ]);
  expect(bashErrors('echo a\necho "b')[0]).toEqual({ message: 'unterminated double quote', start: 12 });
});

test('mistakes within substitutions are found', () => {
  expect(bashErrors('echo $(if x; then y)').length).toBeGreaterThan(0);
  expect(bashErrors('echo "$(for i in a; do)"').length).toBeGreaterThan(0);
});

test('what nests deeper than the parser follows is no mistake', () => {
  const deep = `${'( '.repeat(3000)}true${' )'.repeat(3000)}`;
  expect(bashErrors(deep).filter(({ message }) => message.includes('maximum'))).toEqual([]);
});

test('templates are words to it, and keep the lines', () => {
  const text = "echo {{ a | default('(') }} {% if x %}\n{% endif %}done_it";
  expect(withoutTemplates(text)).toHaveLength(text.length);
  expect(bashErrors(withoutTemplates(text))).toEqual([]);
});

test.each<readonly [script: string, commands: readonly string[]]>([
  ['cd /x && sudo -u app env A=b make install', ['cd /x', 'make install']],
  ['if a; then b | c; fi; for i in 1 2; do d; done', ['a', 'b', 'c', 'd']],
  ['echo "$(e f)" `g`', ['echo $(e f) `g`', 'e f', 'g']],
  ["bash -c 'h; i' && su - j -c k", ['bash -c h; i', 'h', 'i', 'su - j -c k', 'k']],
  ['/usr/sbin/reboot -f & nohup timeout 5 l m', ['reboot -f', 'l m']],
  ['n() { o; }; while p; do q; done < r', ['o', 'p', 'q']],
])('the commands of %s', (script, commands) => {
  const found = bashCommands(script).map(({ words }) => words.join(' '));
  expect([...found].sort()).toEqual([...commands].sort());
});

test.each<readonly [script: string, path: string, text: string | null]>([
  ['echo "Port 2222" >> /etc/a', '/etc/a', 'Port 2222\n'],
  ['printf "a\\nb\\n" > /etc/a', '/etc/a', 'a\nb\n'],
  ['cat > /etc/a <<EOF\nx\ny\nEOF', '/etc/a', 'x\ny\n'],
  ['echo a | sudo tee -a /etc/a > /dev/null', '/etc/a', 'a\n'],
  ['tee /etc/a <<< b', '/etc/a', 'b'],
  ["sed -i 's/^#?Port.*/Port 22/' /etc/a", '/etc/a', 'Port 22'],
  ["sed -i -e 's|a|b/c|' /etc/a", '/etc/a', 'b/c'],
  ['curl -o /etc/a https://example.org', '/etc/a', null],
  ['wget -qO /etc/a https://example.org', '/etc/a', null],
  ['touch /etc/a', '/etc/a', ''],
  ['cp b /etc/a', '/etc/a', null],
])('what %s writes', (script, path, text) => {
  const found = bashCommands(script).flatMap(({ writes }) => writes);
  expect(found).toContainEqual({ path, text });
});
