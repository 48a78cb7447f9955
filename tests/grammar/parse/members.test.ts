import { describe, expect, it } from 'vitest';
import { parse } from '../../../grammar/parse/parser.ts';
import type { BlockDeclaration, Member } from '../../../grammar/syntax.ts';
import { bare, mistakes, show, tree } from '../../support/syntax.ts';

const members = (text: string): readonly Member[] =>
  (tree(`role a {\n${text}\n}\n`).declarations[0] as BlockDeclaration).body.members;
const kinds = (text: string) =>
  members(text).map((m) => {
    if (m.node === 'attribute' || m.node === 'param' || m.node === 'let') return `${m.node} ${m.name.text}`;
    if (m.node === 'element') return `${m.node} ${m.kind.text}`;
    return m.node;
  });

describe('members', () => {
  it('have one shape', () => {
    expect(
      kinds(`
        title = "a"
        param version: string = "16"
        param level: one_of(low, high)?
        let b = title
        use docker
        use docker as second { }
        when a { } else when b { } else { }
        match os.family { debian, redhat { } else { } }
        for x in xs { }
        package nginx
        package "nginx" { }
        package [a, "b", 5,] { }
        port 5432 { }
        build { }
      `),
    ).toEqual([
      'attribute title',
      'param version',
      'param level',
      'let b',
      'use',
      'use',
      'when',
      'match',
      'for',
      ...['package', 'package', 'package', 'port', 'build'].map((kind) => `element ${kind}`),
    ]);
  });

  it.each(
    'param let use when match for import image role os family in as if else true false unset'.split(' '),
  )('can be given a value under the name %s', (name) => {
    expect(kinds(`${name} = x\nother = y.${name}`)).toEqual([`attribute ${name}`, 'attribute other']);
    expect(kinds(`other = x\n${name} = 1`)).toEqual(['attribute other', `attribute ${name}`]);
  });

  it.each('image os role family in as if param let for use'.split(' '))(
    'can be a block under the name %s',
    (name) => {
      expect(kinds(`${name} { url = "x" }`)).toEqual([`element ${name}`]);
    },
  );

  it('open a block with { in every head', () => {
    const [when, match, loop] = members(
      'when a in [b] { }\nmatch f({ a = 1 }) { }\nfor x in ({ a = 1 }) { }',
    ) as never as Record<string, unknown>[];
    expect(show(when!['test'])).toBe('(in a [b])');
    expect(show(match!['subject'])).toBe('f({a=1})');
    expect(show(loop!['list'])).toBe('{a=1}');
  });

  it('need no separators', () => {
    expect(kinds('a = b c = d package nginx service ssh { enabled = true } e = [f] g = h')).toHaveLength(6);
  });

  it('mean the same on one line and on several', () => {
    const text =
      'role a { param b : list ( string ) ? = [ ] package nginx { x = 1 } when b == c { } else { } }';
    const lines = text.replaceAll(' ', '\n');
    expect(bare(parse('a', lines).file)).toEqual(bare(parse('a', text).file));
    expect(parse('a', lines).diagnostics).toEqual([]);
  });
});

describe('documentation', () => {
  const docs = (text: string) => tree(text).declarations.map((d) => d.doc);

  it.each([
    ['# One.\n# Two.\nlet a = 1', 'One.\nTwo.'],
    ['//One.\n#  Two.\nlet a = 1', 'One.\n Two.'],
    ['/* One. */\nlet a = 1', 'One.'],
    ['/*\n * One.\n *\n * Two.\n */\nlet a = 1', 'One.\n\nTwo.'],
    ['/* One.\n   Two. */\nlet a = 1', 'One.\nTwo.'],
    ['# Licence.\n\n# One.\nlet a = 1', 'One.'],
    ['# One.\n\nlet a = 1', null],
    ['let a = 1', null],
    ['# One.\r\nlet a = 1\r\n', 'One.'],
  ])('%j', (text, doc) => expect(docs(text)).toEqual([doc]));

  it('is not a comment at the end of a line', () => {
    expect(docs('let a = 1 # one\nlet b = 2')).toEqual([null, null]);
    expect(docs('# a\nlet a = 1 let b = 2')).toEqual(['a', null]);
  });
});

describe('files', () => {
  it('may begin with a byte order mark', () => {
    const { file, diagnostics } = parse('a', '\ufefflet a = 1');
    expect(diagnostics).toEqual([]);
    expect(file.declarations[0]!.span).toEqual({ file: 'a', start: 1, end: 10, line: 1 });
  });

  it('can be empty', () => {
    expect(parse('a', '').file).toEqual({
      node: 'file',
      span: { file: 'a', start: 0, end: 0, line: 1 },
      imports: [],
      declarations: [],
    });
    expect(mistakes('\n# nothing\n')).toEqual([]);
  });

  it('return their comments', () => {
    const text = '# a\nlet b = 1 // c\n/* d */\n';
    expect(parse('a', text).comments.map((c) => [c.text, c.trailing, c.span.line])).toEqual([
      ['# a', false, 1],
      ['// c', true, 2],
      ['/* d */', false, 3],
    ]);
  });
});
