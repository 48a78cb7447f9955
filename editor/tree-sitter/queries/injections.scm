; Scripts

((element
  kind: (name) @_kind
  label: [
    (string (text) @injection.content)
    (label_list (string (text) @injection.content))
  ])
  (#eq? @_kind "shell")
  (#set! injection.language "bash"))

; Templates of Ansible

((string ["jinja\"" "jinja\"\"\""] (text) @injection.content)
  (#set! injection.language "jinja"))

; Files whose name says what is in them: a pattern for each language, since not all editors take one from a capture

((element
  label: (string . (text) @_path .)
  body: (block
    (attribute
      name: (name) @_name
      value: (string ["\"" "\"\"\""] (text) @injection.content))))
  (#eq? @_name "content")
  (#match? @_path "\\.(sh|bash)$")
  (#set! injection.language "bash"))

((element
  label: (string . (text) @_path .)
  body: (block
    (attribute
      name: (name) @_name
      value: (string ["\"" "\"\"\""] (text) @injection.content))))
  (#eq? @_name "content")
  (#match? @_path "\\.ya?ml$")
  (#set! injection.language "yaml"))

((element
  label: (string . (text) @_path .)
  body: (block
    (attribute
      name: (name) @_name
      value: (string ["\"" "\"\"\""] (text) @injection.content))))
  (#eq? @_name "content")
  (#match? @_path "\\.json$")
  (#set! injection.language "json"))

((comment) @injection.content
  (#set! injection.language "comment"))
