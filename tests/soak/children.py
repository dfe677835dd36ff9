"""Processes that do the dangerous part: whatever happens to them, the soak goes on and tells of it."""

import os
import subprocess
import sys
from dataclasses import dataclass

from tests.support.data import ROOT


@dataclass(frozen=True, slots=True)
class Ended:
    """``code`` is negative where a signal ended it."""

    code: int
    lines: tuple[str, ...]
    errors: str


def child(module: str, *arguments: object, timeout_s: float) -> Ended:
    """Run ``python -m module`` offscreen and wait for it; one that outlives ``timeout_s`` is killed (code -9)."""
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "PYTHONFAULTHANDLER": "1"}
    process = subprocess.Popen(
        [sys.executable, "-m", module, *map(str, arguments)],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        out, errors = process.communicate(timeout=timeout_s)
    except subprocess.TimeoutExpired:
        process.kill()
        out, errors = process.communicate()
    return Ended(process.returncode, tuple(out.splitlines()), errors)
