import { bootRule } from '../../compiler/sdk/rule.ts';

export default bootRule({
  id: 'no-private-keys',
  topic: 'security',
  title: 'No private keys or credentials are in the image.',
  why: 'What is in an image belongs to everyone who can start a machine from it.',
  sources: ['no-credentials', 'no-personal-data', 'no-secrets-in-the-image', 'check-27'],
  *verify() {
    yield {
      title: 'No private keys or credentials are left',
      look: 'grep -rIlE "BEGIN ([A-Z]+ )?PRIVATE KEY" /root /home /opt /srv 2>/dev/null; ls -d /root/.netrc /root/.git-credentials /root/.aws /root/.docker/config.json /home/*/.netrc /home/*/.git-credentials /home/*/.aws /home/*/.docker/config.json 2>/dev/null',
      that: ["seen.stdout | trim == ''"],
      found: "{{ seen.stdout_lines | join(', ') }}",
    };
  },
});
