#!/bin/sh
# Brings a backup into an empty database and its files' folder: scripts/restore.sh KEY-FILE …/portal-20261123-030000
# Where they go, and the keys of personal data, stand in .env: put the saved one beside manage.py first.
set -eu
[ $# = 2 ] || { sed -n 2p "$0" >&2; exit 2; }
umask 077
key=$(realpath "$1") name=$(realpath "${2%.database.age}.database.age")
name=${name%.database.age}
cd "$(dirname "$0")/.."
places=$(.venv/bin/python scripts/places.py)
eval "$places"
refuse() { echo "$1 Nothing was changed." >&2; exit 1; }

# All is decrypted before anything is written: a wrong key leaves the place as it was.
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
age --decrypt --identity "$key" --output "$work/database" "$name.database.age"
[ ! -e "$name.files.age" ] || age --decrypt --identity "$key" --output "$work/files" "$name.files.age"
if [ -e "$work/files" ]; then
    [ -n "$files" ] || refuse "The backup holds files, and FILES_BUCKET says that they live elsewhere."
    [ -z "$(ls -A "$files" 2>/dev/null)" ] || refuse "The folder $files is not empty."
fi

if [ "$engine" = sqlite3 ]; then
    [ ! -e "$database" ] || refuse "There is a database at $database already."
    mv "$work/database" "$database"
else
    tables=$(psql --no-psqlrc --tuples-only --no-align --dbname="$database" \
        --command="SELECT 1 FROM pg_tables WHERE schemaname = 'public' LIMIT 1")
    [ -z "$tables" ] || refuse "The database $database is not empty."
    pg_restore --no-owner --exit-on-error --single-transaction --dbname="$database" "$work/database"
fi
if [ -e "$work/files" ]; then
    mkdir -p "$files"
    tar --extract --gzip --file="$work/files" --directory="$files"
fi
.venv/bin/python manage.py verify_data
