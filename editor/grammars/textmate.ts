import { commonBlocks, imageBlocks, roleBlocks } from '../../compiler/language/blocks.ts';
import { functions } from '../../compiler/language/functions.ts';
import { paramBlocks } from '../../compiler/language/param-blocks.ts';
import { osBlocks } from '../../compiler/language/system-blocks.ts';
import { TYPE_NAMES } from '../../compiler/model/types.ts';
import { isKeyword, operators, vocabulary } from '../../grammar/scan/tokens.ts';

/** Words that begin a declaration with a name. */
const DECLARE = ['image', 'role', 'os', 'family'];
const CONSTANTS = ['true', 'false', 'unset'];
const VALUES = ['os', 'image', 'build', 'variant'];

const NAME = '[A-Za-z_][A-Za-z0-9_-]*';
/** A word is not a part of a longer name, nor a field. */
const word = (words: readonly string[]): string => `(?<![\\w.-])(${words.join('|')})(?![\\w-])`;
const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

/**
 * The TextMate grammar, made from the tokens and names of the language, so that it knows what they know. Editors, the docs and everything
 * else that reads TextMate grammars colour sources with it before the language server answers.
 */
export function textMateGrammar(): object {
  const keywords = vocabulary.filter(isKeyword).map(({ name }) => name.toLowerCase());
  const control = keywords.filter(
    (each) => !CONSTANTS.includes(each) && !DECLARE.includes(each) && !['let', 'param'].includes(each),
  );
  const blocks = [
    ...new Set(
      [imageBlocks, roleBlocks, commonBlocks, osBlocks, paramBlocks].flatMap((each) => [...each.keys()]),
    ),
  ];
  const signs = [...operators.keys()]
    .filter((each) => !/^[{}[\]().,]$/.test(each))
    .sort((a, b) => b.length - a.length)
    .map(escaped);
  return {
    $schema: 'https://raw.githubusercontent.com/martinring/tmlanguage/master/tmlanguage.json',
    name: 'vkimage',
    scopeName: 'source.vkimage',
    fileTypes: ['vkimage'],
    patterns: [{ include: '#all' }],
    repository: {
      all: {
        patterns: [
          'comment',
          'text',
          'declaration',
          'param',
          'let',
          'use',
          'attribute',
          'constant',
          'number',
          'element',
          'control',
          'call',
          'field',
          'value',
          'operator',
        ].map((name) => ({ include: `#${name}` })),
      },
      comment: {
        patterns: [
          { name: 'comment.line.number-sign.vkimage', match: '#.*$' },
          { name: 'comment.line.double-slash.vkimage', match: '//.*$' },
          { name: 'comment.block.vkimage', begin: '/\\*', end: '\\*/' },
        ],
      },
      text: {
        patterns: [
          text('triple', '"""', '"""', true),
          text('triple', '"""', '"""', false),
          text('double', '"', '"|$', true),
          text('double', '"', '"|$', false),
        ],
      },
      inside: {
        patterns: [
          { name: 'constant.character.escape.vkimage', match: '\\\\(u\\{[0-9A-Fa-f]+\\}|.)' },
          {
            name: 'meta.interpolation.vkimage',
            begin: '\\$\\{',
            beginCaptures: { 0: { name: 'punctuation.section.interpolation.begin.vkimage' } },
            end: '\\}',
            endCaptures: { 0: { name: 'punctuation.section.interpolation.end.vkimage' } },
            patterns: [{ include: '#braces' }, { include: '#all' }],
          },
        ],
      },
      // The brackets of a map do not end an interpolation.
      braces: { begin: '\\{', end: '\\}', patterns: [{ include: '#braces' }, { include: '#all' }] },
      declaration: {
        match: `^\\s*(${DECLARE.join('|')}|variant)\\s+(${NAME})(?=\\s*(?:\\{|$))`,
        captures: { 1: { name: 'keyword.declaration.vkimage' }, 2: { name: 'entity.name.type.vkimage' } },
      },
      param: {
        begin: `${word(['param'])}\\s+(${NAME})\\s*(:)`,
        beginCaptures: {
          1: { name: 'keyword.declaration.vkimage' },
          2: { name: 'variable.parameter.vkimage' },
          3: { name: 'keyword.operator.vkimage' },
        },
        end: '(?==)|$',
        patterns: [
          { name: 'support.type.vkimage', match: word([...TYPE_NAMES.keys()]) },
          { include: '#comment' },
          { include: '#operator' },
        ],
      },
      let: {
        match: `${word(['let'])}\\s+(${NAME})`,
        captures: { 1: { name: 'keyword.declaration.vkimage' }, 2: { name: 'variable.other.vkimage' } },
      },
      use: {
        match: `${word(['use'])}\\s+(${NAME})(?:\\s+(as)\\s+(${NAME}))?`,
        captures: {
          1: { name: 'keyword.control.vkimage' },
          2: { name: 'entity.name.type.vkimage' },
          3: { name: 'keyword.control.vkimage' },
          4: { name: 'entity.name.type.vkimage' },
        },
      },
      attribute: {
        match: `(?<![\\w.-])(${NAME})(?=\\s*=(?![=>]))`,
        captures: { 1: { name: 'variable.other.property.vkimage' } },
      },
      constant: { name: 'constant.language.vkimage', match: word([...CONSTANTS, 'runtime']) },
      number: { name: 'constant.numeric.vkimage', match: '(?<![\\w.-])-?\\d+[KMGTsmhd]?(?![\\w-])' },
      element: {
        patterns: [
          {
            match: `(?<![\\w.-])(${blocks.join('|')})(?![\\w-])(?=\\s*(?:\\{|${NAME}\\s*\\{))`,
            captures: { 1: { name: 'storage.type.vkimage' } },
          },
          {
            match: `((?:^|\\{|\\})\\s*)(?!(?:${keywords.join('|')})(?![\\w-]))(${NAME})(?=\\s+(?:"|\\[|${NAME}))(?:\\s+(?!jinja")(${NAME}))?`,
            captures: { 2: { name: 'entity.name.function.vkimage' }, 3: { name: 'string.unquoted.vkimage' } },
          },
        ],
      },
      control: { name: 'keyword.control.vkimage', match: word(control) },
      call: {
        match: `(?<![\\w.-])(${[...functions.keys()].join('|')})(?=\\()`,
        captures: { 1: { name: 'support.function.vkimage' } },
      },
      field: {
        match: `\\.(${NAME})`,
        captures: { 1: { name: 'variable.other.property.vkimage' } },
      },
      value: { name: 'variable.language.vkimage', match: word(VALUES) },
      operator: { name: 'keyword.operator.vkimage', match: signs.join('|') },
    },
  };
}

/** A text between quotes, or a template of Ansible's with `jinja` before it. */
function text(sort: string, quotes: string, end: string, jinja: boolean): object {
  const name = `string.quoted.${sort}.vkimage`;
  const patterns = [{ include: '#inside' }];
  if (!jinja) return { name, begin: quotes, end, patterns };
  return {
    name,
    begin: `(?<![\\w.-])(jinja)(${quotes})`,
    beginCaptures: { 1: { name: 'storage.type.string.vkimage' } },
    end,
    patterns,
  };
}
