"""Lanes fold in the order that the design gives and never the three that matter."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from widgets.timeline.layout import Inventory, Lane, Row, full_height, lay_out, least_height

ANNOTATE = Inventory(filmstrip=True, signals=1, mode=True, streams=6)
KEPT = {Lane.RULER, Lane.PHASES, Lane.OVERVIEW}


def lanes(rows: tuple[Row, ...]) -> list[Lane]:
    return [row.lane for row in rows]


inventories = st.builds(
    Inventory,
    compact=st.booleans(),
    tiers=st.integers(0, 3),
    differences=st.booleans(),
    proposals=st.sampled_from([(), (0,), (1,)]),
    filmstrip=st.booleans(),
    signals=st.integers(0, 2),
    mode=st.booleans(),
    streams=st.integers(0, 40),
)


@given(inventories, st.integers(0, 900))
def test_lanes_fit_and_do_not_overlap(inventory: Inventory, height: int) -> None:
    rows = lay_out(inventory, height)
    assert set(lanes(rows)) >= KEPT
    assert rows[-1].bottom <= max(height, least_height(inventory))
    for above, below in pairwise(rows):
        assert below.y == above.bottom + 1
    assert lanes(rows) == sorted(lanes(rows), key=list(Lane).index)


def test_all_lanes_of_the_annotate_set_in_full() -> None:
    rows = lay_out(ANNOTATE, full_height(ANNOTATE))
    heights = {row.lane: row.height for row in rows}
    assert heights == {
        Lane.RULER: 24,
        Lane.PHASES: 38,
        Lane.FILMSTRIP: 46,
        Lane.SIGNAL: 40,
        Lane.MODE: 18,
        Lane.REMARKS: 20,
        Lane.FINDINGS: 20,
        Lane.COVERAGE: 80,
        Lane.OVERVIEW: 22,
    }


def test_a_low_window_gets_the_compact_lanes() -> None:
    compact = Inventory(compact=True, filmstrip=True, signals=2, mode=True, streams=6)
    rows = lay_out(compact, full_height(compact))
    assert [(row.lane, row.height) for row in rows] == [
        (Lane.RULER, 20),
        (Lane.PHASES, 32),
        (Lane.FILMSTRIP, 36),
        (Lane.MARKS, 20),
        (Lane.COVERAGE, 12),
        (Lane.OVERVIEW, 18),
    ]


def test_lanes_leave_in_order() -> None:
    gone: list[Lane] = []
    before = set(lanes(lay_out(ANNOTATE, 1000)))
    for height in range(full_height(ANNOTATE), least_height(ANNOTATE) - 1, -1):
        now = set(lanes(lay_out(ANNOTATE, height)))
        gone += sorted((before | set(gone)) - now - set(gone), key=list(Lane).index)
        before = now
    order = [Lane.COVERAGE, Lane.SIGNAL, Lane.MODE, Lane.FILMSTRIP, Lane.REMARKS, Lane.FINDINGS]
    assert [lane for lane in gone if lane in order] == order


def test_coverage_becomes_one_row_before_it_goes() -> None:
    rows = lay_out(ANNOTATE, full_height(ANNOTATE) - 1)
    assert next(row.height for row in rows if row.lane is Lane.COVERAGE) == 13


@pytest.mark.parametrize(("spare", "height"), [(0, 40), (10, 50), (400, 56)])
def test_room_that_is_left_goes_to_the_signal(spare: int, height: int) -> None:
    rows = lay_out(ANNOTATE, full_height(ANNOTATE) + spare)
    assert next(row.height for row in rows if row.lane is Lane.SIGNAL) == height


def test_many_streams_share_a_row() -> None:
    rows = lay_out(Inventory(streams=30), 2000)
    assert next(row.height for row in rows if row.lane is Lane.COVERAGE) == 13


def test_proposals_for_arms_lie_below_the_lane_of_each() -> None:
    arms = Inventory(arms=2, proposals=(0, 1, 2), marks=False)
    rows = [(row.lane, row.index) for row in lay_out(arms, full_height(arms))]
    assert rows[1:6] == [
        (Lane.PHASES, 0),
        (Lane.PROPOSALS, 0),
        (Lane.PHASES, 1),
        (Lane.PROPOSALS, 1),
        (Lane.PROPOSALS, 2),
    ]
