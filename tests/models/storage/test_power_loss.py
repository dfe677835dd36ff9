"""The power fails at any moment: what was acknowledged is there after the next start, and the files are sound."""

import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.models.storage.test_kill import assert_whole
from tests.support.desk import Desk
from tests.support.power_loss import Cut, Log, cuts, record
from tests.support.power_work import CARELESS

EDITS, CUTS = 160, 60
HOME = "ann"


def recorded(folder: Path, *, edits: int, seed: int, how: str = "") -> Log:
    """The log of a person who edits."""
    watch = folder / "watched"
    command = [
        sys.executable,
        "-m",
        "tests.support.power_work",
        str(watch / HOME),
        str(edits),
        str(seed),
        how,
    ]
    return record(command, watch=watch, scratch=folder)


def assert_kept(cut: Cut, folder: Path) -> None:
    """After the cut the store opens, and every promise holds. Twice: the first start may repair."""
    cut.restore(folder)
    with Desk(folder / HOME) as desk:
        last = desk.store.last_receipt()
    acknowledged = {int(number): changeset_id for number, changeset_id in map(str.split, cut.acknowledged)}
    assert last >= max(acknowledged, default=0), f"{last} of {max(acknowledged, default=0)} edits are there"
    assert_whole(folder / HOME, acknowledged)


def losses(log: Log, folder: Path, *, count: int, seed: int = 0, lies: bool = False) -> list[str]:
    """What is wrong after each of ``count`` cuts; empty where all is well."""
    found = []
    for cut in cuts(log, count=count, seed=seed, lies=lies):
        try:
            assert_kept(cut, folder)
        except Exception as error:
            what = (str(error) or repr(error)).splitlines()[0]
            found.append(f"cut after record {cut.place}, unsynced writes: {cut.way}: {what}")
    return found


@pytest.mark.slow
def test_no_acknowledged_edit_is_lost(tmp_path: Path, record_property: Callable[[str, object], None]) -> None:
    log = recorded(tmp_path, edits=EDITS, seed=1)
    assert log.count("A") == EDITS
    assert log.count("S") > EDITS, "each promise stands on a sync"

    assert losses(log, tmp_path / "after", count=CUTS) == []

    torn = [cut for cut in cuts(log, count=CUTS, seed=0) if cut.dropped]
    record_property("cuts", CUTS)
    record_property("cuts_that_lost_writes", len(torn))
    print(f"{CUTS} cuts of {len(log.records)} records, {len(torn)} lost writes in flight, no edit lost")
    assert len(torn) >= 0.3 * CUTS


@pytest.mark.slow
def test_a_store_that_does_not_sync_is_found_out(tmp_path: Path) -> None:
    log = recorded(tmp_path, edits=40, seed=2, how=CARELESS)
    assert log.count("S") < 2 * 40, (
        "an edit that is waited for costs two: what is left makes files and the list"
    )
    assert len(losses(log, tmp_path / "after", count=20)) >= 5


@pytest.mark.slow
def test_a_disk_that_lies_is_found_out(tmp_path: Path) -> None:
    log = recorded(tmp_path, edits=40, seed=3)
    assert len(losses(log, tmp_path / "after", count=20, lies=True)) >= 5
