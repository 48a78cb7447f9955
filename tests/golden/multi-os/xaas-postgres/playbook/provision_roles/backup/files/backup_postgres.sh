#!/bin/sh
# Dumps every database and saves the dump.
set -eu
su postgres -c pg_dumpall | restic backup --stdin --stdin-filename postgres.sql
