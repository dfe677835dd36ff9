"""Calling the command line as scripts call it, and inside this process."""

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn

import pytest

from app.cli.entry import run
from tests.support.data import ROOT


@dataclass(frozen=True, slots=True)
class Answer:
    """Exit code, stdout and stderr of a command."""

    code: int
    out: str
    err: str

    @property
    def document(self) -> Any:
        """stdout as exactly one strict JSON document."""
        return strict_json(self.out)

    @property
    def sentence(self) -> str:
        """stderr as exactly one line that is no traceback."""
        lines = self.err.splitlines()
        assert len(lines) == 1, self.err
        assert "Traceback" not in self.err
        return lines[0]


class CommandLine:
    """Runs commands with a data directory of their own."""

    def __init__(self, data_dir: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.data_dir = data_dir
        self._capsys = capsys

    def __call__(self, *words: object) -> Answer:
        """In this process."""
        self._capsys.readouterr()
        code = run([str(word) for word in words])
        captured = self._capsys.readouterr()
        return Answer(code, captured.out, captured.err)

    def process(self, *words: object) -> Answer:
        """In a process of its own, by ``main.py``."""
        return run_process(sys.executable, str(ROOT / "main.py"), *map(str, words), data_dir=self.data_dir)


def run_process(*command: str, data_dir: Path, cwd: Path = ROOT) -> Answer:
    """A command with nothing but a data directory in common with this process."""
    environment = {**os.environ, "RUSHES_DATA_DIR": str(data_dir), "PYTHONIOENCODING": "utf-8"}
    done = subprocess.run(
        command,
        cwd=cwd,
        env=environment,
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=120,
        check=False,
    )
    return Answer(done.returncode, done.stdout, done.stderr)


def strict_json(text: str) -> Any:
    """Parse, refusing NaN and Infinity, which Python would let pass."""

    def refuse(constant: str) -> NoReturn:
        raise AssertionError(f"{constant} is not strict JSON")

    return json.loads(text, parse_constant=refuse)
