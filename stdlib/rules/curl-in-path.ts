import { installedPackages } from './shared/evidence.ts';
import { bootRule } from '../../compiler/sdk/rule.ts';

export default bootRule({
  id: 'curl-in-path',
  topic: 'requirements',
  title: 'Curl is in PATH.',
  why: 'The platform’s agent is fetched with curl when a machine is deployed.',
  sources: ['curl'],
  *verify() {
    yield {
      title: 'Curl is in PATH',
      look: 'curl --version',
      that: ['seen.rc == 0'],
      found: '{{ (seen.stdout ~ seen.stderr) | trim }}',
    };
  },
  *evidence(context) {
    yield* installedPackages(context, 'curl', 'curl-minimal');
  },
});
