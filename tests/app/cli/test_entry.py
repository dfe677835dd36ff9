"""From arguments to an exit code: every way in which a command can end."""

import sys
from argparse import Namespace
from collections.abc import Callable

import pytest

import app.cli.inspect
from app.cli.console import Console
from tests.support.cli import CommandLine, run_process
from tests.support.data import DEMO, ROOT

WINDOW_AND_DATABASE = (
    "PySide6",
    "shiboken6",
    "pyqtgraph",
    "vispy",
    "widgets",
    "sqlalchemy",
    "psycopg",
    "pyarrow",
)


def test_help_names_every_command(rushes: CommandLine):
    answer = rushes("--help")
    assert answer.code == 0
    assert all(
        name in answer.out for name in ("inspect", "sample", "ingest", "sync", "catalog", "export", "doctor")
    )


@pytest.mark.parametrize("command", ["inspect", "sample", "ingest", "sync", "catalog", "export", "doctor"])
def test_every_command_explains_itself(rushes: CommandLine, command: str):
    answer = rushes(command, "--help")
    assert answer.code == 0
    assert f"rushes {command}" in answer.out


@pytest.mark.parametrize(
    "words", [("inspekt",), ("inspect",), ("sample", "x"), ("export", "--format", "xlsx")]
)
def test_wrong_usage_is_two(rushes: CommandLine, words: tuple[str, ...]):
    answer = rushes(*words)
    assert answer.code == 2
    assert answer.out == ""
    assert "Traceback" not in answer.err


def test_options_of_who_may_stand_before_or_after_the_command(
    rushes: CommandLine, monkeypatch: pytest.MonkeyPatch
):
    seen: list[Namespace] = []
    monkeypatch.setattr(app.cli.inspect, "execute", lambda arguments, _: seen.append(arguments) or 0)
    rushes("--user", "anna", "inspect", "x")
    rushes("inspect", "x", "--user", "li")
    rushes("--user", "anna", "--role", "lead", "inspect", "x", "--user", "li")
    assert [(one.user, one.role) for one in seen] == [("anna", None), ("li", None), ("li", "lead")]


def ends_with(error: BaseException) -> Callable[[Namespace, Console], int]:
    def execute(_arguments: Namespace, _console: Console) -> int:
        raise error

    return execute


def test_a_bug_is_a_report_and_one_sentence(rushes: CommandLine, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(app.cli.inspect, "execute", ends_with(ZeroDivisionError("secret thought")))
    answer = rushes("inspect", "x")
    assert answer.code == 70
    (report,) = (rushes.data_dir / "logs").iterdir()
    assert str(report) in answer.sentence
    assert "secret thought" in report.read_text(encoding="utf-8")


def test_what_the_system_refuses_is_a_sentence(rushes: CommandLine, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(
        app.cli.inspect, "execute", ends_with(PermissionError(13, "Permission denied", "/x.mcap"))
    )
    answer = rushes("inspect", "x", "--json")
    assert answer.code == 2
    assert answer.sentence == "rushes: /x.mcap: Permission denied"
    assert answer.document == {"error": "/x.mcap: Permission denied"}


def test_an_interrupt_is_130(rushes: CommandLine, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(app.cli.inspect, "execute", ends_with(KeyboardInterrupt()))
    assert rushes("inspect", "x").code == 130


@pytest.mark.skipif(sys.platform == "win32", reason="a POSIX shell")
def test_a_reader_that_goes_away_is_no_noise(rushes: CommandLine):
    command = f'"{sys.executable}" main.py inspect --json "{DEMO / "pick_missed_grasp.mcap"}" | true'
    answer = run_process("sh", "-c", command, data_dir=rushes.data_dir)
    assert (answer.out, answer.err) == ("", "")


def test_inspecting_a_local_file_loads_no_library_of_the_network(rushes: CommandLine):
    libraries = ("fsspec", "s3fs", "aiohttp", "upath", "asyncio")
    script = (
        "import sys; from main import main; code = main(['inspect', sys.argv[1]]);"
        f"print([name for name in {libraries!r} if name in sys.modules], file=sys.stderr); sys.exit(code)"
    )
    recording = str(DEMO / "pick_missed_grasp.mcap")
    answer = run_process(sys.executable, "-c", script, recording, data_dir=rushes.data_dir, cwd=ROOT)
    assert (answer.code, answer.sentence) == (0, "[]")


@pytest.mark.parametrize("url", ["gopher://host/a.mcap", "s3://KEY:geheim@bucket/a.mcap"])
def test_an_address_that_cannot_be_used_is_a_sentence_and_2(rushes: CommandLine, url: str):
    answer = rushes("inspect", url)
    assert answer.code == 2
    assert answer.sentence.startswith("rushes: ")
    assert "geheim" not in answer.err


def test_inspecting_loads_no_window_and_no_database(rushes: CommandLine):
    script = (
        "import sys; from main import main; code = main(['inspect', sys.argv[1]]);"
        f"print([name for name in {WINDOW_AND_DATABASE!r} if name in sys.modules], file=sys.stderr); sys.exit(code)"
    )
    recording = str(DEMO / "pick_missed_grasp.mcap")
    answer = run_process(sys.executable, "-c", script, recording, data_dir=rushes.data_dir, cwd=ROOT)
    assert (answer.code, answer.sentence) == (0, "[]")
