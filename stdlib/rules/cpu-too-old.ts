import { rule } from '../../compiler/sdk/rule.ts';

/** QEMU’s models by the level that they reach. */
const FIRST: ReadonlySet<string> = new Set([
  'qemu64',
  'kvm64',
  'core2duo',
  'coreduo',
  'conroe',
  'penryn',
  'phenom',
  'athlon',
  'n270',
  'pentium',
  'opteron_g1',
  'opteron_g2',
  'opteron_g3',
]);
const SECOND: ReadonlySet<string> = new Set([
  'nehalem',
  'westmere',
  'sandybridge',
  'ivybridge',
  'opteron_g4',
  'opteron_g5',
]);

export default rule({
  id: 'cpu-too-old',
  topic: 'build',
  builders: ['qemu'],
  severity: 'error',
  title: 'The CPU of the build has what the system needs.',
  message: '{title} does not start on the CPU model `{model}`: it needs x86-64-v{level}.',
  help: 'Leave `cpu_model` out: the tree takes the host’s CPU, or all that QEMU can emulate.',
  why: 'Releases 9 and 10 of the Red Hat family are compiled for newer processors; on older ones the kernel panics or init dies, and Packer waits for SSH until its timeout.',
  sources: ['check-22', 'cpu-level-of-enterprise-linux-9'],
  *check({ target: { build, os } }) {
    const model = build.cpu_model;
    if (model === null || os.family.ansible !== 'RedHat') return;
    const release = Number.parseInt(os.release, 10);
    const level = release >= 10 ? 3 : release === 9 ? 2 : 1;
    const name = model.value
      .split(',')[0]!
      .replace(/-v\d+$|-IBRS$/g, '')
      .toLowerCase();
    const has = FIRST.has(name) ? 1 : SECOND.has(name) ? 2 : 3;
    if (has < level)
      yield { span: model.origin, params: { title: os.title, model: model.value, level: String(level) } };
  },
  wrong: 'image a {\n  os = [almalinux9]\n  build { cpu_model = «"qemu64"» }\n  package jq\n}\n',
  right: 'image a {\n  os = [almalinux9]\n  build { cpu_model = "Nehalem" }\n  package jq\n}\n',
});
