import { bootRule } from '../../compiler/sdk/rule.ts';

export default bootRule({
  id: 'no-development-tools',
  topic: 'security',
  title: 'No compilers and debuggers are left in the image.',
  why: 'They make an attacker’s work easier and the image larger.',
  sources: ['no-development-tools', 'small-attack-surface', 'check-31'],
  *verify() {
    yield {
      title: 'No compilers and debuggers are left',
      look: 'for tool in cc gcc g++ clang make gdb gdbserver strace ltrace bpftrace valgrind; do command -v $tool; done',
      that: ["seen.stdout | trim == ''"],
      found: "{{ seen.stdout_lines | join(', ') }}",
    };
  },
});
