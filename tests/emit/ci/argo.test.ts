import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import type { Image } from '../../../compiler/model/ir.ts';
import type { CiImage } from '../../../emit/ci/builders.ts';
import { treeTemplate } from '../../../emit/ci/argo.ts';
import { compileText, noRules } from '../../support/compile.ts';
import { compileExample, examples } from '../../support/examples.ts';

interface Parameter {
  name: string;
  value?: string;
}
interface Template {
  name: string;
  inputs?: { parameters?: Parameter[]; artifacts?: { name: string; path: string }[] };
  outputs?: { artifacts?: { name: string; path: string }[] };
  dag?: { tasks: Call[] };
  steps?: Call[][];
  script?: {
    source: string;
    env: {
      name: string;
      value?: string;
      valueFrom?: { secretKeyRef: { name: string; optional: boolean } };
    }[];
    resources?: { requests: Record<string, string>; limits: Record<string, string> };
  };
}
interface Call {
  name: string;
  template: string;
  when?: string;
  depends?: string;
  arguments?: { parameters?: Parameter[]; artifacts?: { name: string; from: string }[] };
  withItems?: { target: string; container: string }[];
}
interface Workflow {
  metadata: { name: string };
  spec: { entrypoint: string; arguments: { parameters: Parameter[] }; templates: Template[] };
}

const schema = JSON.parse(readFileSync('tests/support/schemas/argo-workflows.schema.json', 'utf8')) as object;
const ajv = new Ajv({
  strict: false,
  allErrors: true,
  formats: { 'date-time': true, byte: true, int32: true, int64: true },
});
const validate = ajv.compile(schema);

const read = (image: CiImage): Workflow => parse(treeTemplate(image).toString()) as Workflow;
const images = (text: string): readonly Image[] => compileText(text, { rules: noRules }).images;
const template = ({ spec }: Workflow, name: string): Template =>
  spec.templates.find((each) => each.name === name)!;
const problems = (workflow: unknown): string[] => {
  void validate(workflow);
  return (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
};
const SHOP =
  'image shop {\n  os = [debian12, ubuntu2404, centos7]\n  package jq\n  build { memory = 4G cpus = 3 }\n}\n';

const PUBLISH = ['tags', 'protected', 'manual', 'never'] as const;

describe('the workflow of Argo', () => {
  test.each(examples)('of the example %s is one by the schema of Argo Workflows', (name) => {
    for (const image of compileExample(name).result.images)
      for (const publish of PUBLISH)
        for (const cached of [true, false])
          expect(problems(read({ ...image, cached, ci: { ...image.ci, publish } }))).toEqual([]);
  });

  test('would be refused by the schema with a slip in it', () => {
    const workflow = read(images(SHOP)[0]!) as unknown as { spec: Record<string, unknown> };
    workflow.spec['entrypiont'] = 'image';
    expect(problems(workflow)).toEqual(['/spec must NOT have additional properties']);
  });

  test('names only templates, parameters and artifacts that are there', () => {
    for (const name of examples)
      for (const image of compileExample(name).result.images)
        for (const publish of PUBLISH) {
          const { spec } = read({ ...image, ci: { ...image.ci, publish } });
          const names = new Map(spec.templates.map((each) => [each.name, each]));
          expect(names.has(spec.entrypoint)).toBe(true);
          const reached = new Set([spec.entrypoint]);
          for (const { dag, steps } of spec.templates)
            for (const call of [...(dag?.tasks ?? []), ...(steps ?? []).flat()]) {
              const called = names.get(call.template)!;
              reached.add(call.template);
              expect((call.arguments?.parameters ?? []).map((each) => each.name).sort()).toEqual(
                (called.inputs?.parameters ?? []).map((each) => each.name).sort(),
              );
              for (const { from } of call.arguments?.artifacts ?? []) {
                const [, step, artifact] = /^\{\{steps\.(\w[\w-]*)\.outputs\.artifacts\.(\w+)\}\}$/.exec(
                  from,
                )!;
                const by = (steps ?? []).flat().find((each) => each.name === step)!;
                expect(names.get(by.template)!.outputs!.artifacts!.map((each) => each.name)).toContain(
                  artifact,
                );
              }
            }
          expect([...reached].sort()).toEqual([...names.keys()].sort());
          const known = new Set(spec.arguments.parameters.map((each) => each.name));
          for (const [, used] of JSON.stringify(spec).matchAll(/workflow\.parameters\.([\w-]+)/g))
            expect(known).toContain(used);
        }
  });

  test('builds each target on a node with KVM, with the memory and processors of the largest', () => {
    const workflow = read(images(SHOP)[0]!);
    const [, targets] = template(workflow, 'image').dag!.tasks;
    expect(targets).toMatchObject({ template: 'target', depends: 'check' });
    expect(targets!.withItems).toEqual([
      { target: 'shop-debian12', container: '{{workflow.parameters.image}}' },
      { target: 'shop-ubuntu24', container: '{{workflow.parameters.image}}' },
      { target: 'shop-centos7', container: 'debian:12' },
    ]);
    const { resources, source } = template(workflow, 'build').script!;
    expect(resources).toEqual({
      requests: { cpu: '3', memory: '5120Mi' },
      limits: { 'devices.kubevirt.io/kvm': '1' },
    });
    expect(source).toContain('packer build -timestamp-ui -only="shop.qemu.$VKC_TARGET" "$template"');
    expect(source).toContain('vkc verify "$VKC_TARGET"');
    expect(template(workflow, 'publish').script!.resources).toBeUndefined();
  });

  test('publishes only if the workflow says so, and only that pod knows the password', () => {
    const workflow = read(images(SHOP)[0]!);
    const [, [publish]] = template(workflow, 'target').steps as [Call[], [Call]];
    expect(publish.when).toBe('{{workflow.parameters.publish}} == true');
    const secrets = workflow.spec.templates.filter((each) => each.script?.env.some((one) => one.valueFrom));
    expect(secrets.map(({ name }) => name)).toEqual(['publish']);
    const value = (text: string) =>
      read(images(text)[0]!).spec.arguments.parameters.find(({ name }) => name === 'publish')?.value;
    expect(value(SHOP)).toBe('false');
    expect(value(SHOP.replace('package', 'ci { publish = protected }\n  package'))).toBe('true');
    expect(value(SHOP.replace('package', 'ci { publish = never }\n  package'))).toBeUndefined();
  });

  test('lets vkc build what is built on another image', () => {
    const text =
      'image base {\n  os = [debian12]\n  package jq\n}\nimage shop {\n  os = [debian12]\n  base = image.base\n  package tree\n}\n';
    const { source } = template(read(images(text).find(({ name }) => name === 'shop')!), 'build').script!;
    expect(source).toContain('vkc build --only "$VKC_TARGET" .');
    expect(source).not.toContain('packer build');
  });

  test('has scripts that bash reads', () => {
    for (const name of examples)
      for (const image of compileExample(name).result.images)
        for (const { script } of read(image).spec.templates) {
          if (script === undefined) continue;
          const { status, stderr } = spawnSync('bash', ['-n'], { input: script.source, encoding: 'utf8' });
          expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
          // Argo would put something in its place.
          expect(script.source).not.toContain('{{');
        }
  });

  test('is written into the tree in place of a pipeline for GitLab', () => {
    const { images: all, diagnostics } = compileText(
      SHOP.replace('package', 'ci { pipeline = argo }\n  package'),
      {
        rules: noRules,
      },
    );
    expect(diagnostics).toEqual([]);
    expect(all[0]!.ci.pipeline).toBe('argo');
  });
});
