"""Peers that are no part of this program: installed into a virtual environment of their own under ``build/bench``.

``python_with(DECORD, stage)`` is the interpreter of that environment, with the peer in it; commands that a peer brings
lie beside it. What was cut short is gone on with, and where the registry cannot be reached ``PeerMissingError`` says
so. ``PeerProcess`` asks a script that runs there, which measures itself: what the pipe costs is nobody's. Between its
turns it is held, since a library that reads ahead would take the processor from whoever is measured next.
"""

import subprocess
import sys
import venv
from pathlib import Path
from shutil import rmtree
from typing import IO, Self

import psutil
from filelock import FileLock

from tests.benchmarks.harness import Stage
from tests.support.data import ROOT

DECORD = ("decord==0.6.0", "numpy==2.4.6")
RERUN = ("rerun-sdk==0.41.0",)
_MADE = "made"
_INSTALL_TIMEOUT_S = 900
_SAID_AT_MOST = 300


class PeerMissingError(Exception):
    """A peer that cannot be installed or does not run here, and why."""


def python_with(requirements: tuple[str, ...], stage: Stage) -> Path:
    """The interpreter with these requirements, which are installed on the first call.

    Raises:
        PeerMissingError: they cannot be installed.
    """
    home = stage.work / "peers-venv"
    home.parent.mkdir(parents=True, exist_ok=True)
    with FileLock(str(home.with_suffix(".lock"))):
        _make(home)
        python = home / ("Scripts" if sys.platform == "win32" else "bin") / "python"
        for requirement in requirements:
            _install(python, home / f"has-{requirement}", requirement, stage)
    return python


def _make(home: Path) -> None:
    """The scripts in an environment name the place where they lie, so it is made there and not moved."""
    if (home / _MADE).exists():
        return
    rmtree(home, ignore_errors=True)
    venv.create(home, with_pip=True)
    (home / _MADE).touch()


def _install(python: Path, stamp: Path, requirement: str, stage: Stage) -> None:
    if stamp.exists():
        return
    stage.say(f"installing {requirement} beside the other peers")
    command = [
        str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--only-binary", ":all:",
        "--retries", "2", requirement,
    ]  # fmt: skip
    try:
        done = subprocess.run(
            command, capture_output=True, text=True, timeout=_INSTALL_TIMEOUT_S, check=False
        )
    except subprocess.TimeoutExpired as error:
        raise PeerMissingError(f"{requirement} was not installed within {_INSTALL_TIMEOUT_S} s") from error
    if done.returncode:
        raise PeerMissingError(f"{requirement} cannot be installed: {_last_words(done.stderr)}")
    stamp.touch()


def _last_words(text: str) -> str:
    return text.strip()[-_SAID_AT_MOST:] or "no reason given"


class Asked:
    """A process that says ``ready``, then answers each number with the milliseconds that it measured of itself."""

    def __init__(self, *command: str) -> None:
        self._process = subprocess.Popen(
            command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        self._answer()

    def took_ms(self, number: int) -> float:
        """What it measured for a number.

        Raises:
            PeerMissingError: it ended.
        """
        _pipe(self._process.stdin).write(f"{number}\n")
        _pipe(self._process.stdin).flush()
        return float(self._answer())

    def close(self) -> None:
        """End it."""
        self._process.kill()
        self._process.communicate()

    def _answer(self) -> str:
        line = _pipe(self._process.stdout).readline()
        if not line:
            self.close()
            raise PeerMissingError("it ended without an answer")
        return line

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()


class PeerProcess(Asked):
    """A script in the peers' environment, held between its turns.

    Args:
        requirements: what it imports.
        script: file with the protocol of ``Asked``; it imports nothing of this program.
        arguments: of the script.
    """

    def __init__(self, requirements: tuple[str, ...], script: str, *arguments: str, stage: Stage) -> None:
        python = python_with(requirements, stage)
        super().__init__(str(python), str(Path(__file__).parent / script), *arguments)

    def took_ms(self, number: int) -> float:
        """Let go of it for its turn."""
        psutil.Process(self._process.pid).resume()
        return super().took_ms(number)

    def _answer(self) -> str:
        line = super()._answer()
        psutil.Process(self._process.pid).suspend()
        return line


def _pipe(stream: IO[str] | None) -> IO[str]:
    assert stream is not None
    return stream
