"""Maps rise, go there and back, and know where they end; phases that have no counterpart are bridged."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.alignment.time_map import TimeMap, by_phase, by_start, through
from models.phases import Phase
from models.timebase import NS_PER_S, TimeRange

ORIGIN = 1_767_363_600_000_000_000
GAPS = st.lists(st.tuples(st.integers(1, 10**10), st.integers(1, 10**10)), min_size=1, max_size=12)


def map_of(gaps: list[tuple[int, int]]) -> TimeMap:
    steps = np.cumsum(np.array([(0, 0), *gaps], np.int64), axis=0)
    return TimeMap(ORIGIN + steps[:, 0], 5 + steps[:, 1])


def phases(*named: tuple[str, float], start_ns: int = 0) -> tuple[Phase, ...]:
    made, t_ns = [], start_ns
    for number, (label, seconds) in enumerate(named):
        end_ns = t_ns + round(seconds * NS_PER_S)
        made.append(Phase(f"{start_ns}-{number}", label, t_ns, end_ns))
        t_ns = end_ns
    return tuple(made)


def whole(of: tuple[Phase, ...]) -> TimeRange:
    return TimeRange(of[0].start_ns, of[-1].end_ns)


@given(GAPS, st.lists(st.integers(0, 2 * 10**10), min_size=2, max_size=20))
def test_it_never_goes_back_and_stays_within_the_other(gaps, offsets):
    made = map_of(gaps)
    mapped = made.all_to_other(ORIGIN + np.sort(np.array(offsets, np.int64)))
    assert (np.diff(mapped) >= 0).all()
    assert made.other_ns[0] <= mapped.min()
    assert mapped.max() <= made.other_ns[-1]


@given(GAPS)
def test_its_points_are_met_to_the_nanosecond_there_and_back(gaps):
    made = map_of(gaps)
    for lead_ns, other_ns in zip(made.lead_ns.tolist(), made.other_ns.tolist(), strict=True):
        assert made.to_other(lead_ns) == other_ns
        assert made.to_lead(other_ns) == lead_ns


def test_by_start_the_shorter_one_ends_and_says_so():
    made = by_start(TimeRange(ORIGIN, ORIGIN + 20 * NS_PER_S), TimeRange(7, 7 + 10 * NS_PER_S))
    assert made.to_other(ORIGIN + 3 * NS_PER_S) == 7 + 3 * NS_PER_S
    assert made.covers(ORIGIN + 9 * NS_PER_S)
    assert not made.covers(ORIGIN + 11 * NS_PER_S)
    assert made.to_other(ORIGIN + 15 * NS_PER_S) == 7 + 10 * NS_PER_S - 1


def test_the_middle_of_a_phase_meets_the_middle_of_its_counterpart():
    one = phases(("idle", 1), ("approach", 4), ("grasp", 2))
    two = phases(("idle", 2), ("approach", 2), ("grasp", 1), start_ns=ORIGIN)
    found = by_phase(whole(one), one, whole(two), two)
    assert found is not None
    assert found.unpaired == ()
    assert found.map.to_other(3 * NS_PER_S) == ORIGIN + 3 * NS_PER_S
    assert found.map.to_other(6 * NS_PER_S) == ORIGIN + round(4.5 * NS_PER_S)


def test_a_retry_is_bridged_and_named():
    one = phases(("approach", 2), ("grasp", 2), ("approach", 2), ("grasp", 2), ("lift", 2))
    two = phases(("approach", 2), ("grasp", 2), ("lift", 2))
    found = by_phase(whole(one), one, whole(two), two)
    assert found is not None
    assert found.map.to_other(9 * NS_PER_S) == 5 * NS_PER_S
    assert set(found.unpaired) == {"approach", "grasp"}


def test_without_a_common_phase_there_is_no_map():
    one, two = phases(("idle", 1)), phases(("lift", 1))
    assert by_phase(whole(one), one, whole(two), two) is None


@pytest.mark.parametrize("points", [[(0, 0)], [(0, 0), (0, 5)], [(0, 0), (5, 0)]])
def test_what_does_not_rise_is_no_map(points):
    with pytest.raises(ValueError, match="a map"):
        through(points)
