import type { Accelerator } from '../host/kvm.ts';

/** A machine as the cloud starts it: virtio devices, a serial console, a port for the guest agent. */
export interface Hardware {
  readonly disk: string;
  readonly seed: string;
  readonly console: string;
  /** Socket paths of the monitor and of the guest agent's port. */
  readonly monitor: string;
  readonly agent: string;
  readonly accelerator: Accelerator;
  /** In MiB. */
  readonly memory: number;
  readonly mac: string;
  /** Port on the host's loopback interface that is forwarded to ssh in the machine. */
  readonly port: number;
  /** Path of the UEFI firmware; null for BIOS. */
  readonly firmware: string | null;
}

export function qemuArguments(machine: Hardware): string[] {
  const { accelerator, memory, firmware } = machine;
  const forward = `hostfwd=tcp:127.0.0.1:${machine.port}-:22`;
  const options: readonly (readonly string[])[] = [
    ['-machine', `pc,accel=${accelerator}`],
    // Current systems do not start on QEMU's default CPU.
    ['-cpu', accelerator === 'kvm' ? 'host' : 'max'],
    ['-smp', '2', '-m', String(memory)],
    firmware === null ? [] : ['-bios', firmware],
    ['-display', 'none', '-monitor', 'none', '-no-user-config'],
    ['-serial', `file:${machine.console}`],
    ['-qmp', `unix:${machine.monitor},server=on,wait=off`],
    // The written data is thrown away afterwards, so it need not be safe.
    ['-drive', `file=${comma(machine.disk)},if=virtio,format=qcow2,cache=unsafe`],
    ['-drive', `file=${comma(machine.seed)},if=virtio,format=raw,readonly=on`],
    ['-netdev', `user,id=net0,${forward}`],
    ['-device', `virtio-net-pci,netdev=net0,mac=${machine.mac}`],
    ['-chardev', `socket,id=agent,path=${comma(machine.agent)},server=on,wait=off`],
    ['-device', 'virtio-serial', '-device', 'virtserialport,chardev=agent,name=org.qemu.guest_agent.0'],
    ['-device', 'virtio-rng-pci'],
  ];
  return options.flat();
}

/** QEMU reads a doubled comma as a comma within a value. */
const comma = (text: string): string => text.replaceAll(',', ',,');
