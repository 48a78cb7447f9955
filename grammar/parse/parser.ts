import { balance } from '../scan/brackets.ts';
import type { BracketProblem, Unclosed } from '../scan/brackets.ts';
import { FileParser } from './declarations.ts';
import { lookahead } from './lookahead.generated.ts';
import type { Diagnostic, Related } from '../diagnostic.ts';
import { diagnoser } from '../diagnostic.ts';
import { Docs } from './doc-comments.ts';
import { syntax } from '../messages/index.ts';
import { NESTING_LIMIT, tooDeep } from '../scan/nesting.ts';
import { scan } from '../scan/scanner.ts';
import { joinWords } from '../scan/words.ts';
import type { Source } from './stop.ts';
import type { Enclosure } from './recovery.ts';
import type { Span } from '../span.ts';
import type { Comment, Expr, SourceFile } from '../syntax.ts';
import { T } from '../scan/tokens.ts';
import type { Token } from '../scan/tokens.ts';

export interface ParseResult {
  /** The part that could be read. An expression that could not be read is `Bad`. */
  readonly file: SourceFile;
  /** Sorted by place. */
  readonly diagnostics: Diagnostic[];
  readonly comments: Comment[];
  /** Parentheses by the expression that they enclose; the tree does not show them. */
  readonly enclosed: ReadonlyMap<Expr, Enclosure>;
}

const diagnose = diagnoser(syntax);

let fileParser: FileParser | null = null;

/** Parses a source text. `file` is the file name in spans. Never throws, whatever the text. */
export function parse(file: string, text: string): ParseResult {
  const { comments, quietFrom, ...scanned } = scan(file, text);
  const { tokens, diagnostics } = joinWords(scanned.tokens, scanned.diagnostics, file);
  const spanOf = (token: Token): Span => ({
    file,
    start: token.startOffset,
    end: token.endOffset + 1,
    line: token.startLine,
  });

  const balanced = balance(tokens, text);
  const deep = balanced.tooDeep ?? tooDeep(balanced.tokens);
  if (deep !== null) {
    const diagnostic = diagnose('VK0119', spanOf(deep), { limit: String(NESTING_LIMIT) });
    const span = { file, start: 0, end: text.length, line: 1 };
    const empty: SourceFile = { node: 'file', span, imports: [], declarations: [] };
    return { file: empty, diagnostics: [diagnostic], comments, enclosed: new Map() };
  }

  fileParser ??= new FileParser(lookahead);
  const source = { file, text, tokens: balanced.tokens };
  const parsed = fileParser.read(source, new Docs(comments));
  const cut = new Set(diagnostics.flatMap(({ code, span }) => (CUT.has(code) ? [span.line] : [])));
  const brackets = withoutFollowUps(balanced.problems, parsed.diagnostics).filter(
    // A bracket that an unclosed string has swallowed is not reported as missing.
    (problem) => problem.kind === 'unopened' || !cut.has(problem.open.startLine),
  );
  const all = [...diagnostics, ...bracketDiagnostics(brackets, source, spanOf), ...parsed.diagnostics]
    .filter(({ span }) => span.start <= quietFrom)
    .sort((a, b) => a.span.start - b.span.start || a.span.end - b.span.end);
  return { file: parsed.file, diagnostics: all, comments, enclosed: parsed.enclosed };
}

/** Codes for a string or an interpolation that ends where its line ends. */
const CUT: ReadonlySet<string> = new Set(['VK0102', 'VK0104']);

/** A block without its `{` also leaves a `}` without a partner. Both are one mistake, reported once. */
function withoutFollowUps(
  problems: readonly BracketProblem[],
  parsed: readonly Diagnostic[],
): BracketProblem[] {
  let missing = parsed.filter(({ code }) => code === 'VK0126').length;
  return problems.filter((problem) => problem.kind !== 'unopened' || missing-- <= 0);
}

function bracketDiagnostics(
  problems: readonly BracketProblem[],
  source: Source,
  spanOf: (token: Token) => Span,
): Diagnostic[] {
  const found: Diagnostic[] = [];
  for (const [index, problem] of problems.entries()) {
    const previous = problems[index - 1];
    if (problem.kind === 'unopened') {
      const adjoins =
        previous?.kind === 'unopened' && previous.close.endOffset + 1 === problem.close.startOffset;
      if (!adjoins) found.push(diagnose('VK0121', spanOf(problem.close), { text: problem.close.image }));
    } else if (problem.open.tokenType === T.LBrace) {
      // Several blocks that lack their end at the same place are reported as one.
      if (previous?.kind === 'unclosed' && previous.before === problem.before) continue;
      const same: Unclosed[] = [];
      for (let i = index; i < problems.length; i++) {
        const other = problems[i]!;
        if (other.kind !== 'unclosed' || other.before !== problem.before) break;
        same.push(other);
      }
      found.push(missingBrace(same, source, spanOf));
    } else {
      const open = problem.open.image;
      const close = open === '[' ? ']' : ')';
      found.push(diagnose('VK0122', spanOf(problem.open), { open, close }));
    }
  }
  return found;
}

/** Returns one diagnostic for all blocks that lack their end at the same place. */
function missingBrace(
  same: readonly Unclosed[],
  { text, tokens }: Source,
  spanOf: (token: Token) => Span,
): Diagnostic {
  const { open, before } = same[0]!;
  const related: Related[] = same
    .filter((problem) => problem.open.tokenType === T.LBrace)
    .map((problem) => ({ span: spanOf(problem.open), message: 'It opens here.' }));
  const last = before.tokenType === T.End ? lastWritten(tokens) : null;
  const at = last === null ? before.startOffset : last.endOffset + 1;
  // A word that was read as one may be of several lines.
  const lines = last === null ? 0 : text.slice(last.startOffset, at).split(/\r\n?|\n/).length - 1;
  const { line, ...file } = spanOf(last ?? before);
  const place = { ...file, start: at, end: at, line: line + lines };
  const params = { block: headOf(open, text), line: String(open.startLine) };
  return diagnose('VK0120', place, params, { related });
}

function lastWritten(tokens: readonly Token[]): Token {
  return tokens.findLast(({ virtual, tokenType }) => !virtual && tokenType !== T.End)!;
}

/** The text of the line up to an opening brace, as a name for its block. */
function headOf(open: Token, text: string): string {
  const start = text.lastIndexOf('\n', open.startOffset - 1) + 1;
  const head = text.slice(start, open.startOffset).trim();
  return head === '' || head.length > 60 ? '{' : head;
}
