"""A short seed of every job of the soak, and that a soak goes on where the last one ended."""

import json
from pathlib import Path

import pytest

from tests.soak import mutants
from tests.soak.__main__ import FAILED, JOBS, main, run_one
from tests.soak.children import child
from tests.soak.counters import Counters, Outcome

SIZES = {"walk": 20, "commands": 20, "kills": 4, "power": 10, "mutants": 24, "machine": 2, "faults": 4}


@pytest.mark.slow
@pytest.mark.parametrize("name", SIZES)
def test_a_short_seed_finds_nothing(name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    counters = Counters(tmp_path / "soak.json")
    assert run_one(name, counters, seed=1, size=SIZES[name]) == 0, capsys.readouterr().err
    assert max(counters.of(name).counts.values()) >= SIZES[name]


def test_every_job_is_tried_here() -> None:
    assert set(SIZES) == set(JOBS)


def test_a_soak_goes_on_where_the_last_one_ended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[int] = []

    def run(seed: int, _directory: Path, size: int) -> Outcome:
        seen.append(seed)
        return Outcome({"things": size}, ("broken",) if seed == 1 else ())

    monkeypatch.setitem(JOBS, "kills", type(JOBS["kills"])(run, 7))
    out = tmp_path / "soak.json"
    codes = [main(["--minutes", "0", "--only", "kills", "--out", str(out)]) for _ in range(3)]
    assert seen == [0, 1, 2]
    assert codes == [0, FAILED, 0]
    stored = json.loads(out.read_text())["kills"]
    assert stored == {
        "next_seed": 3,
        "counts": {"things": 21},
        "failures": [{"seed": 1, "what": "broken"}],
        "ahead": [],
    }


def test_a_child_that_hangs_is_told_and_the_next_input_is_tried(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The child of the third input ends by its alarm; a second child does the rest."""
    starts: list[int] = []

    def ends_at_two(_module: str, first: int, end: int, *_rest: object, timeout_s: float) -> object:
        starts.append(first)
        script = f"import os,signal\nfor n in range({first},{end}):\n print('input',n,flush=True)\n"
        script += " if n==2: os.kill(os.getpid(), signal.SIGALRM)\n"
        (tmp_path / "ends.py").write_text(script)
        return child("ends", timeout_s=timeout_s)

    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    # The script is written twice within a second, which byte code would not notice.
    monkeypatch.setenv("PYTHONDONTWRITEBYTECODE", "1")
    monkeypatch.setattr(mutants, "child", ends_at_two)
    outcome = mutants.run(0, tmp_path, 5)
    assert starts == [0, 3]
    assert outcome.failures == (f"input 2: hangs for {mutants.ALARM_S} s\n",)
