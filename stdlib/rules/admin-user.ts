import { properties } from './shared/evidence.ts';
import { rule } from '../../compiler/sdk/rule.ts';

export default rule({
  id: 'admin-user',
  topic: 'requirements',
  severity: 'error',
  title: 'The admin user of the metadata is that of the base image.',
  message: '`os_admin_user` is `{found}`, while the admin user of {title} is `{user}`.',
  help: 'Leave `os_admin_user` out: it is derived from the system.',
  why: 'The platform puts keys and passwords into the account that the metadata name, and Packer logs in with the one that the base image has.',
  sources: ['required-metadata', 'ssh-never-answers', 'check-1'],
  *check({ target: { os, metadata } }) {
    const found = metadata.get('os_admin_user');
    if (found === undefined || found.value === os.user) return;
    yield { span: found.origin, params: { found: found.value, title: os.title, user: os.user } };
  },
  *evidence(context) {
    yield* properties(context, ['os_admin_user']);
  },
  wrong: 'image a {\n  os = [debian12]\n  metadata { os_admin_user = «"ubuntu"» }\n  package jq\n}\n',
  right: 'image a {\n  os = [debian12]\n  metadata { os_admin_user = "debian" }\n  package jq\n}\n',
});
