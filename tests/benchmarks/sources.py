"""What a row was measured on: a fingerprint of the product's sources and of what measures them, not of documents."""

import hashlib
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from tests.support.data import ROOT

PRODUCT = ("app", "widgets", "models", "resources", "main.py", "requirements.lock")
_DOCUMENTS = frozenset({".md", ".pyc"})
_BENCHMARKS = Path("tests", "benchmarks")
_NAMED = re.compile(r"\btests(?:\.\w+)+")
_FROM = re.compile(r"^from (tests[.\w]*) import ([\w, ]+)", re.MULTILINE)
_BESIDE = re.compile(r'"(\w+\.py)"')


def fingerprint(room: str, root: Path = ROOT) -> str:
    """Another one where the product, Python or what the room measures with has changed, and only then."""
    found = hashlib.sha256(sys.version.encode())
    for path in sorted({*_product(root), *measured_with(room, root)}):
        found.update(f"\0{path.relative_to(root).as_posix()}\0".encode())
        found.update(hashlib.sha256(path.read_bytes()).digest())
    return found.hexdigest()


def commit(root: Path = ROOT) -> str:
    """The commit of the checkout for people to read, "" where there is none; it may have changed since."""
    try:
        done = subprocess.run(
            ["git", "rev-parse", "HEAD"], cwd=root, capture_output=True, text=True, check=False
        )
    except OSError:
        return ""
    return done.stdout.strip()


def measured_with(room: str, root: Path = ROOT) -> set[Path]:
    """The room and every module of the tests that it names, also those that it starts in another process."""
    waiting, found = [root / _BENCHMARKS / f"{room}.py"], set[Path]()
    while waiting:
        path = waiting.pop()
        if path not in found and path.is_file():
            found.add(path)
            waiting += _named_in(path, root)
    return found


def _named_in(path: Path, root: Path) -> Iterator[Path]:
    text = path.read_text(encoding="utf-8")
    names = _NAMED.findall(text)
    for package, imported in _FROM.findall(text):
        names += [f"{package}.{name.strip()}" for name in imported.split(",")]
    yield from (root / f"{name.replace('.', '/')}.py" for name in names)
    yield from (path.parent / name for name in _BESIDE.findall(text))


def _product(root: Path) -> Iterator[Path]:
    for name in PRODUCT:
        path = root / name
        for each in path.rglob("*") if path.is_dir() else (path,):
            if each.is_file() and each.suffix not in _DOCUMENTS:
                yield each
