import { EMULATED_CPU } from '../../compiler/model/hardware.ts';
import type { Architecture } from '../../compiler/model/hardware.ts';
import type { Accelerator } from '../host/kvm.ts';

/** Files of UEFI firmware. */
export interface Firmware {
  readonly code: string;
  /** Its variables with the keys of Secure Boot, which the machine writes to; null without Secure Boot. */
  readonly variables: string | null;
}

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
  readonly arch: Architecture;
  /** What it starts with; null for BIOS. */
  readonly firmware: Firmware | null;
}

export function qemuArguments(machine: Hardware): string[] {
  const { accelerator, memory } = machine;
  const forward = `hostfwd=tcp:127.0.0.1:${machine.port}-:22`;
  const options: readonly (readonly string[])[] = [
    ...machineAndFirmware(machine),
    // Current systems do not start on QEMU's default CPU.
    ['-cpu', accelerator === 'kvm' ? 'host' : EMULATED_CPU[machine.arch]],
    ['-smp', '2', '-m', String(memory)],
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

function machineAndFirmware({ arch, accelerator, firmware }: Hardware): string[][] {
  const accel = `accel=${accelerator}`;
  if (firmware === null) return [['-machine', `pc,${accel}`]];
  const { code, variables } = firmware;
  if (variables === null)
    return [
      ['-machine', `${arch === 'arm64' ? 'virt' : 'pc'},${accel}`],
      ['-bios', code],
    ];
  const flash = (name: string, file: string, more = '') =>
    `node-name=${name},driver=raw${more},file.driver=file,file.filename=${comma(file)}`;
  return [
    // Without the system management mode the guest itself could write the keys.
    ['-machine', `q35,smm=on,${accel},pflash0=code,pflash1=variables`],
    ['-global', 'driver=cfi.pflash01,property=secure,value=on'],
    ['-blockdev', flash('code', code, ',read-only=on')],
    ['-blockdev', flash('variables', variables)],
  ];
}

/** QEMU reads a doubled comma as a comma within a value. */
const comma = (text: string): string => text.replaceAll(',', ',,');
