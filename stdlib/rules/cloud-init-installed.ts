import { installedPackages } from './shared/evidence.ts';
import { rule } from '../../compiler/sdk/rule.ts';
import { missingPackage } from './shared/contents.ts';

export default rule({
  id: 'cloud-init-installed',
  topic: 'requirements',
  severity: 'error',
  title: 'Cloud-init is in every image.',
  message: '{what}, and an image without cloud-init gets no keys, no network settings and no user data.',
  help: 'Install it in `vm_init`, which does so unless a role of that name takes its place.',
  why: 'The platform sets up each new machine through cloud-init: the key to log in with, the network, the user’s own script.',
  sources: ['cloud-init'],
  *check(context) {
    yield* missingPackage(context, ['cloud-init']);
  },
  *evidence(context) {
    yield* installedPackages(context, 'cloud-init');
  },
  wrong: 'image a {\n  os = [debian12]\n  «package cloud-init» { state = absent }\n}\n',
  right: 'image a {\n  os = [debian12]\n  package jq\n}\n',
});
