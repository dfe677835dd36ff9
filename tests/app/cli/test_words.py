"""The window or the command line: the first word decides."""

from pathlib import Path

import pytest

from app.cli.words import COMMANDS, wants_window
from tests.support.data import DEMO


@pytest.mark.parametrize(
    "argv",
    [
        [],
        ["--user", "anna"],
        ["--user", "inspect"],
        ["--user=anna", "--role", "lead"],
        ["--open", "x.mcap"],
        ["--demo"],
        ["--smoke-test"],
        [str(DEMO / "pick_can_success.mcap")],
        ["--data-dir", "/tmp/x", "not/there"],
        ["not_there.mcap"],
    ],
)
def test_options_and_paths_open_the_window(argv: list[str]):
    assert wants_window(argv)


@pytest.mark.parametrize(
    "argv",
    [
        *[[command.name] for command in COMMANDS],
        ["--user", "anna", "sync"],
        ["--data-dir=/tmp/x", "inspect", "a.mcap"],
        ["--help"],
        ["--version"],
        ["inspekt"],
    ],
)
def test_commands_and_their_misspellings_do_not(argv: list[str]):
    assert not wants_window(argv)


def test_a_file_that_is_called_like_a_command_does_not_hide_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    (tmp_path / "inspect").mkdir()
    monkeypatch.chdir(tmp_path)
    assert not wants_window(["inspect", "x"])
