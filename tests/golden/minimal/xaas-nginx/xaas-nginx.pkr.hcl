# xaas-nginx, made by vkc from minimal.vkimage. Edit that file, not this one.

variable "accelerator" {
  type        = string
  default     = "kvm"
  description = "kvm, or tcg where there is no hardware virtualisation."
}

variable "cpu_model" {
  type        = string
  default     = null
  description = "CPU that QEMU shows to the guest, in place of the image's own. Without one: host, or max under tcg."
}

variable "qemu_binary" {
  type        = string
  default     = null
  description = "QEMU to build with, where it has another name: /usr/libexec/qemu-kvm."
}

variable "headless" {
  type        = bool
  default     = true
  description = "Whether to build without a window that shows the console."
}

variable "disk_size" {
  type        = string
  default     = null
  description = "Size of the disk, such as 50G, in place of the image's own."
}

variable "memory" {
  type        = number
  default     = null
  description = "Memory of the build machine in MiB, in place of the image's own."
}

variable "cpus" {
  type        = number
  default     = null
  description = "Number of CPUs of the build machine, in place of the image's own."
}

variable "output_directory" {
  type        = string
  default     = "output"
  description = "Folder below which each target has its own for what is built."
}

variable "ubuntu_24_image" {
  type        = string
  default     = "https://cloud-images.ubuntu.com/noble/current/noble-server-cloudimg-amd64.img"
  description = "Cloud image of Ubuntu 24.04 LTS that is built upon: URL or path."
}

variable "ubuntu_24_checksum" {
  type        = string
  default     = "file:https://cloud-images.ubuntu.com/noble/current/SHA256SUMS"
  description = "Checksum of that image, such as sha256:… or file:…; none leaves it unchecked."
}

source "qemu" "ubuntu-24" {
  accelerator          = var.accelerator
  qemu_binary          = coalesce(var.qemu_binary, "qemu-system-x86_64")
  iso_url              = var.ubuntu_24_image
  iso_checksum         = var.ubuntu_24_checksum
  disk_image           = true
  disk_interface       = "virtio"
  disk_discard         = "unmap"
  disk_detect_zeroes   = "unmap"
  net_device           = "virtio-net"
  format               = "qcow2"
  disk_compression     = true
  headless             = var.headless
  cd_files             = ["seed/user-data", "seed/meta-data"]
  cd_label             = "cidata"
  ssh_username         = "ubuntu"
  ssh_private_key_file = "seed/id_ed25519"
  ssh_timeout          = "15m"
  shutdown_command     = "sudo -n shutdown -P now"
  qemuargs = [
    ["-cpu", coalesce(var.cpu_model, var.accelerator == "tcg" ? "max" : "host")],
    ["-netdev", "user,id=user.0,hostfwd=tcp:127.0.0.1:{{ .SSHHostPort }}-:22"],
    ["-device", "virtio-net,netdev=user.0"],
    ["-device", "virtio-serial"],
    ["-chardev", "null,id=guest_agent"],
    ["-device", "virtserialport,chardev=guest_agent,name=org.qemu.guest_agent.0"],
  ]
}

build {
  name = "xaas-nginx"

  source "qemu.ubuntu-24" {
    name             = "xaas-nginx"
    disk_size        = coalesce(var.disk_size, "10G")
    memory           = coalesce(var.memory, 2048)
    cpus             = coalesce(var.cpus, 2)
    output_directory = "${var.output_directory}/xaas-nginx"
    vm_name          = "xaas-nginx.qcow2"
  }

  provisioner "ansible" {
    playbook_file    = "./playbook/provision.yml"
    user             = build.User
    use_proxy        = false
    ansible_env_vars = ["ANSIBLE_CONFIG=./playbook/ansible.cfg", "ANSIBLE_SSH_COMMON_ARGS=-F /dev/null"]
  }

  post-processor "checksum" {
    checksum_types = ["sha256"]
    output         = "${var.output_directory}/xaas-nginx/xaas-nginx.qcow2.{{ .ChecksumType }}"
  }
}
