#!/bin/sh
# Saves the data of the application.
set -eu
restic backup /opt/myapp/data
