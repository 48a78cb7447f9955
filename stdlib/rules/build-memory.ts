import { rule } from '../../compiler/sdk/rule.ts';
import { formatSize } from '../../compiler/model/text.ts';

export default rule({
  id: 'build-memory',
  topic: 'build',
  builders: ['qemu'],
  severity: 'warning',
  title: 'The build has memory enough for the package manager.',
  message: 'The build has {size} of memory, and apt and dnf want 1G.',
  help: 'Leave `memory` out, for 2G, or write `memory = 1G` at least.',
  why: 'A package manager that runs out of memory is killed in the middle of an installation.',
  sources: ['check-9'],
  *check({ target: { build } }) {
    const { memory } = build;
    if (memory !== null && memory.value < 1024 ** 3)
      yield { span: memory.origin, params: { size: formatSize(memory.value) } };
  },
  *evidence({ target }) {
    const { memory } = target.build;
    if (memory !== null) yield { what: `\`memory = ${formatSize(memory.value)}\``, span: memory.origin };
  },
  wrong: 'image a {\n  os = [debian12]\n  build { memory = «512M» }\n  package jq\n}\n',
  right: 'image a {\n  os = [debian12]\n  build { memory = 1G }\n  package jq\n}\n',
});
