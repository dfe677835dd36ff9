"""Phases tile their episode or are no track at all."""

from itertools import pairwise

import pytest

from models.phases import Phase, PhaseTrack
from models.timebase import TimeRange

EPISODE = TimeRange(100, 200)


def track(*cuts_ns: int) -> PhaseTrack:
    edges = (100, *cuts_ns, 200)
    return PhaseTrack(
        EPISODE,
        tuple(Phase(f"p{i}", "grasp", a, b) for i, (a, b) in enumerate(pairwise(edges))),
    )


@pytest.mark.parametrize(
    "phases",
    [
        (Phase("a", "x", 101, 200),),
        (Phase("a", "x", 100, 199),),
        (Phase("a", "x", 100, 150), Phase("b", "x", 151, 200)),
        (Phase("a", "x", 100, 160), Phase("b", "x", 150, 200)),
        (Phase("a", "x", 100, 100), Phase("b", "x", 100, 200)),
        (Phase("a", "x", 100, 150), Phase("a", "x", 150, 200)),
    ],
    ids=["late start", "early end", "gap", "overlap", "empty phase", "shared id"],
)
def test_what_does_not_tile_is_no_track(phases: tuple[Phase, ...]) -> None:
    with pytest.raises(ValueError, match=r"phase"):
        PhaseTrack(EPISODE, phases)


def test_a_boundary_belongs_to_the_phase_that_begins_there() -> None:
    two = track(150)
    assert [two.index_at(t) for t in (99, 100, 149, 150, 199, 200, 201)] == [None, 0, 0, 1, 1, 1, None]
    assert two.boundaries_ns == (150,)
    assert two.at(150) == two.phases[1]
    assert two.index_of("p1") == 1
    assert two.index_of("nobody") is None


def test_an_empty_track_has_nothing_anywhere() -> None:
    assert PhaseTrack(EPISODE).index_at(150) is None
    assert PhaseTrack(EPISODE).boundaries_ns == ()
