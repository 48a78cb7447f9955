[
  (block)
  (match)
  (match_expression)
  (map)
  (list)
  (list_for)
  (label_list)
  (type_fields)
  (string)
  (comment)
] @fold
