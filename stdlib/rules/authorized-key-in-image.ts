import { cleaning } from './shared/evidence.ts';
import { rule } from '../../compiler/sdk/rule.ts';
import user from '../resources/user.ts';
import type { Resource } from '../../compiler/model/ir.ts';
import type { PlacedResource } from '../../compiler/sdk/rule.ts';
import download from '../resources/download.ts';
import task from '../resources/task.ts';
import { runCommands, writtenOf } from './shared/bash-lines.ts';

const KEYS = /\/authorized_keys2?$/;
const PUBLIC = /^[^#\n]*\b(ssh-(rsa|ed25519|dss)|ecdsa-sha2-|sk-(ssh|ecdsa)-)/m;

export default rule({
  id: 'authorized-key-in-image',
  topic: 'security',
  severity: 'error',
  title: 'Nobody’s SSH key is in the image.',
  message: '{what} {how} an SSH key, so its owner can log in to every machine of this image.',
  help: 'Leave keys to cloud-init, which puts those of whoever deploys a machine into the admin user’s account.',
  why: 'A key in the image of a marketplace opens the machines of all customers to one person, for as long as these machines are there.',
  sources: ['no-credentials', 'no-secrets-in-the-image', 'check-27'],
  *check(context) {
    // What `cleanup` takes away again is in no image.
    const left = ({ phase, resource: { origin } }: PlacedResource) =>
      context.contents[phase].files.some(
        ({ path, origin: by }) =>
          path.endsWith('/authorized_keys') && by.start === origin.start && by.file === origin.file,
      );
    for (const at of context.resources(user)) {
      const [key] = at.attributes.ssh_keys?.items ?? [];
      if (key === undefined || !left(at)) continue;
      const params = { what: `The user \`${at.resource.label}\``, how: 'has' };
      yield { at, span: key.origin, params };
    }
    const told = new Set<Resource>();
    for (const { at, path, text, span } of writtenOf(context)) {
      if (!KEYS.test(path) || !PUBLIC.test(text) || told.has(at.resource)) continue;
      told.add(at.resource);
      yield { at, span, params: { what: `\`${path}\``, how: 'holds' } };
    }
    for (const at of context.resources(download)) {
      const { label } = at.resource;
      if (KEYS.test(label)) yield { at, params: { what: `\`${label}\``, how: 'gets' } };
    }
    for (const at of context.resources(task)) {
      const { module, args } = at.attributes;
      const key = args?.entries.get('key');
      const gone = args?.entries.get('state');
      if (!module.value.endsWith('.authorized_key') || (gone?.type === 'string' && gone.value === 'absent'))
        continue;
      yield { at, span: key?.origin ?? null, params: { what: 'This task', how: 'writes' } };
    }
    for (const { at, span, command } of runCommands(context)) {
      const fetches = command.writes.some(({ path, text }) => text === null && KEYS.test(path));
      const named = /^(ssh-import-id(-gh|-lp)?|ssh-copy-id)$/.test(command.words[0] ?? '');
      if ((!fetches && !named) || told.has(at.resource) || at.phase === 'start') continue;
      told.add(at.resource);
      yield { at, span, params: { what: 'This command', how: 'writes' } };
    }
  },
  *evidence(context) {
    yield* cleaning(context, /authorized_keys/);
  },
  wrong:
    'image a {\n  os = [debian12]\n  user deploy {\n    ssh_keys = [«"ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJ1cTkqXW0gGb0lO8fJ1q6rYpJ3t2zq0uT7oN5dVYxkL deploy"»]\n  }\n}\n',
  right: 'image a {\n  os = [debian12]\n  user deploy { groups = ["adm"] }\n}\n',
});
