"""The entry of all: a window that cannot start says why, as the command line does."""

import sys
from types import ModuleType

import pytest

from app.main import main


def window_that_raises(monkeypatch: pytest.MonkeyPatch, error: Exception) -> None:
    def run(_arguments: list[str]) -> int:
        raise error

    module = ModuleType("app.window_entry")
    module.run = run  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "app.window_entry", module)


@pytest.fixture(autouse=True)
def data_dir(tmp_path, monkeypatch):
    monkeypatch.setenv("RUSHES_DATA_DIR", str(tmp_path))
    return tmp_path


def test_a_missing_system_library_is_named(monkeypatch, capsys, data_dir):
    why = "libEGL.so.1: cannot open shared object file: No such file or directory"
    window_that_raises(monkeypatch, ImportError(why))
    assert main([]) == 2
    said = capsys.readouterr().err
    assert why in said
    assert said.count("\n") == 1
    assert list(data_dir.iterdir()) == []


def test_a_bug_before_the_window_is_a_report(monkeypatch, capsys, data_dir):
    window_that_raises(monkeypatch, KeyError("x"))
    assert main(["--user", "anna"]) == 70
    (report,) = (data_dir / "logs").iterdir()
    assert str(report) in capsys.readouterr().err


def test_the_arguments_of_the_process_are_the_default(monkeypatch, capsys):
    monkeypatch.setattr(sys, "argv", ["rushes", "--version"])
    assert main() == 0
    assert capsys.readouterr().out.startswith("rushes ")
