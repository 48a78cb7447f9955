// Reads sources with the grammar for tree-sitter and says what it found in them, for the tests.
//
//   probe nodes         the named nodes of each source: type, start and end in bytes
//   probe expression    the tree of each source as an S-expression
//   probe QUERY.scm     what the query captures: pattern, number of the match, name, start and end in bytes;
//                       before all answers stand the predicates: pattern, and the words of a predicate, each after a tab
//
// The input is any number of sources, each after its length in bytes and a line break. A line `=`, after a line break, ends each answer.
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <tree_sitter/api.h>

const TSLanguage *tree_sitter_vkimage(void);

static char *read_exactly(FILE *from, size_t length) {
  char *text = malloc(length + 1);
  if (text == NULL || fread(text, 1, length, from) != length) exit(2);
  text[length] = 0;
  return text;
}

static void nodes(TSNode node) {
  if (ts_node_is_missing(node)) printf("MISSING ");
  if (ts_node_is_named(node) || ts_node_is_missing(node))
    printf("%s %u %u\n", ts_node_type(node), ts_node_start_byte(node), ts_node_end_byte(node));
  for (uint32_t i = 0; i < ts_node_child_count(node); i++) nodes(ts_node_child(node, i));
}

static void captures(const TSQuery *query, TSNode node) {
  TSQueryCursor *cursor = ts_query_cursor_new();
  ts_query_cursor_exec(cursor, query, node);
  TSQueryMatch match;
  for (unsigned number = 0; ts_query_cursor_next_match(cursor, &match); number++) {
    for (uint16_t i = 0; i < match.capture_count; i++) {
      TSQueryCapture capture = match.captures[i];
      uint32_t length;
      const char *name = ts_query_capture_name_for_id(query, capture.index, &length);
      printf("%u %u %.*s %u %u\n", match.pattern_index, number, (int)length, name, ts_node_start_byte(capture.node),
             ts_node_end_byte(capture.node));
    }
  }
  ts_query_cursor_delete(cursor);
}

static void predicates(const TSQuery *query) {
  for (uint32_t pattern = 0; pattern < ts_query_pattern_count(query); pattern++) {
    uint32_t count;
    const TSQueryPredicateStep *steps = ts_query_predicates_for_pattern(query, pattern, &count);
    for (uint32_t i = 0; i < count; i++) {
      if (i == 0 || steps[i - 1].type == TSQueryPredicateStepTypeDone) printf("%u", pattern);
      uint32_t length;
      const char *word = "";
      if (steps[i].type == TSQueryPredicateStepTypeCapture) word = ts_query_capture_name_for_id(query, steps[i].value_id, &length);
      else if (steps[i].type == TSQueryPredicateStepTypeString) word = ts_query_string_value_for_id(query, steps[i].value_id, &length);
      if (steps[i].type == TSQueryPredicateStepTypeDone) puts("");
      else printf("\t%s%.*s", steps[i].type == TSQueryPredicateStepTypeCapture ? "@" : "", (int)length, word);
    }
  }
  puts("\n=");
}

static TSQuery *query_from(const char *path) {
  FILE *file = fopen(path, "rb");
  if (file == NULL) exit(2);
  fseek(file, 0, SEEK_END);
  size_t length = (size_t)ftell(file);
  rewind(file);
  char *text = read_exactly(file, length);
  fclose(file);
  uint32_t offset;
  TSQueryError error;
  TSQuery *query = ts_query_new(tree_sitter_vkimage(), text, (uint32_t)length, &offset, &error);
  static const char *const problems[] = {"none", "syntax", "node type", "field", "capture", "structure", "language"};
  if (query == NULL) {
    fprintf(stderr, "%s: no such %s at byte %u: %.40s\n", path, problems[error], offset, text + offset);
    exit(1);
  }
  return query;
}

int main(int count, char **arguments) {
  if (count != 2) return 2;
  bool all_nodes = strcmp(arguments[1], "nodes") == 0;
  bool expression = strcmp(arguments[1], "expression") == 0;
  TSQuery *query = all_nodes || expression ? NULL : query_from(arguments[1]);
  if (query != NULL) predicates(query);
  TSParser *parser = ts_parser_new();
  if (!ts_parser_set_language(parser, tree_sitter_vkimage())) return 2;
  unsigned length;
  while (scanf("%u", &length) == 1 && getchar() == '\n') {
    char *text = read_exactly(stdin, length);
    TSTree *tree = ts_parser_parse_string(parser, NULL, text, length);
    TSNode file = ts_tree_root_node(tree);
    if (all_nodes) nodes(file);
    else if (expression) {
      char *written = ts_node_string(file);
      puts(written);
      free(written);
    } else captures(query, file);
    puts("\n=");
    ts_tree_delete(tree);
    free(text);
  }
  return 0;
}
