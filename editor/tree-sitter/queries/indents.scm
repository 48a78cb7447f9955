; @indent.… are the names of Neovim; @indent, @outdent and @end those of Helix and Zed.

[
  (block)
  (match)
  (match_expression)
  (map)
  (list)
  (list_for)
  (label_list)
  (type_fields)
  (call)
  (parentheses)
] @indent.begin @indent

["}" "]" ")"] @indent.end @indent.branch @outdent

["}" "]" ")"] @end

; What stands in a text is not moved.
(string) @indent.ignore
