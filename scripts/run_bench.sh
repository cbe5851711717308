#!/bin/sh
# Benchmarks; they start a PostgreSQL cluster of their own, which writes to the disk as in earnest.
set -eu
cd "$(dirname "$0")/.."
. scripts/test_services.sh
need_packages
exec .venv/bin/python -m benchmarks "$@"
