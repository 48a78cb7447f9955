/** A text that somebody pastes, as the files of a small tree. */
export function snippetFiles(text: string): {
  readonly files: Readonly<Record<string, string>>;
  readonly whole: boolean;
  /** Lines that stand before those of the text. */
  readonly before: number;
} {
  if (/^\s*\{/.test(text)) return { files: { 'template.json': text }, whole: true, before: 0 };
  if (/^\s*(source|build|variable|locals|packer)\b[^:\n]*\{/m.test(text))
    return { files: { 'template.pkr.hcl': text }, whole: true, before: 0 };
  if (/^\s*provisioner\s+"/m.test(text))
    return {
      files: {
        'template.pkr.hcl': `build {\n  source "qemu.ubuntu-24" {\n    name = "image"\n  }\n${text}\n}\n`,
      },
      whole: false,
      before: 4,
    };
  if (/^-?\s*(- )?hosts\s*:/m.test(text)) return { files: { 'playbook.yml': text }, whole: true, before: 0 };
  const list = /^\s*-\s/.test(text.replace(/^(\s*(#.*)?\n|---.*\n)*/, ''))
    ? text
    : `- ${text.trim().replace(/\n/g, '\n  ')}\n`;
  const tasks = list.replace(/^---.*$/m, '').replace(/^(?=.)/gm, '    ');
  return {
    files: { 'playbook.yml': `- hosts: default\n  become: true\n  gather_facts: false\n  tasks:\n${tasks}` },
    whole: false,
    before: 4,
  };
}

/** The resources of an image without the image. */
export function snippetText(source: string, format: (text: string) => string): string {
  const lines = source.trimEnd().split('\n');
  const end = lines.findIndex((line) => line === '}');
  const body = lines
    .slice(1, end < 0 ? undefined : end)
    .filter(
      (line) => !/^ {2}(os|sources)\s+=/.test(line) && !/^ {2}# playbook\.yml:1: no template/.test(line),
    );
  const inside = format(`role snippet {\n${body.join('\n')}\n}\n`)
    .trimEnd()
    .split('\n')
    .slice(1, -1);
  return `${inside
    .map((line) => line.replace(/^ {2}/, ''))
    .join('\n')
    .trim()}\n`;
}
