from dataclasses import replace
from itertools import chain

from models.cutting_aids.suggestions import Suggestion, Suggestions, with_suggested
from models.figures import Verdict
from models.phases import Phase, PhaseTrack
from models.timebase import NS_PER_S, TimeRange

SURE, UNSURE, WORST = 0.95, 0.6, 0.3


def suggested(*confidences: float) -> Suggestions:
    """One phase a second."""
    return Suggestions(
        tuple(
            Suggestion(f"p{n}", n * NS_PER_S, (n + 1) * NS_PER_S, confidence)
            for n, confidence in enumerate(confidences)
        )
    )


def track(*phases: tuple[str, int, int]) -> PhaseTrack:
    whole = TimeRange(phases[0][1] * NS_PER_S, phases[-1][2] * NS_PER_S)
    return PhaseTrack(
        whole, tuple(Phase(name, name, start * NS_PER_S, end * NS_PER_S) for name, start, end in phases)
    )


def taken(own: PhaseTrack, first: Suggestion, cuts: list[Suggestion], ids: list[str]) -> tuple[Phase, ...]:
    return tuple(chain.from_iterable(with_suggested(own, first, cuts, ids)))


def walk(suggestions: Suggestions, step: int, count: int) -> list[int | None]:
    places = []
    for _ in range(count):
        suggestions = suggestions.walked(step)
        places.append(suggestions.looked_at)
    return places


def test_the_start_of_the_first_needs_no_answer():
    assert suggested(SURE, SURE).open == (1,)
    assert suggested().open == ()


def test_the_least_sure_are_looked_at_first_then_the_others_in_order():
    suggestions = suggested(WORST, SURE, UNSURE, SURE, WORST)
    assert walk(suggestions, 1, 5) == [4, 2, 1, 3, 4]
    assert walk(suggestions, -1, 2) == [3, 1]
    assert walk(suggested(SURE), 1, 1) == [None]
    assert suggestions.unsure_count == 2


def test_an_answer_to_the_one_looked_at_leaves_the_others():
    looked = suggested(SURE, SURE, UNSURE).walked(1)
    assert looked.cut_by_hand(99 * NS_PER_S).open == (1,)
    assert looked.took({2: "a"}).open == (1,)
    assert looked.took({2: "a"}).looked_at is None


def test_a_cut_without_looking_answers_all_up_to_there():
    assert suggested(SURE, SURE, SURE, SURE).cut_by_hand(2 * NS_PER_S).open == (3,)


def test_what_is_taken_back_is_open_again():
    taken = suggested(SURE, SURE, SURE).took({1: "a", 2: "b"})
    assert taken.open == ()
    assert taken.beside(track(("z", 0, 1), ("a", 1, 3))).open == (2,)
    assert taken.beside(PhaseTrack(TimeRange(0, 3 * NS_PER_S))).open == (1, 2)


def test_accepted_ones_tile_the_episode_with_what_was_there():
    suggestions = suggested(SURE, SURE, UNSURE)
    whole = PhaseTrack(TimeRange(0, 3 * NS_PER_S))
    first, *cuts = suggestions.phases
    fresh = taken(whole, first, cuts, ["a", "b", "z"])
    assert [(each.id, each.label, each.start_ns // NS_PER_S) for each in fresh] == [
        ("z", "p0", 0), ("a", "p1", 1), ("b", "p2", 2),
    ]  # fmt: skip
    assert [each.confidence_pm for each in fresh] == [950, 950, 600]
    own = track(("x", 0, 1), ("y", 1, 3))
    mixed = taken(own, first, cuts[1:], ["b", "z"])
    assert [each.label for each in PhaseTrack(own.range, mixed).phases] == ["x", "y", "p2"]


def test_what_became_of_each_is_kept_changed_or_refused():
    taken = suggested(SURE, SURE, SURE, SURE, SURE).took({1: "p1", 2: "p2", 3: "gone"})
    found = taken.answers(track(("p0", 0, 1), ("p1", 1, 3), ("p2", 3, 5)))
    assert [(one.label, one.verdict.value) for one in found] == [
        ("p1", "kept"), ("p2", "changed"), ("p3", "refused"), ("p4", "refused"),
    ]  # fmt: skip
    assert {one.method for one in found} == {"transfer"}
    renamed = taken.answers(
        PhaseTrack(
            TimeRange(0, NS_PER_S * 5),
            (Phase("z", "p0", 0, NS_PER_S), Phase("p1", "other", NS_PER_S, NS_PER_S * 5)),
        )
    )
    assert renamed[0].verdict is Verdict.CHANGED


def both_arms() -> Suggestions:
    left, right = suggested(SURE, WORST, SURE), suggested(SURE, UNSURE)
    return Suggestions(
        tuple(
            replace(one, tier=tier)
            for tier, each in (("left", left), ("right", right))
            for one in each.phases
        )
    )


def test_the_start_of_each_arm_needs_no_answer_and_the_walk_goes_over_all_arms():
    assert both_arms().open == (1, 2, 4)
    assert walk(both_arms(), 1, 3) == [1, 4, 2]
    assert [one.tier for one in (both_arms().first_of("right"), both_arms().phases[4])] == ["right"] * 2


def test_a_cut_of_one_arm_answers_nothing_of_the_other():
    assert both_arms().cut_by_hand(9 * NS_PER_S, "right").open == (1, 2)
    assert both_arms().walked(1).cut_by_hand(9 * NS_PER_S, "right").looked_at == 1


def test_an_arm_that_is_emptied_is_open_again_and_the_other_stays_answered():
    answered = both_arms().cut_by_hand(9 * NS_PER_S, "left").cut_by_hand(9 * NS_PER_S, "right")
    begun = replace(track(("a", 0, 5)), phases=())
    left = PhaseTrack(begun.range, (Phase("a", "p0", 0, 5 * NS_PER_S, "left"),), "left")
    assert answered.beside(begun, left).open == (4,)


def test_what_lies_on_one_arm_keeps_its_answers():
    right = both_arms().took({1: "a", 4: "b"}).walked(1).of_tiers(("right",))
    assert [one.label for one in right.phases] == ["p0", "p1"]
    assert right.accepted == {1: "b"}
    assert right.looked_at is None
    assert both_arms().walked(1).of_tiers(("left",)).looked_at == 1
