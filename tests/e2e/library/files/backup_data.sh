#!/bin/sh
echo "backup of data with $RESTIC_PASSWORD"
