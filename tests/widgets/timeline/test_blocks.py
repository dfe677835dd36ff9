"""Phases as the lane draws them, and as a screen reader hears them."""

from dataclasses import fields

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from models.phases import Phase
from models.timebase import TimeRange
from tests.widgets.timeline.scenes import PICK_PLACE, T0_NS, S, demo_track, ten_seconds, track
from widgets.timeline.blocks import Blocks, duration_text, moved_text
from widgets.timeline.content import Content, tail_hints


def same(one: Blocks, other: Blocks) -> bool:
    """Whether both draw the same."""
    return all(
        np.array_equal(getattr(one, field.name), getattr(other, field.name)) for field in fields(Blocks)
    )


@given(st.lists(st.integers(1, 11), max_size=8), st.lists(st.integers(1, 11), max_size=8), st.data())
def test_after_an_edit_they_are_as_if_made_anew(
    before: list[int], after: list[int], data: st.DataObject
) -> None:
    codes = st.sampled_from(["approach", "grasp", "lift", "polish"])
    old, new = (
        tuple(
            Phase(f"p{place}", data.draw(codes), T0_NS + place * S, T0_NS + (place + 1) * S)
            for place in places
        )
        for places in (before, after)
    )
    kept = {phase: phase for phase in old}
    shared_new = tuple(kept.get(phase, phase) for phase in new)
    made = Blocks._of(old, T0_NS, PICK_PLACE, "en").after(old, shared_new, PICK_PLACE)
    assert same(made, Blocks._of(shared_new, T0_NS, PICK_PLACE, "en"))


def test_a_phase_in_words() -> None:
    blocks = Blocks.of(demo_track(), PICK_PLACE, "en")
    assert blocks.sentence(2) == "Grasp, key 2, 6.47 to 7.85 s"


def test_names_follow_the_language() -> None:
    blocks = Blocks.of(demo_track(), PICK_PLACE, "zh_CN")
    assert blocks.name(2) == "抓取"


def test_a_label_that_the_taxonomy_lost_keeps_its_code() -> None:
    blocks = Blocks.of(track([S], ["polish"]), PICK_PLACE, "en")
    assert (blocks.name(0), int(blocks.slots[0])) == ("polish", 0)


def test_durations() -> None:
    assert duration_text(4_880_000_000) == "4.88 s"
    assert duration_text(64_880_000_000) == "1:04.88"


def test_how_far_a_boundary_went() -> None:
    assert moved_text(-100_000_000, 33_333_333) == "\u22123 frames"
    assert moved_text(100_000_000, 33_333_333) == "+3 frames"
    assert moved_text(12_000_000, 0) == "+12 ms"
    assert moved_text(0, 33_333_333) == "0 frames"


def test_the_phase_at_a_time() -> None:
    blocks = Blocks.of(ten_seconds(5), PICK_PLACE, "en")
    assert blocks.index_at(T0_NS) == 0
    assert blocks.index_at(T0_NS + 2 * S) == 1
    assert blocks.index_at(T0_NS - 1) is None
    assert blocks.index_at(T0_NS + 10 * S) is None


def test_while_labelling_the_last_phase_ends_where_the_playhead_has_been() -> None:
    blocks = Blocks.of(ten_seconds(5), PICK_PLACE, "en")
    content = Content(range=TimeRange(T0_NS, T0_NS + 10 * S), blocks=blocks, open_until_ns=T0_NS + 9 * S)
    assert int(content.drawn.ends[-1]) == content.tail_start_ns == T0_NS + 9 * S
    assert (len(content.settled), len(content.growing)) == (4, 1)


def test_the_last_phase_never_ends_before_it_begins() -> None:
    blocks = Blocks.of(ten_seconds(5), PICK_PLACE, "en")
    content = Content(range=TimeRange(T0_NS, T0_NS + 10 * S), blocks=blocks, open_until_ns=T0_NS)
    assert content.tail_start_ns == T0_NS + 8 * S


def test_once_submitted_everything_is_drawn() -> None:
    content = Content(
        range=TimeRange(T0_NS, T0_NS + 10 * S), blocks=Blocks.of(ten_seconds(5), PICK_PLACE, "en")
    )
    assert content.tail_start_ns == T0_NS + 10 * S
    assert len(content.growing) == 0


def test_the_tail_names_the_key_of_the_next_phase() -> None:
    assert tail_hints(PICK_PLACE, "transport", 5, "en")[0] == "Not labelled yet. 5 begins Place here."


def test_on_an_empty_track_idle_is_not_worth_a_key() -> None:
    assert tail_hints(PICK_PLACE, None, 0, "en")[0] == "Not labelled yet. 1 begins Approach here."


def test_behind_the_template_the_tail_only_says_that_it_is_not_labelled() -> None:
    assert tail_hints(PICK_PLACE, "idle", 8, "en") == ("Not labelled yet.",)
