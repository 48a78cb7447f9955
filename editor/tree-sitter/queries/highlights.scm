; No node has two names here: editors do not agree on which of two would win.

(comment) @comment

; Texts and numbers

(text) @string
(escape) @string.escape
(string ["\"" "\"\"\"" "jinja\"" "jinja\"\"\""] @string)
(interpolation ["${" "}"] @punctuation.special)

[(integer) (size) (duration) (mode)] @number
(boolean) @boolean
(unset) @constant.builtin

; Keywords

["import"] @keyword.import
["let" "param" "use" "as"] @keyword
(declaration kind: _ @keyword)
["when" "match" "else" "if"] @keyword.conditional
["for"] @keyword.repeat
(for "in" @keyword.repeat)
(list_for "in" @keyword.repeat)
(binary operator: "in" @keyword.operator)

; What is declared

(declaration name: (name) @type)
(use role: (name) @type)
(use alias: (name) @type)
(let name: (name) @variable)
(param name: (name) @variable.parameter)
(for variable: (name) @variable.parameter)
(list_for variable: (name) @variable.parameter)
(type name: (name) @type.builtin)
(type_field name: (name) @property)

; Members

(attribute name: (name) @property)
(entry key: (name) @property)
(element kind: (name) @function label: _)
(element !label kind: (name) @keyword)
(element label: (name) @string)
(label_list (name) @string)
(match_arm pattern: (name) @constant)
(value_arm pattern: (name) @constant)

; Values

(call function: (name) @function.builtin)
(field name: (name) @property)
((reference (name) @variable.builtin)
  (#any-of? @variable.builtin "os" "image" "build" "variant"))
((reference (name) @constant.builtin)
  (#eq? @constant.builtin "runtime"))
((reference (name) @variable)
  (#not-any-of? @variable "os" "image" "build" "variant" "runtime"))

; Signs

(binary operator: ["||" "&&" "==" "!=" "<" "<=" ">" ">=" "+" "-" "*" "/" "%"] @operator)
["=" "=>" "!" "?"] @operator
["{" "[" "]" "(" ")"] @punctuation.bracket
(block "}" @punctuation.bracket)
(map "}" @punctuation.bracket)
(type_fields "}" @punctuation.bracket)
(match "}" @punctuation.bracket)
(match_expression "}" @punctuation.bracket)
["," "." ":"] @punctuation.delimiter
