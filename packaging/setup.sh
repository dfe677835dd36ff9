#!/usr/bin/env bash
# Makes .venv with the locked packages and installs the missing system libraries (Debian, Ubuntu) or names them.
set -euo pipefail
python=${1:-python3}
here=$(cd "$(dirname "$0")" && pwd)

fail() { echo "rushes: $*" >&2; exit 1; }

supported() { "$1" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' 2>/dev/null; }

choose_python() {
    local candidate
    for candidate in "$python" python3.13 python3.12 python3.11; do
        if command -v "$candidate" >/dev/null && supported "$candidate"; then echo "$candidate"; return; fi
    done
    fail "Python 3.11, 3.12 or 3.13 is needed. Install one, or say where it is: make PYTHON=/path/to/python3.12"
}

missing_packages() {
    local name found
    grep -v '^#' "$here/system-packages.txt" | while read -r name; do
        # Ubuntu 24.04 renamed libglib2.0-0 to libglib2.0-0t64, so an installed successor counts too.
        found=$(dpkg-query -W -f='${Status}\n' "$name" "${name}t64" 2>/dev/null || true)
        case "$found" in *"install ok installed"*) ;; *) echo "$name" ;; esac
    done
}

# Debian splits the venv module off its Python; a Python from elsewhere has it.
venv_package() {
    local chosen; chosen=$(choose_python)
    "$chosen" -c 'import ensurepip' 2>/dev/null && return
    "$chosen" -c 'import sys; print(f"python{sys.version_info[0]}.{sys.version_info[1]}-venv")'
}

install_system_packages() {
    if ! command -v dpkg-query >/dev/null; then
        [ "$(uname -s)" = Linux ] || return 0
        echo "rushes: this is neither Debian nor Ubuntu. The window needs what these packages hold there:" >&2
        grep -v '^#' "$here/system-packages.txt" | tr '\n' ' ' >&2; echo >&2
        return 0
    fi
    local missing; missing=$(missing_packages; venv_package)
    missing=$(echo $missing)
    [ -n "$missing" ] || return 0
    local as_root=()
    if [ "$(id -u)" -ne 0 ]; then
        if command -v sudo >/dev/null && sudo -n true 2>/dev/null; then as_root=(sudo -n)
        else fail "system libraries are missing. Run: sudo apt-get install --no-install-recommends" $missing; fi
    fi
    echo "rushes: installing system libraries:" $missing
    "${as_root[@]}" apt-get update -qq || echo "rushes: the package lists could not be refreshed, trying as they are" >&2
    # shellcheck disable=SC2086
    DEBIAN_FRONTEND=noninteractive "${as_root[@]}" apt-get install -y -qq --no-install-recommends $missing >/dev/null \
        || fail "could not install:" $missing
}

make_environment() {
    local chosen; chosen=$(choose_python)
    if ! [ -x .venv/bin/python ] || ! supported .venv/bin/python; then
        echo "rushes: making .venv with $("$chosen" --version)"
        rm -rf .venv
        "$chosen" -m venv .venv || fail "the virtual environment could not be made by $chosen"
    fi
    echo "rushes: installing the locked packages"
    .venv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock \
        || fail "the packages could not be installed"
}

install_system_packages
make_environment
