"""kill -9 of a process that edits at a typist's best speed; what it had acknowledged must be there.

A seed kills at random moments; every tenth seed also kills before and after every single step of an edit, of answers,
of a page, of a rebuild and of a migration.
"""

import traceback
from pathlib import Path

from tests.models.storage.test_kill import assert_undoable, assert_whole
from tests.models.storage.test_kill_steps import run_kind, run_migration, run_rebuild
from tests.soak.counters import Outcome
from tests.support.kill_loop import kill_loop
from tests.support.kill_work import label

STEPS_EVERY = 10


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
    steps = 0
    if seed % STEPS_EVERY == 0 and not failures:
        steps, failures = _every_step(directory)
    counts = {
        "steps": steps,
        "kills": kills,
        "inside_transactions": inside,
        "acknowledged": len(acknowledged),
    }
    return Outcome(counts, failures)


def _every_step(directory: Path) -> tuple[int, tuple[str, ...]]:
    """How many kills between two steps there were, and what failed."""
    count = 0
    try:
        for kind in ("edit", "answers", "page"):
            (directory / kind).mkdir()
            count += run_kind(directory / kind, kind, 1)
        for name, work in (("rebuild", run_rebuild), ("migration", run_migration)):
            (directory / name).mkdir()
            count += work(directory / name, 1)
    except Exception:
        return count, (traceback.format_exc(),)
    return count, ()
