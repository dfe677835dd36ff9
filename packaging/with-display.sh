#!/usr/bin/env bash
# Runs a command with a display. With --virtual, or where there is none, the display is a virtual one with a
# window manager: without one no window ever becomes active, and shortcuts go nowhere.
set -euo pipefail
virtual=false
if [ "${1:-}" = --virtual ]; then virtual=true; shift; fi
case "$(uname -s)" in Darwin|MINGW*|MSYS*|CYGWIN*) exec "$@" ;; esac
if ! $virtual && [ -n "${DISPLAY:-}${WAYLAND_DISPLAY:-}" ]; then exec "$@"; fi
command -v Xvfb >/dev/null || { echo "rushes: no display, and Xvfb is not installed" >&2; exit 1; }

scratch=$(mktemp -d)
server=; manager=
cleanup() {
    [ -z "$manager" ] || kill "$manager" 2>/dev/null || true
    [ -z "$server" ] || kill "$server" 2>/dev/null || true
    rm -rf "$scratch"
}
trap cleanup EXIT

# The server chooses a free number itself and writes it to descriptor 5.
Xvfb -displayfd 5 -screen 0 "${RUSHES_SCREEN:-2560x1440x24}" -nolisten tcp 5>"$scratch/number" 2>"$scratch/log" &
server=$!
for _ in $(seq 100); do [ -s "$scratch/number" ] && break; sleep 0.1; done
[ -s "$scratch/number" ] || { cat "$scratch/log" >&2; echo "rushes: the virtual display did not start" >&2; exit 1; }
export DISPLAY=":$(cat "$scratch/number")" RUSHES_VIRTUAL_DISPLAY=1
unset WAYLAND_DISPLAY
openbox >/dev/null 2>&1 &
manager=$!
status=0
"$@" || status=$?
exit "$status"
