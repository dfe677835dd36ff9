"""Phases tile their episode or are no track at all."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

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


@given(st.sets(st.integers(101, 199), max_size=6), st.integers(98, 202))
def test_the_cuts_around_a_moment_are_the_nearest_on_each_side(cuts_ns: set[int], t_ns: int) -> None:
    for whole in (track(*sorted(cuts_ns)), PhaseTrack(EPISODE)):
        cuts = whole.boundaries_ns
        assert whole.boundary_after(t_ns) == min((cut for cut in cuts if cut > t_ns), default=None)
        assert whole.boundary_before(t_ns) == max((cut for cut in cuts if cut < t_ns), default=None)


@st.composite
def splices(draw: st.DrawFn) -> tuple[PhaseTrack, int, int, tuple[Phase, ...]]:
    """A track, a part of it, and what is to stand there: often what fits, as often nearly so."""
    inner = draw(st.sets(st.integers(101, 199), max_size=6))
    whole = track(*sorted(inner))
    start = draw(st.integers(0, len(whole.phases)))
    stop = draw(st.integers(start, len(whole.phases)))
    gone = whole.phases[start:stop]
    first_ns = gone[0].start_ns if gone else 100 if start == 0 else whole.phases[start - 1].end_ns
    last_ns = gone[-1].end_ns if gone else first_ns
    edges = [first_ns, *sorted(draw(st.lists(st.integers(first_ns, last_ns), max_size=3))), last_ns]
    if draw(st.booleans()):
        edges[draw(st.integers(0, len(edges) - 1))] += draw(st.integers(-3, 3))
    ids = st.sampled_from(["p0", "p1", "p5", "new", "other", "third", "fourth"])
    tiers = st.sampled_from(["", "", "", "left_arm"])
    return (
        whole,
        start,
        stop,
        tuple(Phase(draw(ids), "lift", a, b, draw(tiers)) for a, b in pairwise(edges)),
    )


@given(splices())
def test_a_splice_is_the_track_that_all_its_phases_make_or_none(
    case: tuple[PhaseTrack, int, int, tuple[Phase, ...]],
) -> None:
    whole, start, stop, phases = case
    joined = (*whole.phases[:start], *phases, *whole.phases[stop:])
    try:
        wanted = PhaseTrack(EPISODE, joined)
    except ValueError:
        with pytest.raises(ValueError, match=r"phase"):
            whole.spliced(start, stop, *phases)
    else:
        assert whole.spliced(start, stop, *phases) == wanted
