// `in` after a value: an operator, unless it is the name of the next member, as in `in = …` and `in { … }`.
#include "tree_sitter/parser.h"

void *tree_sitter_vkimage_external_scanner_create(void) { return NULL; }
void tree_sitter_vkimage_external_scanner_destroy(void *payload) { (void)payload; }

unsigned tree_sitter_vkimage_external_scanner_serialize(void *payload, char *buffer) {
  (void)payload, (void)buffer;
  return 0;
}

void tree_sitter_vkimage_external_scanner_deserialize(void *payload, const char *buffer, unsigned length) {
  (void)payload, (void)buffer, (void)length;
}

static bool is_space(int32_t sign) { return sign == ' ' || sign == '\t' || sign == '\n' || sign == '\r'; }

static bool is_in_name(int32_t sign) {
  return (sign >= 'a' && sign <= 'z') || (sign >= 'A' && sign <= 'Z') || (sign >= '0' && sign <= '9') || sign == '_' || sign == '-';
}

bool tree_sitter_vkimage_external_scanner_scan(void *payload, TSLexer *lexer, const bool *valid) {
  (void)payload;
  if (!valid[0]) return false;
  while (is_space(lexer->lookahead)) lexer->advance(lexer, true);
  if (lexer->lookahead != 'i') return false;
  lexer->advance(lexer, false);
  if (lexer->lookahead != 'n') return false;
  lexer->advance(lexer, false);
  if (is_in_name(lexer->lookahead)) return false;
  lexer->mark_end(lexer);
  while (is_space(lexer->lookahead)) lexer->advance(lexer, false);
  lexer->result_symbol = 0;
  if (lexer->lookahead == '{') return false;
  if (lexer->lookahead != '=') return true;
  lexer->advance(lexer, false);
  return lexer->lookahead == '=';
}
