/** A line of `packer build -machine-readable` that is meant for people. */
export interface PackerMessage {
  /**
   * `say` begins a step, `message` belongs to a step, and `error` is an error message or a line of standard
   * error.
   */
  readonly kind: 'say' | 'message' | 'error';
  /** The text without the build name that Packer puts before it. It may have several lines. */
  readonly text: string;
}

/** Returns null for a line that is not meant for people. */
export function parsePackerLine(line: string): PackerMessage | null {
  const [, , type, kind, ...data] = line.split(',');
  if (type !== 'ui' || (kind !== 'say' && kind !== 'message' && kind !== 'error')) {
    // A line in another format bypassed Packer's own output, and is shown unchanged.
    return type === undefined || !/^\d+$/.test(line.split(',', 1)[0]!)
      ? { kind: 'message', text: line }
      : null;
  }
  const text = data
    .join(',')
    .replaceAll('%!(PACKER_COMMA)', ',')
    .replace(/\\([nr])/g, (_, letter) => (letter === 'n' ? '\n' : ''));
  return {
    kind,
    text: text.replace(/^(?:==> |--> | {4})[^\n]*?\.(?:qemu|openstack)\.[^\s:]+(?: \([\w-]+\))?: ?/, ''),
  };
}

/** The phases of a build, in order. */
export const phases = ['prepare', 'boot', 'provision', 'shutdown', 'convert', 'export'] as const;
export type Phase = (typeof phases)[number];

/** The titles of the phases. */
export const phaseTitles: Readonly<Record<Phase, string>> = {
  prepare: 'base image',
  boot: 'boot',
  provision: 'provision',
  shutdown: 'shut down',
  convert: 'convert',
  export: 'export',
};

/** Returns the host port that is forwarded to ssh, if the message contains it; otherwise null. */
export function sshPort({ text }: PackerMessage): string | null {
  return /^Found port for communicator .*: (\d+)/.exec(text)?.[1] ?? null;
}

const BEGINNINGS: readonly (readonly [RegExp, Phase])[] = [
  [/^(?:Starting VM|Launching server)\b/, 'boot'],
  [/^Provisioning with\b/, 'provision'],
  [/^(?:(?:Gracefully halting|Halting the) virtual machine|Stopping server)/, 'shutdown'],
  [/^(?:Converting hard drive|Creating the image)/, 'convert'],
  [/^Running post-processor/, 'export'],
];

/** Returns the phase that a message begins, or null. */
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
  [/^Loading flavor/, 'looking for the flavor'],
  [/^Creating temporary keypair/, 'making a key pair'],
  [/^Creating volume/, 'making the volume'],
  [/^Waiting for server to become ready/, 'waiting for the instance'],
  [/^Creating floating IP/, 'making an address'],
  [/^Waiting for image/, 'waiting for the image'],
  [/^Waiting for SSH to become available/, 'waiting for ssh'],
  [/^Connected to SSH/, 'connected'],
  [/^Executing Ansible/, 'starting Ansible'],
  [/^Running post-processor:.*\(type ([\w-]+)\)/, '$1'],
  [/^Running post-processor: ([\w-]+)/, '$1'],
];

/** Returns a short name of the step that a message begins; null if it begins none. */
export function stepBegun({ kind, text }: PackerMessage): string | null {
  if (kind !== 'say') return null;
  for (const [expression, step] of STEPS) {
    const found = expression.exec(text);
    if (found !== null) return step.replace('$1', (found[1] ?? '').replace(/\?checksum=.*$/, ''));
  }
  return null;
}
