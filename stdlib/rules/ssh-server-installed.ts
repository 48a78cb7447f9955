import { installedPackages } from './shared/evidence.ts';
import { rule } from '../../compiler/sdk/rule.ts';
import { missingPackage } from './shared/contents.ts';

export default rule({
  id: 'ssh-server-installed',
  topic: 'requirements',
  severity: 'error',
  title: 'An SSH server is in every image.',
  message: '{what}, and there is no way into a machine without an SSH server.',
  help: 'Install `openssh-server` in `vm_init`, which does so unless a role of that name takes its place.',
  why: 'Packer builds the image over SSH, and whoever starts a machine from it logs in over SSH.',
  sources: ['ssh-server', 'ssh-never-answers'],
  *check(context) {
    yield* missingPackage(context, ['openssh-server']);
  },
  *evidence(context) {
    yield* installedPackages(context, 'openssh-server');
  },
  wrong: 'image a {\n  os = [debian12]\n  «package openssh-server» { state = absent }\n}\n',
  right: 'image a {\n  os = [debian12]\n  package jq\n}\n',
});
