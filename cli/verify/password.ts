import { randomBytes } from 'node:crypto';
import type { Machine } from '../machine/machine.ts';
import { isProblem } from '../machine/outcome.ts';

/**
 * Sets a password for the admin user through the guest agent, as the platform does for a user who lost access, and logs in
 * with it. Returns what is wrong; null if nothing is. From then on the account has a password.
 */
export async function passwordProblem(
  machine: Pick<Machine, 'agent' | 'ssh'>,
  user: string,
): Promise<string | null> {
  // With signs of all kinds, so that no rule on passwords refuses it.
  const password = `${randomBytes(18).toString('base64url')}.aA1`;
  const request = {
    execute: 'guest-set-user-password',
    arguments: { username: user, password: Buffer.from(password).toString('base64'), crypted: false },
  };
  const answers = await machine.agent([request], 0);
  if (isProblem(answers)) return answers.problem;
  const error = answers.value[0]?.error;
  if (error !== undefined) return `the agent refuses: ${error.desc ?? 'it does not say why'}`;
  const login = await machine.ssh(`su - ${user} -c 'id -un'`, { input: `${password}\n` });
  if (login.code === 0 && login.stdout.trim().split('\n').at(-1) === user) return null;
  const said = `${login.stderr}\n${login.stdout}`.replace(/^Password:\s*/m, '').trim();
  return `the agent set it, but it does not let ${user} in: ${said || `exit code ${login.code}`}`;
}
