/**
 * The grammar for tree-sitter: docs/reference/grammar.md in its terms. It reads every source that vkc reads, and a few more: mistakes are
 * the compiler's to report.
 */

/** Words that mean something at one place and are names at all others. */
const KEYWORDS = [
  'true',
  'false',
  'unset',
  'in',
  'if',
  'else',
  'as',
  'for',
  'when',
  'match',
  'use',
  'let',
  'param',
  'import',
  'image',
  'role',
  'os',
  'family',
];

/** Words that begin a member, or go on with one, if no `=` follows. */
const MEMBERS = ['for', 'when', 'match', 'use', 'let', 'param', 'else', 'as'];
const CONSTANTS = ['true', 'false', 'unset'];

/** A name, or a keyword that is one where it stands. */
const nameBut = (words) => ($) =>
  choice($.name, ...KEYWORDS.filter((word) => !words.includes(word)).map((word) => alias(word, $.name)));

/** Items between commas; one may follow the last. */
const items = (rule) => optional(seq(rule, repeat(seq(',', rule)), optional(',')));

/** From the weakest to the strongest. */
const OPERATORS = [['||'], ['&&'], ['==', '!='], ['<', '<=', '>', '>=', 'in'], ['+', '-'], ['*', '/', '%']];
const NOT = OPERATORS.length + 1;
const POSTFIX = OPERATORS.length + 2;

const operators = ($, [first, ...others]) =>
  others.length === 0
    ? first
    : choice(first, ...others.map((each) => (each === 'in' ? alias($._operator_in, 'in') : each)));

module.exports = grammar({
  name: 'vkimage',

  word: ($) => $.name,

  extras: ($) => [/\s/, /\uFEFF/, $.comment],

  supertypes: ($) => [$._declaration, $._member, $._expression, $._pattern],

  externals: ($) => [$._operator_in],

  conflicts: ($) => [[$.use], [$.when]],

  rules: {
    source_file: ($) => repeat(choice($.import, $._declaration)),

    import: ($) => seq('import', field('path', $.string)),

    _declaration: ($) => choice($.param, $.let, $.declaration),

    declaration: ($) =>
      seq(
        field('kind', choice('image', 'role', 'os', 'family')),
        field('name', $._name),
        field('body', $.block),
      ),

    block: ($) => seq('{', repeat($._member), '}'),

    _member: ($) => choice($.attribute, $.param, $.let, $.use, $.when, $.match, $.for, $.element),

    attribute: ($) => seq(field('name', $._name), '=', field('value', $._expression)),

    param: ($) =>
      seq(
        'param',
        field('name', $._name),
        ':',
        field('type', $.type),
        optional(seq('=', field('default', $._expression))),
        optional(field('body', $.block)),
      ),

    let: ($) => seq('let', field('name', $._name), '=', field('value', $._expression)),

    use: ($) =>
      seq(
        'use',
        field('role', $._name),
        optional(seq('as', field('alias', $._name))),
        optional(field('body', $.block)),
      ),

    when: ($) =>
      seq(
        'when',
        field('condition', $._expression),
        field('body', $.block),
        optional(seq('else', field('alternative', choice($.when, $.block)))),
      ),

    match: ($) =>
      seq('match', field('subject', $._expression), '{', repeat(choice($.match_arm, $.else_arm)), '}'),

    match_arm: ($) => seq($._patterns, field('body', $.block)),

    else_arm: ($) => seq('else', field('body', choice($.when, $.block))),

    _patterns: ($) => seq(field('pattern', $._pattern), repeat(seq(',', field('pattern', $._pattern)))),

    _pattern: ($) => choice($.string, $._constant, $.integer, $._pattern_name),

    for: ($) => seq('for', $._loop_names, 'in', field('list', $._expression), field('body', $.block)),

    _loop_names: ($) => seq(field('variable', $._name), optional(seq(',', field('variable', $._name)))),

    element: ($) =>
      seq(
        field('kind', $._kind_name),
        choice(seq(field('label', $._label), optional(field('body', $.block))), field('body', $.block)),
      ),

    _label: ($) => choice($._label_item, $.label_list),

    _label_item: ($) => choice($.string, $.integer, $._label_name),

    label_list: ($) => seq('[', items($._label_item), ']'),

    type: ($) =>
      seq(
        field('name', $._name),
        optional(seq('(', choice(items($.type), $.type_fields), ')')),
        optional('?'),
      ),

    type_fields: ($) => seq('{', repeat(seq($.type_field, optional(','))), '}'),

    type_field: ($) => seq(field('name', $._name), '=', field('type', $.type)),

    _expression: ($) =>
      choice(
        $.string,
        $._number,
        $._constant,
        $.reference,
        $.call,
        $.list,
        $.list_for,
        $.map,
        $.match_expression,
        $.parentheses,
        $.field,
        $.index,
        $.not,
        $.binary,
        $.conditional,
      ),

    reference: ($) => $._value_name,

    call: ($) => seq(field('function', $._value_name), '(', items($._expression), ')'),

    parentheses: ($) => seq('(', $._expression, ')'),

    list: ($) => seq('[', items($._expression), ']'),

    list_for: ($) =>
      seq(
        '[',
        'for',
        $._loop_names,
        'in',
        field('list', $._expression),
        ':',
        field('value', $._expression),
        optional(seq('if', field('condition', $._expression))),
        ']',
      ),

    map: ($) => seq('{', repeat(seq($.entry, optional(','))), '}'),

    entry: ($) => seq(field('key', choice($._name, $.string)), '=', field('value', $._expression)),

    match_expression: ($) =>
      seq('match', field('subject', $._expression), '{', repeat(choice($.value_arm, $.else_value)), '}'),

    value_arm: ($) => seq($._patterns, '=>', field('value', $._expression)),

    else_value: ($) => seq('else', '=>', field('value', $._expression)),

    field: ($) => prec(POSTFIX, seq(field('object', $._expression), '.', field('name', $._name))),

    index: ($) => prec(POSTFIX, seq(field('object', $._expression), '[', field('index', $._expression), ']')),

    not: ($) => prec(NOT, seq('!', $._expression)),

    binary: ($) =>
      choice(
        ...OPERATORS.map((row, strength) =>
          prec.left(
            strength + 1,
            seq(
              field('left', $._expression),
              field('operator', operators($, row)),
              field('right', $._expression),
            ),
          ),
        ),
      ),

    conditional: ($) =>
      prec.right(
        seq(
          field('condition', $._expression),
          '?',
          field('consequence', $._expression),
          ':',
          field('alternative', $._expression),
        ),
      ),

    _number: ($) => choice($.integer, $.size, $.duration, $.mode),

    integer: () => /-?(0|[1-9][0-9]*)/,
    size: () => /(0|[1-9][0-9]*)[KMGT]/,
    duration: () => /(0|[1-9][0-9]*)[smhd]/,
    mode: () => /0[0-7]{3}/,

    _constant: ($) => choice($.boolean, $.unset),

    boolean: () => choice('true', 'false'),

    unset: () => 'unset',

    string: ($) =>
      choice(
        seq(choice('"', 'jinja"'), repeat(choice($.text, $.escape, $.interpolation)), token.immediate('"')),
        seq(
          choice('"""', 'jinja"""'),
          repeat(choice(alias($._block_text, $.text), $.escape, $.interpolation)),
          // Of more than three quotes the last three end the text.
          alias(token.immediate(/"{3,}/), '"""'),
        ),
      ),

    text: () => prec.right(repeat1(choice(token.immediate(prec(1, /[^"\\$\r\n]+/)), token.immediate('$')))),

    _block_text: () =>
      prec.right(
        repeat1(
          choice(token.immediate(prec(1, /[^"\\$]+/)), token.immediate('$'), token.immediate(/"{1,2}/)),
        ),
      ),

    escape: () => token.immediate(/\\([nt"\\$]|u\{[0-9A-Fa-f]{1,6}\})/),

    interpolation: ($) => seq(token.immediate('${'), $._expression, '}'),

    _name: nameBut([]),
    _kind_name: nameBut(MEMBERS),
    _label_name: nameBut(CONSTANTS),
    _pattern_name: ($) => choice(nameBut([...CONSTANTS, 'else'])($), alias($._dotted_name, $.name)),
    _value_name: ($) =>
      choice(nameBut([...CONSTANTS, 'match', 'for', 'in'])($), alias($._dotted_name, $.name)),

    // `ubuntu-24.04` is one word, and so is `24.04` among systems: the compiler says how they are written.
    _dotted_name: () => /[A-Za-z_][A-Za-z0-9_-]*[0-9](\.[0-9][A-Za-z0-9_-]*)+|[0-9]+\.[0-9]+/,

    name: () => /[A-Za-z_][A-Za-z0-9_-]*/,

    comment: () => token(choice(/#[^\n]*/, /\/\/[^\n]*/, /\/\*[^*]*\*+([^/*][^*]*\*+)*\//)),
  },
});
