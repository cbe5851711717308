#!/bin/sh
# Every check that needs no test run; all are run, and the exit code is 1 if any found something.
set -u
cd "$(dirname "$0")/.."
bin=.venv/bin
failed=

check() {
    name=$1
    shift
    if output=$("$@" 2>&1); then
        echo "✓ $name"
    else
        echo "✗ $name"
        echo "$output"
        failed="$failed $name,"
    fi
}

export SUYANG_HOME="${TMPDIR:-/tmp}/suyang-lint-home"
check "code" $bin/ruff check .
check "format" $bin/ruff format --check .
check "types" $bin/mypy
check "layers" $bin/lint-imports
check "templates" $bin/djlint src --lint --quiet
check "texts in Chinese" $bin/python scripts/texts.py
check "content" $bin/suyang content check
check "migrations" $bin/python -m django makemigrations --check --dry-run --settings suyang.website.settings
check "nothing of one machine" $bin/python scripts/check_tracked.py
[ -z "$failed" ] || { echo "To mend:$failed"; exit 1; }
