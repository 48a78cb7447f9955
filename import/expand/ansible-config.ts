import type { Tree } from '../read/tree.ts';

/** What a configuration of Ansible says that changes what tasks do. */
export interface AnsibleConfig {
  readonly become: boolean;
  readonly becomeUser: string | null;
  readonly becomeMethod: string | null;
  /** Maps of the same name become one, key by key. */
  readonly mergesMaps: boolean;
}

export function ansibleConfig(tree: Tree, file: string | null): AnsibleConfig {
  const text = file === null ? '' : (tree.text(file) ?? '');
  const value = (name: string): string | null =>
    new RegExp(`^[ \\t]*${name}[ \\t]*[=:][ \\t]*([^#;\\r\\n]*)`, 'im').exec(text)?.[1]?.trim() ?? null;
  const isYes = (name: string) => /^(true|yes|on|1)$/i.test(value(name) ?? '');
  return {
    become: isYes('become'),
    becomeUser: value('become_user'),
    becomeMethod: value('become_method'),
    mergesMaps: value('hash_behaviour') === 'merge',
  };
}
