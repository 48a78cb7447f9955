import { bootRule } from '../../compiler/sdk/rule.ts';

export default bootRule({
  id: 'image-size',
  topic: 'build',
  title: 'The image has a reasonable size.',
  why: 'Larger images take long to upload and to start from; fifty gigabytes are the recommended limit.',
  sources: ['image-size', 'the-image-is-too-large'],
  *verify() {
    yield {
      title: 'The system takes up at most 50 GB',
      look: 'df --block-size=1G --output=used / | tail -n 1',
      that: ['seen.rc == 0', 'seen.stdout | int <= 50'],
      found: '{{ seen.stdout | trim }} GB',
    };
  },
});
