/** Whether a text is the address of a Git repository that everybody may read in the tree: it holds no password. */
export function gitAddress(text: string): boolean {
  if (/^(?:git\+)?https?:\/\/[^\s@]+$/.test(text)) return true;
  return (
    /^(?:git\+)?ssh:\/\/[\w.-]+@[^\s@:]+(?::\d+)?\/\S+$/.test(text) ||
    /^[\w.-]+@[\w.-]+:(?!\/\/)\S+$/.test(text)
  );
}

export const GIT_RULE =
  'The address of a Git repository has no password in it: `https://git.example.org/roles/base.git` or `git@git.example.org:roles/base.git`.';

/** Whether a version of a repository stays what it is: a tag of a release, or a commit. */
export const isPinned = (version: string): boolean =>
  /^(?:v?\d+(?:\.\d+)*(?:[-+._]\w+)*|[\w-]+-v?\d+(?:\.\d+)+|[0-9a-f]{40}|[0-9a-f]{64})$/.test(version);
