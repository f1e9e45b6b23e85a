#!/bin/sh
# Saves database and uploaded files, encrypted, into a folder: scripts/backup.sh FOLDER AGE-RECIPIENT
# Whoever makes the backup cannot read it: that takes the private key, which is kept elsewhere.
# A store behind FILES_BUCKET keeps its own files.
set -eu
[ $# = 2 ] || { sed -n 2p "$0" >&2; exit 2; }
umask 077
mkdir -p "$1"
folder=$(cd "$1" && pwd) recipient=$2
cd "$(dirname "$0")/.."
places=$(.venv/bin/python scripts/places.py)
eval "$places"
name="$folder/portal-$(date +%Y%m%d-%H%M%S)"

# A pipe would hide a failed dump behind a successful encryption, so the dump ends before it is encrypted.
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
if [ "$engine" = sqlite3 ]; then
    [ -e "$database" ] || { echo "There is no database at $database." >&2; exit 1; }
    .venv/bin/python -c 'import sqlite3, sys; sqlite3.connect(sys.argv[1]).execute("VACUUM INTO ?", sys.argv[2:])' \
        "$database" "$work/database"
else
    pg_dump --format=custom --no-owner --file="$work/database" "$database"
fi
# After the database: a file may then lack its row, but no row its file.
if [ -n "$files" ]; then
    mkdir -p "$files"
    tar --create --gzip --file="$work/files" --directory="$files" .
    age --recipient "$recipient" --output "$name.files.age" "$work/files"
fi
age --recipient "$recipient" --output "$name.database.age" "$work/database"

find "$folder" -name 'portal-*.age' -mtime +30 -delete
echo "$name"
