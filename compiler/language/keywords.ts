/** A word of the grammar, or one that means something in a single place: for `vkc explain`, the reference and editors. */
export interface Keyword {
  /** How it is written, a form a line, with names in capitals. */
  readonly form: string;
  /** One or more sentences. */
  readonly doc: string;
  /** As an author would write it, in such a block; null for a complete file. Compiled in the tests. */
  readonly place: 'image' | 'role' | null;
  readonly example: string;
}

/** By word, in the order in which a reader meets them. */
export const keywords: ReadonlyMap<string, Keyword> = new Map(
  Object.entries({
    image: {
      form: 'image NAME { … }',
      doc: 'Declares an image: its systems, its variants and what is on it. It is built as one target for each system and variant.',
      place: null,
      example: 'image xaas-nginx {\n  os = [ubuntu2404, almalinux9]\n  package nginx\n}',
    },
    role: {
      form: 'role NAME { … }',
      doc: 'Declares a role: params, resources, and what happens at deployment. An image runs it with `use`.',
      place: null,
      example:
        '# Install nginx.\nrole web {\n  param enabled: bool = true\n\n  package nginx\n  service nginx { enabled = enabled }\n}',
    },
    os: {
      form: 'os NAME { … }\nos = [NAME, …]\nos.FIELD',
      doc: 'At the top of a file, declares a system. In an image, lists the systems that it is built for. In expressions, the system of the target.',
      place: 'image',
      example: 'os = [ubuntu2404, debian12]\n\npackage "linux-doc-${os.codename}"',
    },
    family: {
      form: 'family NAME { … }\nos.family',
      doc: 'Declares what several systems have in common. In expressions, `os.family` is the family of the system of the target.',
      place: 'role',
      example: 'when os.family == debian {\n  package apt-transport-https\n}',
    },
    variant: {
      form: 'variant NAME { … }\nvariant == NAME',
      doc: 'In an image, adds a target for each system with other values. In expressions, the name of the variant, and `""` on the plain image.',
      place: 'image',
      example: 'os = [ubuntu2404]\n\nvariant large {\n  build { memory = 16G }\n}',
    },
    import: {
      form: 'import "PATH"\nimport "lib:NAME/FILE"',
      doc: 'Brings what another file, or a file of a library, declares at its top level into scope.',
      place: null,
      example: 'import "library.vkimage"\n\nimage xaas-shared {\n  os = [debian12]\n  use shared\n}',
    },
    param: {
      form: 'param NAME: TYPE = DEFAULT',
      doc: 'In a role, a value that `use` can give. At the top of a file, a value that `--set NAME=VALUE` can give. Without a default it has to be given. `= runtime` is given when the machine is deployed.',
      place: 'role',
      example:
        '# Port on which it listens.\nparam port: int = 8080\n\nfile "/etc/app.conf" { content = "port = ${port}\\n" }',
    },
    runtime: {
      form: 'param NAME: TYPE = runtime\nparam NAME: TYPE = runtime(VALUE)',
      doc: 'The default of a param whose value is given when the machine is deployed, as a variable of `start.yml`. It can be used in `start` and in templates only.',
      place: 'role',
      example:
        'param password: secret = runtime\n\nstart {\n  file "/etc/app.secret" {\n    content = password\n    mode    = 0600\n  }\n}',
    },
    let: {
      form: 'let NAME = VALUE',
      doc: 'Names a value. In a block it can be used from its line on; at the top of a file, everywhere in the file.',
      place: 'role',
      example: 'let home = "/opt/app"\n\ndirectory "${home}"',
    },
    use: {
      form: 'use ROLE { PARAM = VALUE … }\nuse ROLE as NAME { … }',
      doc: 'Runs a role in an image, or before another role. A role runs once; two uses with different values need `as`.',
      place: 'image',
      example: 'use docker\nuse backup { scripts = files("files/backup_*.sh") }',
    },
    as: {
      form: 'use ROLE as NAME { … }',
      doc: 'Gives a second use of a role a name of its own, so that it can have other values.',
      place: 'image',
      example:
        'use backup as backup_data { scripts = files("files/data_*.sh") }\nuse backup as backup_logs { scripts = files("files/logs_*.sh") }',
    },
    when: {
      form: 'when TEST { … } else when TEST { … } else { … }',
      doc: 'Takes the members of a block if the test is true. The compiler decides it for each target; in `start` it can also test params given at deployment.',
      place: 'role',
      example: 'when os.family == debian {\n  package apt-transport-https\n} else {\n  package yum-utils\n}',
    },
    match: {
      form: 'match VALUE { PATTERN, … { … } else { … } }\nmatch VALUE { PATTERN => VALUE else => VALUE }',
      doc: 'Takes the first arm whose pattern the value is: a block as a member, a value after `=>`. Without `else`, every target needs an arm.',
      place: 'role',
      example:
        'let unit = match os.family {\n  debian => "apache2"\n  redhat => "httpd"\n}\n\npackage "${unit}"',
    },
    else: {
      form: 'else { … }\nelse => VALUE',
      doc: 'What is taken where no test or pattern before it was true. It comes last. A further test is written `else when`.',
      place: 'role',
      example: 'match os {\n  ubuntu2404 { package nginx-light }\n  else { package nginx }\n}',
    },
    for: {
      form: 'for NAME in LIST { … }\n[for NAME in LIST : VALUE if TEST]',
      doc: 'Repeats the members of a block for each item of a list. In brackets it makes a list. For a map, go over `keys(map)`.',
      place: 'role',
      example:
        'let sites = { shop = "8080", admin = "8081" }\n\nfor name in keys(sites) {\n  file "/etc/${name}.conf" { content = sites[name] }\n}',
    },
    in: {
      form: 'for NAME in LIST\nITEM in LIST\nKEY in MAP',
      doc: 'In a `for`, stands before the list. As an operator, tells whether a list has the item, or a map the key.',
      place: 'role',
      example: 'when os in [debian12, ubuntu2404] {\n  package nginx-light\n}',
    },
    if: {
      form: '[for NAME in LIST : VALUE if TEST]',
      doc: 'In a list comprehension, keeps the items for which the test is true. A block is chosen with `when`, a value with `test ? a : b`.',
      place: 'role',
      example:
        'let logins = [for name in ["ann", "root"] : name if name != "root"]\n\nfor name in logins {\n  user "${name}"\n}',
    },
    true: {
      form: 'true',
      doc: 'The boolean. `yes`, `on` and `1` are not written.',
      place: 'role',
      example: 'package nginx\nservice nginx { enabled = true }',
    },
    false: {
      form: 'false',
      doc: 'The boolean. `no`, `off` and `0` are not written.',
      place: 'role',
      example: 'package nginx\nservice nginx { enabled = false }',
    },
    unset: {
      form: 'unset',
      doc: 'No value: an attribute that is `unset` counts as not written. A param of a type with `?` can be `unset`.',
      place: 'role',
      example: 'param owner: string? = unset\n\nfile "/etc/app.conf" {\n  content = ""\n  owner   = owner\n}',
    },
    jinja: {
      form: 'jinja"…"\njinja"""…"""',
      doc: 'A string that Ansible fills in on the machine. A plain string reaches the machine as it is written.',
      place: 'role',
      example: 'file "/etc/app.conf" { content = jinja"host = {{ inventory_hostname }}\\n" }',
    },
  } satisfies Record<string, Keyword>),
);
