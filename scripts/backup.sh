#!/bin/sh
# Saves database and uploaded files, encrypted, into a folder: scripts/backup.sh FOLDER AGE-RECIPIENT
# Whoever makes the backup cannot read it: that takes the private key, which is kept elsewhere.
set -eu
folder=$1 recipient=$2
cd "$(dirname "$0")/.."
umask 077
mkdir -p media "$folder"
name="$folder/portal-$(date +%Y%m%d-%H%M%S)"

# A pipe would hide a failed dump behind a successful encryption, so the dump ends before it is encrypted.
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
pg_dump --format=custom --no-owner --file="$work/database" "${PGDATABASE:-portal}"
tar --create --gzip --file="$work/files" media
age --recipient "$recipient" --output "$name.database.age" "$work/database"
age --recipient "$recipient" --output "$name.files.age" "$work/files"

find "$folder" -name 'portal-*.age' -mtime +30 -delete
echo "$name"
