# What the tests need besides Python: PostgreSQL, Chromium and its driver's library, CJK fonts, poppler. Sourced by run_tests.sh.
#   need_packages     installs what is missing where it can, otherwise says what to install
#   start_postgresql  an own cluster on a free port of this machine; sets SUYANG_TEST_DATABASE_URL
#   stop_postgresql   stops it and removes it

postgresql_folder=

tell() { echo "suyang: $*" >&2; }

postgresql_bin() {
    for found in $(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -Vr) "$(dirname "$(command -v initdb 2>/dev/null || echo /none/x)")"; do
        if [ -x "$found/initdb" ] && [ -x "$found/pg_ctl" ]; then
            echo "$found"
            return
        fi
    done
}

# Not named chromium: `command -v` would find the function itself.
a_browser() { command -v chromium || command -v chromium-browser || command -v google-chrome; }

# Playwright brings its own Node.js, which a bare system cannot start without this library.
browser_driver_runs() {
    for node in .venv/lib/python*/site-packages/playwright/driver/node; do
        [ ! -x "$node" ] || "$node" --version >/dev/null 2>&1 || return 1
    done
}

missing_packages() {
    [ -n "$(postgresql_bin)" ] || echo postgresql
    a_browser >/dev/null 2>&1 || echo chromium
    command -v fc-list >/dev/null 2>&1 && [ -n "$(fc-list :lang=zh 2>/dev/null | head -n 1)" ] || echo fonts-noto-cjk
    browser_driver_runs || echo libatomic1
    command -v pdftotext >/dev/null 2>&1 || echo poppler-utils
}

need_packages() {
    missing=$(missing_packages | tr '\n' ' ')
    [ -n "$missing" ] || return 0
    if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
        tell "Installing $missing…"
        export DEBIAN_FRONTEND=noninteractive
        { apt-get update -qq && apt-get install -y -qq --no-install-recommends fontconfig $missing; } >/dev/null || true
        missing=$(missing_packages | tr '\n' ' ')
        [ -n "$missing" ] || return 0
    fi
    tell "Missing: $missing- the tests that need them will fail. On Debian or Ubuntu: sudo apt-get install $missing"
}

# PostgreSQL refuses to run as root; there it runs as the user of the package.
as_postgres() {
    if [ "$(id -u)" = 0 ]; then
        runuser -u postgres -- "$@"
    else
        "$@"
    fi
}

free_port() {
    .venv/bin/python -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'
}

start_postgresql() {
    bin=$(postgresql_bin)
    if [ -z "$bin" ]; then
        tell "PostgreSQL is missing: its tests fail. On Debian or Ubuntu: sudo apt-get install postgresql"
        return 1
    fi
    postgresql_folder=$(mktemp -d "${TMPDIR:-/tmp}/suyang-postgresql.XXXXXX")
    [ "$(id -u)" != 0 ] || chown postgres "$postgresql_folder"
    port=$(free_port)
    log=$postgresql_folder/log
    # A scratch cluster on loopback: no password, no waiting for the disk.
    if (cd "$postgresql_folder" \
        && as_postgres "$bin/initdb" -D "$postgresql_folder/data" -U suyang -A trust -E UTF8 --locale=C.UTF-8 --no-sync \
        && as_postgres "$bin/pg_ctl" -D "$postgresql_folder/data" -l "$log" -w -t 60 \
            -o "-h 127.0.0.1 -p $port -k $postgresql_folder -c fsync=off -c synchronous_commit=off -c full_page_writes=off" start \
        && as_postgres "$bin/createdb" -h 127.0.0.1 -p "$port" -U suyang suyang) >"$postgresql_folder.out" 2>&1; then
        rm -f "$postgresql_folder.out"
        export SUYANG_TEST_DATABASE_URL="postgresql://suyang@127.0.0.1:$port/suyang"
        export PATH="$PATH:$bin"
        return 0
    fi
    tell "PostgreSQL did not start: $(tail -n 2 "$postgresql_folder.out" | tr '\n' ' ')"
    rm -f "$postgresql_folder.out"
    return 1
}

stop_postgresql() {
    [ -n "$postgresql_folder" ] || return 0
    (cd / && as_postgres "$(postgresql_bin)/pg_ctl" -D "$postgresql_folder/data" -m immediate stop) >/dev/null 2>&1 || true
    rm -rf "$postgresql_folder"
    postgresql_folder=
}
