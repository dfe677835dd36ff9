"""Tests that want a real display with a window manager, not Qt's offscreen one."""

import functools
import os
import re
import subprocess
import sys
from collections.abc import Callable
from typing import Any

import pytest

from tests.support.data import ROOT

VIRTUAL = "RUSHES_VIRTUAL_DISPLAY"
PATIENCE_S = 280


def on_screen(test: Callable[..., None]) -> Callable[..., None]:
    """Run ``test`` in a process of its own on the virtual display where there is one, else here and offscreen.

    The other tests draw offscreen, and one process has one platform.
    """

    @functools.wraps(test)
    def run(*arguments: Any, **fixtures: Any) -> None:
        if os.environ.get(VIRTUAL) and os.environ.get("QT_QPA_PLATFORM") == "offscreen":
            _run_on_display(os.environ["PYTEST_CURRENT_TEST"].rsplit(" ", 1)[0])
        else:
            test(*arguments, **fixtures)

    return run


def _run_on_display(test_id: str) -> None:
    command = [sys.executable, "-m", "pytest", test_id, "-q", "-p", "no:cacheprovider", "-p", "no:xdist"]
    environment = {
        name: value for name, value in os.environ.items() if not name.startswith(("PYTEST_", "COV_"))
    }
    done = subprocess.run(
        command,
        cwd=ROOT,
        env=environment | {"QT_QPA_PLATFORM": "xcb"},
        capture_output=True,
        text=True,
        timeout=PATIENCE_S,
        check=False,
    )
    skipped = re.search(r"^SKIPPED \[\d+\] \S+ (.*)$", done.stdout, re.MULTILINE)
    if done.returncode == 0 and skipped:
        pytest.skip(skipped[1])
    assert done.returncode == 0, f"on the display:\n{done.stdout}\n{done.stderr}"
