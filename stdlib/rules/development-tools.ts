import { rule } from '../../compiler/sdk/rule.ts';
import { bringing } from './shared/contents.ts';
import { labelText } from './shared/label-text.ts';

const TOOLS =
  /^(build-essential|gcc|gcc-\d+|gcc-c\+\+|g\+\+|g\+\+-\d+|clang|clang-\d+|make|cmake|autoconf|automake|gdb|strace|ltrace|valgrind|linux-headers-.+|kernel-devel.*|@development.*|@"?Development Tools"?|.+-dev|.+-devel)$/i;

export default rule({
  id: 'development-tools',
  topic: 'security',
  severity: 'warning',
  title: 'No compiler and no debugger stays in the image.',
  message: '`{name}` stays in the image, and it is a tool for development.',
  help: 'Remove it when it has done its work: `package {label} { state = absent }` in a later role. Where the service itself needs it, say so with `allow development-tools { reason = "…" }`.',
  why: 'Whoever gets into a machine would find there what it takes to build and inject code. The marketplace asks for images without development tools and debuggers.',
  sources: ['no-development-tools', 'the-image-is-too-large', 'small-attack-surface', 'check-31'],
  *check(context) {
    for (const each of context.contents.provision.packages) {
      if (each.state === 'absent' || !TOOLS.test(each.name)) continue;
      const at = bringing(context, each, each.name);
      yield {
        ...(at === undefined ? { span: each.origin } : { at, span: at.resource.head }),
        params: { name: each.name, label: labelText(each.name) },
      };
    }
  },
  wrong: 'image a {\n  os = [debian12]\n  package [jq, «build-essential»]\n}\n',
  right: 'image a {\n  os = [debian12]\n  package jq\n}\n',
});
