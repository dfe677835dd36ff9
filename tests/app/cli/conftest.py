"""A command line whose data directory belongs to the test."""

from pathlib import Path

import pytest

from tests.support.cli import CommandLine


@pytest.fixture
def rushes(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> CommandLine:
    data_dir = tmp_path / "data"
    monkeypatch.setenv("RUSHES_DATA_DIR", str(data_dir))
    return CommandLine(data_dir, capsys)
