"""kill -9 of a process that edits at a typist's best speed; what it had acknowledged must be there."""

import traceback
from pathlib import Path

from tests.models.storage.test_kill import assert_undoable, assert_whole
from tests.soak.counters import Outcome
from tests.support.kill_loop import kill_loop
from tests.support.kill_work import label


def run(seed: int, directory: Path, size: int) -> Outcome:
    """``size`` kills of one store."""
    home = directory / "ann"
    acknowledged: dict[int, str] = {}
    inside = kills = 0
    failures: tuple[str, ...] = ()
    try:
        for killed in kill_loop(label, str(home), kills=size, directory=directory, seed=seed):
            kills += 1
            inside += killed.inside
            pairs = (line.split() for line in killed.saved)
            acknowledged |= {int(number): changeset_id for number, changeset_id in pairs}
            assert_whole(home, acknowledged)
        assert_undoable(home)
    except Exception:
        failures = (traceback.format_exc(),)
    counts = {"kills": kills, "inside_transactions": inside, "acknowledged": len(acknowledged)}
    return Outcome(counts, failures)
