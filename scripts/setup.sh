#!/bin/sh
# Make .venv and install what requirements/<set>.txt says, unless that is done already.
#   sh scripts/setup.sh PYTHON runtime|test
set -eu
cd "$(dirname "$0")/.."
python=$1
set_name=$2
requirements=requirements/$set_name.txt
bin=.venv/bin

say() { echo "suyang: $*" >&2; }

if ! command -v "$python" >/dev/null 2>&1; then
    if [ "$python" != python3 ]; then
        say "$python (PYTHON) is not here. Name a Python 3.11 or later that is, or leave PYTHON out."
        exit 1
    fi
    say "Python 3.11 or later is missing. On Debian or Ubuntu: apt-get install python3 python3-venv"
    exit 1
fi
if ! "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))'; then
    say "Python 3.11 or later is needed; $python is $("$python" -V 2>&1). Name another: make PYTHON=python3.11 run"
    exit 1
fi

# An interrupted installation leaves a .venv without pip: begin again.
if ! [ -x $bin/python ] || ! $bin/python -c 'import pip' >/dev/null 2>&1; then
    if ! "$python" -c 'import venv, ensurepip' >/dev/null 2>&1; then
        say "Python's venv module is missing. On Debian or Ubuntu: apt-get install python3-venv"
        exit 1
    fi
    say "Making .venv …"
    rm -rf .venv
    "$python" -m venv .venv
fi

hash_of() { cat "$@" | sha256sum | cut -c1-64; }
same() { [ "$(cat "$1" 2>/dev/null || true)" = "$2" ]; }

packages=$(hash_of "$requirements")
if ! same ".venv/stamp-$set_name" "$packages"; then
    say "Installing the packages of $requirements (once; about a minute) …"
    $bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r "$requirements"
    echo "$packages" >".venv/stamp-$set_name"
fi
project=$(hash_of pyproject.toml requirements/runtime.in scripts/build_metadata.py)
if ! same .venv/stamp-project "$project"; then
    $bin/python -m pip install --quiet --disable-pip-version-check --no-deps --no-index \
        --no-build-isolation --editable .
    echo "$project" >.venv/stamp-project
fi
$bin/python scripts/texts.py --compile
