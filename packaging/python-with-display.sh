#!/usr/bin/env bash
# The project's Python with a virtual display of its own: windows of tests that run side by side never take each
# other's focus.
exec "$(dirname "$0")/with-display.sh" --virtual "$(dirname "$0")/../.venv/bin/python" "$@"
