import { installedPackages } from './shared/evidence.ts';
import { rule } from '../../compiler/sdk/rule.ts';
import { missingPackage } from './shared/contents.ts';

export default rule({
  id: 'curl-installed',
  topic: 'requirements',
  severity: 'error',
  title: 'Curl is in every image.',
  message: '{what}, and the platform fetches its agent with curl.',
  help: 'Install it in `vm_init`, which does so unless a role of that name takes its place.',
  why: 'The platform’s agent is downloaded with curl when a machine starts; without it the agent is missing, and with it monitoring and password resets.',
  sources: ['curl', 'check-19'],
  *check(context) {
    // Releases from 9 on have the smaller one, which has the same command.
    yield* missingPackage(context, ['curl', 'curl-minimal']);
  },
  *evidence(context) {
    yield* installedPackages(context, 'curl', 'curl-minimal');
  },
  wrong: 'image a {\n  os = [debian12]\n  «package curl» { state = absent }\n}\n',
  right: 'image a {\n  os = [debian12]\n  package jq\n}\n',
});
