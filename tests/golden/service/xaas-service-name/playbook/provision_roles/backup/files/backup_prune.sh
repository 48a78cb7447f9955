#!/bin/sh
# Keeps a week of daily and a year of monthly snapshots.
set -eu
restic forget --keep-daily 7 --keep-monthly 12 --prune
