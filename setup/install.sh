#!/bin/sh
# Make this machine able to build and run the kiosk: Debian packages, then .venv from the locked requirements.
# Safe to run again: what is there already is left alone. Needs root (or sudo) only where a package is missing.
set -eu
cd "$(dirname "$0")/.."

missing=""
for package in $(grep -v '^#' setup/packages.txt); do
    dpkg-query -W -f='${db:Status-Status}' "$package" 2>/dev/null | grep -q '^installed$' || missing="$missing $package"
done
if [ -n "$missing" ]; then
    echo "setup: installing$missing"
    become=""
    [ "$(id -u)" = 0 ] || become="sudo"
    $become apt-get update -qq
    # shellcheck disable=SC2086 -- a list of names
    DEBIAN_FRONTEND=noninteractive $become apt-get install -y -qq --no-install-recommends $missing >/dev/null
fi

python=/usr/bin/python3
stamp=.venv/.complete
lock=$(sha256sum requirements.lock pyproject.toml | sha256sum | cut -d' ' -f1)
if [ ! -f "$stamp" ] || [ "$(cat "$stamp")" != "$lock" ]; then
    echo "setup: making .venv from requirements.lock"
    [ -x .venv/bin/python ] || "$python" -m venv .venv
    .venv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
    .venv/bin/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
    echo "$lock" >"$stamp"
fi
echo "setup: ready"
