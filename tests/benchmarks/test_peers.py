"""The peers' environment, without any peer: nothing is asked of a registry."""

import subprocess
import time
from pathlib import Path

import psutil
import pytest

from tests.benchmarks.harness import Stage
from tests.benchmarks.peers import PeerMissingError, PeerProcess, python_with

ECHO = """
import sys
print("ready", flush=True)
for line in sys.stdin:
    if line == "9\\n":
        break
    print(float(line) / 2, flush=True)
"""


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Stage:
    return Stage(repetitions=1, work=tmp_path_factory.mktemp("bench"), say=lambda _words: None)


@pytest.fixture
def script(tmp_path: Path) -> str:
    path = tmp_path / "echo.py"
    path.write_text(ECHO)
    return str(path)


def test_an_environment_whose_making_was_cut_short_is_made_anew(stage: Stage) -> None:
    stale = stage.work / "peers-venv" / "stale"
    stale.parent.mkdir()
    stale.touch()
    python = python_with((), stage)
    assert not stale.exists()
    prefix = subprocess.run(
        [str(python), "-c", "import sys; print(sys.prefix)"], capture_output=True, text=True, check=True
    )
    assert Path(prefix.stdout.strip()) == stage.work / "peers-venv"


def test_what_cannot_be_installed_says_why(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    with pytest.raises(PeerMissingError, match=r"no-such-peer==1\.0 cannot be installed: .*no-such-peer"):
        python_with(("no-such-peer==1.0",), stage)


def test_a_peer_answers_what_it_measured_and_is_held_until_its_next_turn(stage: Stage, script: str) -> None:
    with PeerProcess((), script, stage=stage) as peer:
        (child,) = [p for p in psutil.Process().children() if script in p.cmdline()]
        assert (peer.took_ms(3), peer.took_ms(8)) == (1.5, 4.0)
        deadline_s = time.monotonic() + 10
        while child.status() != psutil.STATUS_STOPPED:
            assert time.monotonic() < deadline_s
    assert not child.is_running()


def test_a_peer_that_ends_is_missing(stage: Stage, script: str) -> None:
    with PeerProcess((), script, stage=stage) as peer, pytest.raises(PeerMissingError, match="ended"):
        peer.took_ms(9)
