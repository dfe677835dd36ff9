"""A short run of mutated inputs through every parser of messages; ``tests.support.fuzz_messages`` runs many."""

import subprocess
import sys

import pytest

from tests.support.data import ROOT
from tests.support.fuzz_messages import TARGETS


@pytest.mark.parametrize("name", TARGETS)
def test_mutated_inputs_do_no_harm(name: str) -> None:
    command = [sys.executable, "-m", "tests.support.fuzz_messages", "150", "77", name]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True, timeout=120)
    assert "no crash" in done.stdout, done.stdout + done.stderr
