#!/bin/sh
# Makes .venv with the first Python on this machine that is new enough and complete.
# Each candidate is run, because a version manager may offer a name without a Python behind it.
set -eu
for python in python3 python3.13 python3.12 python3.11; do
    if "$python" -c 'import sys, ensurepip, venv; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
        echo "Creating .venv with $("$python" --version) …"
        exec "$python" -m venv .venv
    fi
done
echo "Python 3.11 or newer with venv is needed (Debian and Ubuntu: apt-get install python3 python3-venv)." >&2
exit 1
