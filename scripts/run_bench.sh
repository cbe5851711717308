#!/bin/sh
# Benchmarks; they start a PostgreSQL cluster of their own, which writes to the disk as in earnest.
set -eu
cd "$(dirname "$0")/.."
. scripts/test_services.sh

# The peers of the adaptive engine are no part of Suyang: an environment of their own. Without them
# the run says what it did not measure.
need_peers() {
    peers=.venv/peers
    wanted=$(sha256sum <requirements/bench.txt)
    [ "$(cat $peers/stamp 2>/dev/null || true)" != "$wanted" ] || return 0
    tell "Installing the peers of requirements/bench.txt (once) …"
    if .venv/bin/python -m venv --clear $peers && $peers/bin/python -m pip install --quiet \
        --disable-pip-version-check --require-hashes -r requirements/bench.txt; then
        echo "$wanted" >$peers/stamp
    else
        rm -rf $peers
        tell "The peers could not be installed."
    fi
}

only=
previous=
for word in "$@"; do
    case $word in --only=*) only=${word#--only=} ;; esac
    [ "$previous" != --only ] || only=$word
    previous=$word
done
case $only in "" | answers) need_packages ;; esac
case $only in "" | adaptive) need_peers ;; esac
exec .venv/bin/python -m benchmarks "$@"
