#!/bin/sh
# Saves database and uploaded files, encrypted, into a folder: scripts/backup.sh FOLDER AGE-RECIPIENT
# Whoever makes the backup cannot read it: that takes the private key, which is kept elsewhere.
# FILES_DIR names the folder of the uploaded files where it is not ./media; a store behind FILES_BUCKET keeps its own.
set -eu
folder=$1 recipient=$2
cd "$(dirname "$0")/.."
umask 077
files=${FILES_DIR:-media}
[ -n "${FILES_DIR:-}" ] || mkdir -p media
[ -d "$files" ] || { echo "No folder of uploaded files at $files: set FILES_DIR." >&2; exit 1; }
mkdir -p "$folder"
name="$folder/portal-$(date +%Y%m%d-%H%M%S)"

# A pipe would hide a failed dump behind a successful encryption, so the dump ends before it is encrypted.
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
pg_dump --format=custom --no-owner --file="$work/database" "${DATABASE_URL:-${PGDATABASE:-portal}}"
tar --create --gzip --file="$work/files" "$files"
age --recipient "$recipient" --output "$name.database.age" "$work/database"
age --recipient "$recipient" --output "$name.files.age" "$work/files"

find "$folder" -name 'portal-*.age' -mtime +30 -delete
echo "$name"
