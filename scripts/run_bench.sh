#!/bin/sh
# Benchmarks, with a PostgreSQL cluster of their own.
set -eu
cd "$(dirname "$0")/.."
. scripts/test_services.sh
trap stop_postgresql EXIT
trap 'exit 130' INT
trap 'exit 143' TERM
need_packages
start_postgresql || true
.venv/bin/python -m benchmarks "$@"
