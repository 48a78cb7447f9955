"""Runs in a booted image as root and prints what there is, as JSON. It judges nothing."""

import glob
import json
import os
import subprocess
import time


def run(*command):
    """Exit code and output of a command; a command that is not there is exit code 127."""
    try:
        done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=300, text=True)
    except FileNotFoundError:
        return {"code": 127, "output": "not found"}
    return {"code": done.returncode, "output": done.stdout.strip()}


def read(path):
    try:
        with open(path, encoding="utf-8", errors="replace") as file:
            return file.read().strip()
    except OSError:
        return None


def lines(path):
    return (read(path) or "").splitlines()


def words(*command):
    return run(*command)["output"].split()


def find(*names):
    """Files by name, anywhere but in the file systems of the kernel."""
    found = []
    for folder, folders, files in os.walk("/"):
        if folder == "/":
            folders[:] = [name for name in folders if name not in ("proc", "sys", "dev", "run")]
        found += [os.path.join(folder, name) for name in files if name in names]
    return sorted(found)


def unit(name):
    return {"enabled": words("systemctl", "is-enabled", name)[:1], "active": words("systemctl", "is-active", name)[:1]}


# First of all: what follows asks for a machine that has come up entirely.
cloud_init = run("cloud-init", "status", "--wait")
# Ubuntu upgrades itself soon after the boot, which may take longer than anybody waits; until then systemd calls the machine "starting".
for _ in range(300):
    jobs = [line.split()[1] for line in run("systemctl", "list-jobs", "--plain", "--no-legend")["output"].splitlines() if line[:1].isdigit()]
    if not [name for name in jobs if not name.startswith("apt-daily")]:
        break
    time.sleep(1)
system = run("systemctl", "is-system-running")

release = os.uname().release
with open("/etc/shadow", encoding="utf-8") as shadow:
    passwords = [line.split(":")[:2] for line in shadow]

print(
    json.dumps(
        {
            "cloud_init": cloud_init,
            "cloud_init_result": json.loads(read("/run/cloud-init/result.json") or "{}").get("v1", {}),
            "instances": sorted(os.listdir("/var/lib/cloud/instances")),
            "system": "running" if jobs and system["output"] == "starting" else system["output"],
            "failed_units": run("systemctl", "list-units", "--failed", "--plain", "--no-legend")["output"],
            "active_services": sorted(
                line.split()[0]
                for line in run(
                    "systemctl", "list-units", "--type=service", "--state=running", "--plain", "--no-legend"
                )["output"].splitlines()
            ),
            "init": read("/proc/1/comm"),
            "curl": run("curl", "--version"),
            "units": {
                name: unit(name)
                for name in ["ssh", "sshd", "ssh.socket", "qemu-guest-agent", "ufw", "firewalld", "nftables", "iptables"]
            },
            "drivers": sorted(os.listdir("/sys/bus/virtio/drivers")),
            "virtiofs_shipped": bool(glob.glob(f"/lib/modules/{release}/**/virtiofs.ko*", recursive=True)),
            "virtiofs": run("modprobe", "virtiofs"),
            "passwords": passwords,
            "authorized_keys": {path: lines(path) for path in find("authorized_keys", "authorized_keys2")},
            "histories": find(
                ".bash_history", ".zsh_history", ".python_history", ".lesshst", ".viminfo", ".sh_history", ".wget-hsts"
            ),
            "leftovers": sorted(
                path
                for pattern in [
                    "/root/.ansible",
                    "/home/*/.ansible",
                    "/tmp/ansible*",
                    "/var/tmp/ansible*",
                    "/root/anaconda-ks.cfg",
                    "/var/tmp/token",
                    "/var/cache/apt/archives/*.deb",
                    "/var/cache/dnf/*/packages/*.rpm",
                ]
                for path in glob.glob(pattern)
            ),
            "listening": sorted(
                {line.split()[3] for line in run("ss", "--tcp", "--listening", "--numeric", "--no-header")["output"].splitlines()}
            ),
            "command_line": read("/proc/cmdline"),
            "console": read("/sys/class/tty/console/active"),
            "machine_id": read("/etc/machine-id"),
            "dbus_machine_id": read("/var/lib/dbus/machine-id"),
            "host_keys": [" ".join(line.split()[:2]) for path in sorted(glob.glob("/etc/ssh/ssh_host_*_key.pub")) for line in lines(path)],
            "journals": sorted(os.listdir("/var/log/journal")) if os.path.isdir("/var/log/journal") else [],
            "build_machine_id": read("/var/lib/witness/machine-id"),
            "build_host_keys": [" ".join(line.split()[:2]) for line in lines("/var/lib/witness/host-keys")],
            "hostname": os.uname().nodename,
            "interfaces": {path.split("/")[4]: read(path) for path in glob.glob("/sys/class/net/e*/address")},
            "root_bytes": os.statvfs("/").f_blocks * os.statvfs("/").f_frsize,
            "disk_bytes": int(read("/sys/block/vda/size")) * 512,
            "packages": [name for name in words("rpm", "--query", "--all", "--queryformat", "%{NAME}\\n")]
            if os.path.exists("/etc/redhat-release")
            else words("dpkg-query", "--show", "--showformat", "${Package}\\n"),
        }
    )
)
