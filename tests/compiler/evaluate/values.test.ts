import { describe, expect, test } from 'vitest';
import { brief, compileText } from '../../support/compile.ts';

/** The text that an expression gives as the content of a file. */
function text(expression: string, before = '', os = 'debian12'): unknown {
  const result = compileText(
    `${before}\nimage a {\n  os = [${os}]\n  file "/x" { content = "\${${expression}}" }\n}\n`,
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
