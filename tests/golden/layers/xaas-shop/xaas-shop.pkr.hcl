# xaas-shop, made by vkc from layers.vkimage. Edit that file, not this one.

variable "accelerator" {
  type        = string
  default     = "kvm"
  description = "kvm, or tcg where there is no hardware virtualisation."
}

variable "cpu_model" {
  type        = string
  default     = null
  description = "CPU that QEMU shows to the guest, in place of each target's own. Without one: host, or max under tcg."
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
  description = "Size of the disk, such as 50G, in place of each target's own."
}

variable "memory" {
  type        = number
  default     = null
  description = "Memory of the build machine in MiB, in place of each target's own."
}

variable "cpus" {
  type        = number
  default     = null
  description = "Number of CPUs of the build machine, in place of each target's own."
}

variable "output_directory" {
  type        = string
  default     = "output"
  description = "Folder below which each target has its own for what is built."
}

variable "company_base_debian12_image" {
  type        = string
  default     = "../company-base/output/company-base-debian12/company-base-debian12.qcow2"
  description = "Image company-base-debian12 that is built upon: URL or path."
}

variable "company_base_debian12_checksum" {
  type        = string
  default     = "none"
  description = "Checksum of that image, such as sha256:… or file:…; none leaves it unchecked."
}

variable "company_base_almalinux9_image" {
  type        = string
  default     = "../company-base/output/company-base-almalinux9/company-base-almalinux9.qcow2"
  description = "Image company-base-almalinux9 that is built upon: URL or path."
}

variable "company_base_almalinux9_checksum" {
  type        = string
  default     = "none"
  description = "Checksum of that image, such as sha256:… or file:…; none leaves it unchecked."
}

locals {
  seed = ["seed/user-data", "seed/meta-data"]
  qemuargs = [
    ["-cpu", coalesce(var.cpu_model, var.accelerator == "tcg" ? "max" : "host")],
    ["-netdev", "user,id=user.0,hostfwd=tcp:127.0.0.1:{{ .SSHHostPort }}-:22"],
    ["-device", "virtio-net,netdev=user.0"],
    ["-device", "virtio-serial"],
    ["-chardev", "null,id=guest_agent"],
    ["-device", "virtserialport,chardev=guest_agent,name=org.qemu.guest_agent.0"],
  ]
}

source "qemu" "company-base-debian12" {
  accelerator          = var.accelerator
  qemu_binary          = coalesce(var.qemu_binary, "qemu-system-x86_64")
  iso_url              = var.company_base_debian12_image
  iso_checksum         = var.company_base_debian12_checksum
  disk_image           = true
  disk_interface       = "virtio"
  disk_discard         = "unmap"
  disk_detect_zeroes   = "unmap"
  net_device           = "virtio-net"
  format               = "qcow2"
  disk_compression     = true
  headless             = var.headless
  cd_files             = local.seed
  cd_label             = "cidata"
  ssh_username         = "debian"
  ssh_private_key_file = "seed/id_ed25519"
  ssh_timeout          = "15m"
  shutdown_command     = "sudo -n shutdown -P now"
  qemuargs             = local.qemuargs
}

source "qemu" "company-base-almalinux9" {
  accelerator          = var.accelerator
  qemu_binary          = coalesce(var.qemu_binary, "qemu-system-x86_64")
  iso_url              = var.company_base_almalinux9_image
  iso_checksum         = var.company_base_almalinux9_checksum
  disk_image           = true
  disk_interface       = "virtio"
  disk_discard         = "unmap"
  disk_detect_zeroes   = "unmap"
  net_device           = "virtio-net"
  format               = "qcow2"
  disk_compression     = true
  headless             = var.headless
  cd_files             = local.seed
  cd_label             = "cidata"
  ssh_username         = "almalinux"
  ssh_private_key_file = "seed/id_ed25519"
  ssh_timeout          = "15m"
  shutdown_command     = "sudo -n shutdown -P now"
  qemuargs             = local.qemuargs
}

build {
  name = "xaas-shop"

  source "qemu.company-base-debian12" {
    name             = "xaas-shop-debian12"
    disk_size        = coalesce(var.disk_size, "12G")
    memory           = coalesce(var.memory, 2048)
    cpus             = coalesce(var.cpus, 2)
    output_directory = "${var.output_directory}/xaas-shop-debian12"
    vm_name          = "xaas-shop-debian12.qcow2"
  }

  source "qemu.company-base-debian12" {
    name             = "xaas-shop-debian12-large"
    disk_size        = coalesce(var.disk_size, "50G")
    memory           = coalesce(var.memory, 2048)
    cpus             = coalesce(var.cpus, 2)
    output_directory = "${var.output_directory}/xaas-shop-debian12-large"
    vm_name          = "xaas-shop-debian12-large.qcow2"
  }

  source "qemu.company-base-almalinux9" {
    name             = "xaas-shop-almalinux9"
    disk_size        = coalesce(var.disk_size, "12G")
    memory           = coalesce(var.memory, 2048)
    cpus             = coalesce(var.cpus, 2)
    output_directory = "${var.output_directory}/xaas-shop-almalinux9"
    vm_name          = "xaas-shop-almalinux9.qcow2"
  }

  provisioner "ansible" {
    playbook_file    = "./playbook/provision.yml"
    user             = build.User
    use_proxy        = false
    extra_arguments  = ["--extra-vars", "@playbook/targets/${source.name}.yml"]
    ansible_env_vars = ["ANSIBLE_CONFIG=./playbook/ansible.cfg", "ANSIBLE_SSH_COMMON_ARGS=-F /dev/null"]
  }

  post-processor "checksum" {
    checksum_types = ["sha256"]
    output         = "${var.output_directory}/${source.name}/${source.name}.qcow2.{{ .ChecksumType }}"
  }
}
