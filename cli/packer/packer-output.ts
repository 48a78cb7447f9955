/** One line of `packer build -machine-readable` that is for people. */
export interface PackerMessage {
  /** `say` begins a step, `message` belongs to one, `error` is either or a program's standard error. */
  readonly kind: 'say' | 'message' | 'error';
  /** Without the name of the build that Packer puts before it. May have several lines. */
  readonly text: string;
}

/** Null for lines that are not for people. */
export function parsePackerLine(line: string): PackerMessage | null {
  const [, , type, kind, ...data] = line.split(',');
  if (type !== 'ui' || (kind !== 'say' && kind !== 'message' && kind !== 'error')) {
    // What is no message at all was said past Packer's own output, and is told as it is.
    return type === undefined || !/^\d+$/.test(line.split(',', 1)[0]!)
      ? { kind: 'message', text: line }
      : null;
  }
  const text = data
    .join(',')
    .replaceAll('%!(PACKER_COMMA)', ',')
    .replace(/\\([nr])/g, (_, letter) => (letter === 'n' ? '\n' : ''));
  return { kind, text: text.replace(/^(?:==> |--> | {4})[^\n]*?\.qemu\.[^\s:]+(?: \([\w-]+\))?: ?/, '') };
}

/** The parts of a build, in their order. */
export const phases = ['prepare', 'boot', 'provision', 'shutdown', 'convert', 'export'] as const;
export type Phase = (typeof phases)[number];

/** How they are called. */
export const phaseTitles: Readonly<Record<Phase, string>> = {
  prepare: 'base image',
  boot: 'boot',
  provision: 'provision',
  shutdown: 'shut down',
  convert: 'convert',
  export: 'export',
};

/** The port of the host that leads to the machine's SSH server, if this message says it. */
export function sshPort({ text }: PackerMessage): string | null {
  return /^Found port for communicator .*: (\d+)/.exec(text)?.[1] ?? null;
}

const BEGINNINGS: readonly (readonly [RegExp, Phase])[] = [
  [/^Starting VM\b/, 'boot'],
  [/^Provisioning with\b/, 'provision'],
  [/^(?:Gracefully halting|Halting the) virtual machine/, 'shutdown'],
  [/^Converting hard drive/, 'convert'],
  [/^Running post-processor/, 'export'],
];

/** The phase that a message begins, or null. */
export function phaseBegun({ kind, text }: PackerMessage): Phase | null {
  if (kind !== 'say') return null;
  return BEGINNINGS.find(([expression]) => expression.test(text))?.[1] ?? null;
}

const STEPS: readonly (readonly [RegExp, string])[] = [
  [/^Retrieving ISO/, 'looking for it'],
  [/^Trying (https?:.*)/, 'downloading $1'],
  [/^Copying hard (?:drive|disk)/, 'copying it'],
  [/^Creating CD disk/, 'making the seed'],
  [/^Resizing hard drive/, 'giving it its size'],
  [/^Waiting for SSH to become available/, 'waiting for ssh'],
  [/^Connected to SSH/, 'connected'],
  [/^Executing Ansible/, 'starting Ansible'],
  [/^Running post-processor:.*\(type ([\w-]+)\)/, '$1'],
  [/^Running post-processor: ([\w-]+)/, '$1'],
];

/** What a message says is being done, in short; null where it says nothing new. */
export function stepBegun({ kind, text }: PackerMessage): string | null {
  if (kind !== 'say') return null;
  for (const [expression, step] of STEPS) {
    const found = expression.exec(text);
    if (found !== null) return step.replace('$1', (found[1] ?? '').replace(/\?checksum=.*$/, ''));
  }
  return null;
}
