#!/bin/sh
# The tests: the data layer on PostgreSQL, everything on SQLite, then the journeys in Chromium. Ends with pytest's closing line, of a part
# that failed if one did. Exit code 1 if any part failed.
#   sh scripts/run_tests.sh [--long] [pytest's arguments]
set -u
cd "$(dirname "$0")/.."
. scripts/test_services.sh

marks='not long'
if [ "${1:-}" = --long ]; then
    marks=long
    shift
fi
data_layer=
for room in foundation organisations people items assessment library learning plans frameworks fuzz; do
    [ ! -d "tests/$room" ] || data_layer="$data_layer tests/$room"
done

closing=$(mktemp -d "${TMPDIR:-/tmp}/suyang-tests.XXXXXX")
end() { stop_postgresql; rm -rf "$closing"; }
trap end EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

need_packages
[ -n "${SUYANG_REFERENCE_DATA:-}" ] || tell "SUYANG_REFERENCE_DATA names no folder: tests that compare with published data say so."
failed=

# pytest's exit code comes through the pipe in a file; 5 means that nothing was chosen (-k).
run_part() {
    name=$1
    shift
    echo "== $name"
    { .venv/bin/python -m pytest "$@" -m "$marks"; echo $? >"$closing/code"; } 2>&1 | tee "$closing/out"
    tail -n 1 "$closing/out" >"$closing/$name"
    case $(cat "$closing/code") in
        0 | 5) ;;
        *) failed="$failed $name" ;;
    esac
}

if start_postgresql; then
    # Tests of the servers themselves find both; those of the data layer run on what DATABASE_URL says.
    DATABASE_URL=$SUYANG_TEST_DATABASE_URL
    export DATABASE_URL
    # shellcheck disable=SC2086
    run_part PostgreSQL -n 2 --dist loadfile $data_layer "$@"
    unset DATABASE_URL
else
    failed=" PostgreSQL"
    echo "no PostgreSQL: its part was not run and counts as failed" >"$closing/PostgreSQL"
fi
# A browser's event loop would stay in the process of the other tests: they are kept apart.
run_part SQLite -n 2 --dist loadfile --ignore tests/journeys "$@"
run_part Chromium -n 2 --dist loadfile tests/journeys "$@"

# The last line on the screen is that of a part that failed.
case $failed in
    ' PostgreSQL') echo "== PostgreSQL"; cat "$closing/PostgreSQL" ;;
esac
[ -z "$failed" ]
