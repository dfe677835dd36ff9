"""What is worked out for the open episode from what others of its task say."""

from dataclasses import replace

import pytest

from app.propose_job import ProposeJob
from models.episode import EpisodeRecord
from models.errors import KnownError
from models.phases import Phase, PhaseTrack
from models.readers import open_episode
from models.timebase import NS_PER_S
from tests.app.test_key_strokes import truth
from tests.support.data import DEMO

LABELLED, REPEAT = "pick_can_success", "pick_can_sensor_faults"


def record_of(name: str) -> EpisodeRecord:
    path = DEMO / f"{name}.mcap"
    with open_episode(path) as episode:
        whole = episode.range
    return EpisodeRecord(name, str(path), name, name, "mcap", whole.start_ns, whole.end_ns - 1)


def track(record: EpisodeRecord, tier: str = "") -> PhaseTrack:
    """As the truth says."""
    phases = truth(record.name)
    edges = [record.range.start_ns, *(start_ns for _, start_ns, _ in phases[1:]), record.range.end_ns]
    return PhaseTrack(
        record.range,
        tuple(Phase(f"p{n}", label, edges[n], edges[n + 1], tier) for n, (label, _, _) in enumerate(phases)),
        tier,
    )


@pytest.mark.parametrize("tier", ["", "right"])
def test_a_track_of_an_arm_is_proposed_like_the_main_one_and_stays_with_its_arm(tier: str) -> None:
    labelled, repeat = (record_of(name) for name in (LABELLED, REPEAT))
    found = ProposeJob()(repeat, [(labelled, [track(labelled, tier)])])
    assert {one.tier for one in found} == {tier}
    wanted = track(repeat).phases
    assert [one.label for one in found] == [phase.label for phase in wanted]
    assert all(abs(a.start_ns - b.start_ns) < NS_PER_S // 4 for a, b in zip(found, wanted, strict=True))


def test_examples_that_cannot_be_read_are_left_out() -> None:
    labelled, repeat = (record_of(name) for name in (LABELLED, REPEAT))
    lost = replace(labelled, id="lost", path=str(DEMO / "gone.mcap"))
    found = ProposeJob()(repeat, [(lost, [track(labelled)]), (labelled, [track(labelled)])])
    assert len(found) == len(track(labelled).phases)
    with pytest.raises(KnownError, match="at least one labelled example"):
        ProposeJob()(repeat, [(lost, [track(labelled)])])
