import { describe, expect, test } from 'vitest';
import { brief, compileText, noRules } from '../../support/compile.ts';

/** The text that an expression gives as the content of a file. */
function text(expression: string, before = '', os = 'debian12'): unknown {
  const result = compileText(
    `${before}\nimage a {\n  os = [${os}]\n  file "/x" { content = "\${${expression}}" }\n}\n`,
    { rules: noRules },
  );
  if (result.diagnostics.length > 0) return brief(result);
  const value = result.images[0]!.targets[0]!.provision.find(
    (run) => run.name === 'a',
  )!.tasks[0]!.args.entries.get('content');
  return value?.type === 'string' || value?.type === 'jinja' ? value.value : value;
}

test.each([
  ['1 == 1 ? "yes" : "no"', 'yes'],
  ['os.family == debian && os.release >= "9" ? "new" : "old"', 'new'],
  ['os in [debian11x, debian12] ? 1 : 2', ['VK0201 at "debian11x"']],
  ['match os.family { debian => "apt" redhat => "dnf" }', 'apt'],
  ['join(", ", [for x in ["a", "b", "c"] : upper(x) if x != "b"])', 'A, C'],
  ['length({ a = 1, b = 2 })', '2'],
  ['keys(merge({ a = 1 }, { b = 2 }))[1]', 'b'],
  ['split(",", "a,b")[1]', 'b'],
  ['replace("a.b", ".", "$&")', 'a$&b'],
  ['format("%s-%d %%", "a", 3)', 'a-3 %'],
  ['sha256("")', 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'],
  ['contains("abc", "b") && contains(["a"], "a") && !contains([1], 2)', 'true'],
  ['trim("  a ")', 'a'],
  ['base64("é")', 'w6k='],
  ['basename("/a/b.c/")', 'b.c'],
  ['basename("/")', '/'],
  ['join(" ", [dirname("/a/b/c"), dirname("/a"), dirname("a"), dirname("/")])', '/a/b / . /'],
  ['join(" ", sort(["10", "9", "1.2", "1.10"]))', '1.2 1.10 9 10'],
  ['join(" ", sort([10, 9]))', '9 10'],
  ['join(" ", unique(["b", "a", "b"]))', 'b a'],
  ['join(" ", range(1, 3))', '1 2 3'],
  ['length(range(3, 1))', '0'],
  ['length(range(0, 1000000000))', ['VK1108 at "range(0, 1000000000)"']],
  [
    'jsonencode({ a = [1, true, "x"], b = {}, c = 5G })',
    '{\n  "a": [\n    1,\n    true,\n    "x"\n  ],\n  "b": {},\n  "c": "5G"\n}',
  ],
  [
    'yamlencode({ a = ["yes", { b = 1 }], on = [], c = {} })',
    'a:\n  - "yes"\n  -\n    b: 1\n"on": []\nc: {}\n',
  ],
  ['yamlencode(["a"])', '- "a"\n'],
  ['yamlencode("a")', '"a"\n'],
  ['iniencode({ top = 1, main = { a = "x", l = ["y", "z"] } })', 'top = 1\n\n[main]\na = x\nl = y, z\n'],
  ['jsonencode({ a = [env(TOKEN)] })', ['VK0402 at "env(TOKEN)"']],
  ['1 + 2 * 3', '7'],
  ['7 / 2', '3'],
  ['-7 / 2', '-4'],
  ['-7 % 3', '2'],
  ['8G + 512M', '8704M'],
  ['2 * 10G - 1G', '19G'],
  ['10G / 4', '2560M'],
  ['10G / 1G', '10'],
  ['10G % 4G', '2G'],
  ['90s + 30s == 2m', 'true'],
  ['5 - 3 > 1 && 2 * 2 == 4', 'true'],
  ['0 / 5', '0'],
  ['1 / 0', ['VK0418 at "0"']],
  ['1G % 0G', ['VK0418 at "0G"']],
  ['1G - 2G', ['VK0419 at "1G - 2G"']],
  ['1024T + 1K', ['VK0419 at "1024T + 1K"']],
  ['9007199254740991 + 1', ['VK0419 at "9007199254740991 + 1"']],
  ['1G + 1', ['VK0325 at "1G + 1"']],
  ['2 / 1G', ['VK0325 at "2 / 1G"']],
  ['1G * 2G', ['VK0325 at "1G * 2G"']],
  ['"a" + "b"', ['VK0325 at "\\"a\\""']],
  ['1 + os.release', ['VK0325 at "os.release"']],
  ['join("", concat(["a"], ["b", "c"]))', 'abc'],
  ['join(" ", [for k, v in { a = 1, b = 2 } : "${k}${v}" if v > 1])', 'b2'],
  ['join(" ", [for i, v in ["x", "y"] : "${i}${v}"])', '0x 1y'],
  ['join(" ", [for v in { a = 1 } : v])', ['VK0304 at "{ a = 1 }"']],
  ['2048M', '2G'],
  ['90s', '90s'],
  ['0644', '0644'],
  ['os', 'debian12'],
  ['os.family.ssh_unit', 'ssh'],
  ['image.name', 'a'],
  ['image.target', 'a'],
  ['build.memory', '2G'],
  ['variant == large ? "l" : "p"', 'p'],
  ['{ a = "x" }.a', 'x'],
  ['["a", "b"][2]', ['VK0404 at "2"']],
  ['{ a = 1 }.b', ['VK0405 at "b"']],
])('%s', (expression, expected) => {
  expect(text(expression)).toEqual(expected);
});

describe('lets', () => {
  test('are evaluated where they are used', () => {
    expect(text('a', 'let a = "${b}!"\nlet b = "x"')).toBe('x!');
  });

  test('may depend on the target', () => {
    expect(text('a', 'let a = os.codename', 'debian13')).toBe('trixie');
  });
});

describe('text', () => {
  test('that looks like a template stays text beside one', () => {
    expect(text('jinja"{{ x }}"')).toBe('{{ x }}');
    const result = compileText(
      'image a {\n os = [debian12]\n file "/x" { content = "{{ a }} ${jinja"{{ b }}"} {% c %}" }\n}',
      { rules: noRules },
    );
    const value = result.images[0]!.targets[0]!.provision.find(
      (run) => run.name === 'a',
    )!.tasks[0]!.args.entries.get('content');
    expect(value).toMatchObject({ type: 'jinja', value: "{{ '{' }}{ a }} {{ b }} {{ '{' }}% c %}" });
  });

  test('between triple quotes loses the common indentation', () => {
    expect(
      brief(
        compileText('image a {\n os = [debian12]\n file "/x" { content = """\n    a\n      b\n    """ }\n}'),
      ),
    ).toEqual([]);
  });
});

describe('mistakes are reported once, each where it is', () => {
  test.each([
    ['service ssh { enabled = yes }', ['VK0314 at "yes"']],
    ['service ssh { state = starting }', ['VK0309 at "starting"']],
    ['build { disk = "50G" }', ['VK0313 at "\\"50G\\""']],
    ['file "/x" { content = missing }', ['VK0201 at "missing"']],
    ['package [jq, "${missing}"]', ['VK0201 at "missing"']],
    ['when os.codenam == "x" { package jq }', ['VK0211 at "codenam"']],
    ['for x in [1, 2] { pakage "${x}" }', ['VK0205 at "pakage"']],
    ['use nothing { a = 1 }', ['VK0203 at "nothing"']],
    ['os.x = 1', null],
  ])('%s', (member, expected) => {
    const found = brief(
      compileText(`image a {\n  os = [debian12, almalinux9]\n  package tree\n  ${member}\n}\n`),
    );
    if (expected === null) expect(found.length).toBeGreaterThan(0);
    else expect(found).toEqual(expected);
  });

  test('a broken role does not make errors of its users', () => {
    const result = compileText(
      'image a {\n os = [debian12]\n use b { size = 1 }\n}\nrole b {\n param size: int\n package "${siz}"\n}',
    );
    expect(brief(result)).toEqual(['VK0201 at "siz"']);
  });

  test('a role that nobody uses is checked too', () => {
    expect(brief(compileText('image a {\n os = [debian12]\n package jq\n}\nrole b {\n packge x\n}'))).toEqual(
      ['VK0205 at "packge"'],
    );
  });
});

describe('a value that may be unset', () => {
  const role = (body: string) => `image a {
  os = [debian12]
  use r
}

role r {
  param x: string? = "y"
  param n: int? = unset
  directory "/d" { mode = n == unset ? 0755 : 0700 }
  ${body}
}
`;
  const file = (content: string) => `file "/x" { content = ${content} }`;

  test.each([
    ['in a block', `when x != unset { ${file('"${x}"')} }`],
    ['in the other block', `when x == unset { absent "/x" } else { ${file('"${x}"')} }`],
    ['in a further block', `when unset == x { absent "/x" } else when n == unset { ${file('"${x}"')} }`],
    ['beside another condition', `when x != unset && length(x) > 0 { ${file('"${x}"')} }`],
    ['where it is denied', `when !(x == unset || n == unset) { ${file('"${x}${n}"')} }`],
    ['in a value', file('x == unset ? "" : "${x}"')],
  ])('can be used where it was tested: %s', (_, body) => {
    expect(brief(compileText(role(body)))).toEqual([]);
  });

  test.each([
    ['where it is unset', `when x == unset { ${file('"${x}"')} }`],
    ['where another one was tested', `when n != unset { ${file('"${x}"')} }`],
    ['where either may be', `when x != unset || n != unset { ${file('"${x}"')} }`],
    ['after the block', `when x != unset { absent "/y" }\n  ${file('"${x}"')}`],
  ])('cannot be used as text %s', (_, body) => {
    expect(brief(compileText(role(body)))).toEqual(['VK0307 at "x"']);
  });
});

describe('what stands twice in a role', () => {
  const role = (...between: string[]) =>
    `image a {\n  os = [debian12]\n  use r\n}\n\nrole r {\n  service cron { state = started }\n  ${between.join('\n  ')}\n  service cron { state = stopped }\n}\n`;

  test('may change after it was used', () => {
    expect(brief(compileText(role('command "true" { changes = false }')))).toEqual([]);
  });

  test('contradicts itself if nothing uses it', () => {
    expect(brief(compileText(role('package jq')))).toEqual(['VK0510 at "service cron"']);
  });
});

describe('objects', () => {
  const site = 'object({ name = string, port = int?, tags = list(string) })';
  const shop = (given: string, body: string, params = '') =>
    compileText(
      `image a {\n  os = [debian12]\n  use r { sites = [${given}] }\n}\nrole r {\n  param sites: list(${site})\n${params}  for s in sites {\n    ${body}\n  }\n}\n`,
      { rules: noRules },
    );
  const contents = (result: ReturnType<typeof compileText>) =>
    result.images[0]!.targets[0]!.provision.find((run) => run.name === 'r')!.tasks.map((task) => {
      const value = task.args.entries.get('content');
      return value?.type === 'string' ? value.value : null;
    });

  test('have fields of their own types, some of which may be left out', () => {
    const body = 'file "/${s.name}" { content = "${s.port == unset ? 80 : s.port + 1}${join("", s.tags)}" }';
    const result = shop('{ name = "x", tags = [] }, { name = "y", port = 1, tags = ["t"] }', body);
    expect(brief(result)).toEqual([]);
    expect(contents(result)).toEqual(['80', '2t']);
  });

  test('are narrowed by a test for unset', () => {
    const body = 'when s.port != unset { file "/${s.name}" { content = "${s.port}${join("", s.tags)}" } }';
    const result = shop('{ name = "x", tags = [] }, { name = "y", port = 1, tags = [] }', body);
    expect(brief(result)).toEqual([]);
    expect(contents(result)).toEqual(['1']);
  });

  test('are made of maps that stand elsewhere, or of several', () => {
    const body = 'file "/${s.name}" { content = "${s.name}${s.port == unset ? 80 : s.port}" }';
    const merged = 'merge({ name = "x", port = 1 }, { tags = [] })';
    expect(contents(shop(merged, body))).toEqual(['x1']);
    const added =
      'for k, v in merge(s, { host = "h" }) { when k == "host" { file "/h" { content = "${v}" } } }';
    expect(contents(shop('{ name = "x", tags = [] }', added))).toEqual(['h']);
    const filled = (values: string) => `file "/x" { content = "\${merge(s, ${values}).port == unset}" }`;
    expect(contents(shop('{ name = "x", tags = [] }', filled('{ name = "y" }')))).toEqual(['true']);
    expect(contents(shop('{ name = "x", tags = [] }', filled('{ port = 1 }')))).toEqual(['false']);
  });

  test('are written without the fields that were left out', () => {
    const result = shop('{ name = "x", tags = [] }', 'file "/x" { content = jsonencode(s) }');
    expect(contents(result)).toEqual(['{\n  "name": "x",\n  "tags": []\n}']);
  });

  test.each([
    ['{ name = "x" }', 'file "/x" { content = s.name }', ['VK0326 at "{ name = \\"x\\" }"']],
    ['{ nme = "x", tags = [] }', 'file "/x" { content = s.name }', ['VK0211 at "nme"']],
    ['{ name = 1, tags = [] }', 'file "/x" { content = s.name }', ['VK0317 at "1"']],
    ['{ name = "x", tags = [] }', 'file "/x" { content = s.host }', ['VK0211 at "host"']],
    ['{ name = "x", tags = [] }', 'file "/x" { content = "${s.port}" }', ['VK0307 at "s.port"']],
    ['{ name = "x", tags = [] }', 'file "/x" { content = "${s}" }', ['VK0307 at "s"']],
  ])('%s, %s', (given, body, expected) => expect(brief(shop(given, body))).toEqual(expected));
});

describe('validate', () => {
  const role = `role r {
  param low: int = 1
  param high: int = 9 {
    validate {
      condition = high > low
      message   = "More than \${low}."
    }
  }
  directory "/srv/\${low}-\${high}"
}
`;
  const used = (values: string) =>
    compileText(`image a {\n  os = [debian12]\n  use r { ${values} }\n}\n${role}`, { rules: noRules });

  test('lets right values pass', () => expect(brief(used('high = 2'))).toEqual([]));

  test('says in its own words what is wrong, at the value', () => {
    const result = used('high = 0');
    expect(brief(result)).toEqual(['VK0417 at "0"']);
    expect(result.diagnostics[0]!.message).toBe('`high` is not accepted: More than 1.');
  });

  test('holds defaults too', () => expect(brief(used('low = 20'))).toEqual(['VK0417 at "9"']));

  test('holds params at the top of a file', () => {
    const source =
      'param n: int = 5 { validate { condition = n < 5  message = "Less than 5." } }\nimage a {\n  os = [debian12]\n  build { cpus = n }\n  package jq\n}\n';
    expect(brief(compileText(source, { rules: noRules }))).toEqual(['VK0417 at "5"']);
  });

  test('needs a condition and a message', () => {
    const source =
      'param n: int = 5 { validate { condition = n } }\nimage a {\n  os = [debian12]\n  build { cpus = n }\n  package jq\n}\n';
    expect(brief(compileText(source, { rules: noRules }))).toEqual(['VK0401 at "validate"', 'VK0301 at "n"']);
  });
});

test('a match can go on with `else when`', () => {
  const source = (os: string) =>
    `image a {\n  os = [${os}]\n  match os {\n    debian12 { package jq }\n    else when os.family == redhat { package vim }\n    else { package git }\n  }\n}\n`;
  const installed = (os: string) =>
    compileText(source(os), { rules: noRules }).images[0]!.targets[0]!.provision.find(
      ({ name }) => name === 'a',
    )!.tasks[0]!.title;
  expect(['debian12', 'almalinux9', 'ubuntu2404'].map(installed)).toEqual([
    'Install jq',
    'Install vim',
    'Install git',
  ]);
});

describe('what a param of one_of says to other values', () => {
  const said = (given: string) => {
    const source = `image a {\n  os = [debian12]\n  use web ${given}\n}\nrole web {\n  param kind: one_of(small, large) = small { message = "Other sizes are not tested." }\n  param more: one_of(small, large)? = unset { message = "None of those." }\n  directory "/srv/\${kind}\${more == unset ? "" : more}"\n}\n`;
    const result = compileText(source, { rules: noRules });
    return result.diagnostics.map(({ code, help }) => `${code}: ${help}`);
  };

  test('stands beside the values that there are', () => {
    expect(said('{ kind = huge }')).toEqual(['VK0309: It can be: small, large. Other sizes are not tested.']);
    expect(said('{ more = "largo" }')).toEqual(['VK0309: Did you mean `large`? None of those.']);
    expect(said('{ kind = large  more = small }')).toEqual([]);
  });
});
