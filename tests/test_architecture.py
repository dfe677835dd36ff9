"""The house holds: what the import contracts cannot say."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.data import ROOT

PRODUCT = [*(ROOT / "app").rglob("*.py"), *(ROOT / "widgets").rglob("*.py"), *(ROOT / "models").rglob("*.py")]
TOP_LEVEL = {
    ".ci", ".gitattributes", ".gitignore", "app", "widgets", "models", "resources", "packaging", "tests", "main.py",
    "pyproject.toml", "requirements.lock", "Makefile", "README.md", "CHANGELOG.md", "ARCHITECTURE.md", "LICENSE",
}  # fmt: skip


def imported(path: Path) -> set[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    names: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.add(node.module)
    return names


def test_the_top_level_is_the_one_agreed_on():
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False)
    if listed.returncode:
        pytest.skip("not a git checkout")
    assert {line.split("/")[0] for line in listed.stdout.splitlines()} <= TOP_LEVEL


def test_packaging_is_no_package_for_it_would_hide_the_library_of_that_name():
    assert not (ROOT / "packaging" / "__init__.py").exists()


def test_one_file_makes_threads_and_one_makes_processes():
    threads = importers("threading", "concurrent.futures", "_thread")
    threads |= {name_of(path) for path in PRODUCT if "QThread" in path.read_text(encoding="utf-8")}
    assert threads <= {"app/tasks.py"}
    assert importers("multiprocessing") <= {"app/processes.py"}


def importers(*modules: str) -> set[str]:
    return {name_of(path) for path in PRODUCT if set(modules) & imported(path)}


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def test_models_read_no_wall_clock():
    """A deadline may be measured with ``monotonic``; what time it is comes in as ``now_ns``."""
    readers = {
        path.relative_to(ROOT).as_posix() for path in (ROOT / "models").rglob("*.py") if wall_clocks(path)
    }
    assert readers == set()


def wall_clocks(path: Path) -> set[str]:
    """What of a module can tell the time: ``time`` but for ``monotonic``, and the clocks of ``datetime``."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    plain = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    named = {
        alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module == "time"
        for alias in node.names
    }
    asked = {
        node.attr
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute)
        and isinstance(node.value, ast.Name)
        and node.value.id in {"datetime", "date"}
    }
    return (plain & {"time"}) | (named - {"monotonic"}) | (asked & {"now", "utcnow", "today"})


def test_no_registry_and_no_path_of_a_machine_is_named():
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    assert "http://" not in lock
    assert "https://" not in lock


def test_the_lock_keeps_the_qt_that_aborts_away_from_its_python():
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    for package in ("pyside6-essentials", "shiboken6"):
        pins = [line for line in lock.splitlines() if line.startswith(f"{package}==")]
        assert any("6.12" in pin and "python_full_version >= '3.12'" in pin for pin in pins)
        assert any("6.11.3" in pin and "python_full_version < '3.12'" in pin for pin in pins)


def test_qt_keeps_the_count_of_references_to_none(qapp):
    """PySide6 6.12.0 on Python 3.11 loses one reference to None at every void call and aborts after some thousands."""
    from PySide6.QtWidgets import QWidget

    widget = QWidget()
    before = sys.getrefcount(None)
    for _ in range(20_000):
        widget.update()
    assert abs(sys.getrefcount(None) - before) < 1_000
