[
  (source_file)
  (block)
  (for)
  (list_for)
] @local.scope

(declaration name: (name) @local.definition.type)
(param name: (name) @local.definition.parameter)
(let name: (name) @local.definition.var)
(for variable: (name) @local.definition.var)
(list_for variable: (name) @local.definition.var)

(reference (name) @local.reference)
(use role: (name) @local.reference)
