#!/bin/sh
# Makes seed/: the key pair that Packer logs in with, and the cloud-init files that give its public half to the
# default user of the machine. The image keeps neither. Each run makes a new key, so run it before each build, and not while
# one is running.
set -eu
umask 077

cd -- "$(dirname -- "$0")"
mkdir -p seed
chmod 700 seed

rm -f seed/id_ed25519 seed/id_ed25519.pub
ssh-keygen -q -t ed25519 -N '' -C 'xaas-shop build' -f seed/id_ed25519

cat >seed/user-data <<EOF
#cloud-config
ssh_authorized_keys:
  - $(cat seed/id_ed25519.pub)
EOF

cat >seed/meta-data <<EOF
instance-id: xaas-shop-build
EOF
