"""What is missing, where to look and which key mends it."""

from dataclasses import replace

from models.labelling.apply import apply
from models.labelling.checks import Missing, missing
from models.labelling.commands import Command, SetGrade
from models.labelling.document import Document, Mark
from models.phases import Phase, PhaseTrack
from models.review import Role
from models.taxonomy import ArmLabel, Taxonomy
from tests.support.labels import TAXONOMY, at_s, blank, cut

TEMPLATE = ("approach", "grasp", "lift", "transport", "place", "retreat")


def done(*commands: Command) -> Document:
    document = blank()
    for command in commands:
        document = apply(document, command, taxonomy=TAXONOMY, role=Role.ANNOTATOR).document
    return document


def whole(order: tuple[str, ...] = TEMPLATE) -> list[Command]:
    return [cut(1 + index, label) for index, label in enumerate(order)]


def codes(document: Document) -> list[tuple[str, bool]]:
    return [(item.code, item.blocking) for item in missing(document, TAXONOMY)]


def test_a_blank_episode_lacks_phases_and_a_grade() -> None:
    phases, grade = missing(blank(), TAXONOMY)
    assert (str(phases), phases.t_ns, phases.key) == ("No phase is cut yet", at_s(0), "0")
    assert (str(grade), grade.t_ns, grade.key) == ("No grade is given yet", None, "S P F")


def test_a_whole_episode_lacks_nothing() -> None:
    assert missing(done(*whole(), cut(8, "idle"), SetGrade("success")), TAXONOMY) == ()


def test_idle_at_either_end_may_be_absent() -> None:
    assert missing(done(*whole(), SetGrade("success")), TAXONOMY) == ()


def test_a_failure_needs_its_reason() -> None:
    assert codes(done(*whole(), SetGrade("failure"))) == [("no_reason", True)]
    assert codes(done(*whole(), SetGrade("failure", ("dropped",)))) == []


def test_phases_of_the_template_that_are_missing_warn_only() -> None:
    document = done(*whole(TEMPLATE[:4]), SetGrade("success"))
    place, retreat = missing(document, TAXONOMY)
    assert (str(place), place.key, place.blocking) == ("The phase Place is missing", "5", False)
    assert (str(retreat), retreat.key, retreat.blocking) == ("The phase Retreat is missing", "6", False)
    assert place.values["phase"] is TAXONOMY.phase("place")


def test_another_order_warns_once_and_says_where() -> None:
    retried = ("approach", "grasp", "approach", *TEMPLATE[1:])
    (warning,) = missing(done(*whole(retried), SetGrade("success")), TAXONOMY)
    assert (warning.code, warning.t_ns, warning.blocking) == ("template_order", at_s(3), False)
    assert str(warning) == "The phase Approach does not follow the order of the template"


def test_what_blocks_stands_first() -> None:
    assert [blocking for _, blocking in codes(done(*whole(TEMPLATE[:2])))] == [
        True,
        False,
        False,
        False,
        False,
    ]


def test_a_label_of_another_taxonomy_blocks() -> None:
    document = done(cut(0, "grasp"), SetGrade("success"))
    (phase,) = document.track.phases
    stranger = type(document)(
        document.episode_id,
        PhaseTrack(document.range, (type(phase)("x", "weld", phase.start_ns, phase.end_ns),)),
        grade="success",
    )
    assert missing(stranger, TAXONOMY)[0] == Missing(
        "unknown_phase", "The taxonomy has no phase {code}", {"code": "weld"}, phase.start_ns
    )


def strict(**changes: object) -> Taxonomy:
    return replace(TAXONOMY, template=(), **changes)


def test_a_phase_that_may_not_follow_blocks_with_the_keys_that_may() -> None:
    phases = tuple(
        replace(label, successors=("lift", "idle")) if label.code == "grasp" else label
        for label in TAXONOMY.phases
    )
    document = done(cut(1, "grasp"), cut(2, "place"), SetGrade("success"))
    (item,) = missing(document, strict(phases=phases))
    assert (str(item), item.t_ns, item.key, item.blocking) == (
        "Place cannot follow Grasp",
        at_s(2),
        "3 0",
        True,
    )
    (warning,) = missing(document, strict(phases=phases, blocking=frozenset()))
    assert not warning.blocking


def test_the_taxonomy_says_whether_the_template_blocks() -> None:
    document = done(*whole(TEMPLATE[:5]), SetGrade("success"))
    taxonomy = replace(TAXONOMY, blocking=frozenset({"template_phase_missing"}))
    assert [(item.code, item.blocking) for item in missing(document, taxonomy)] == [
        ("template_phase_missing", True)
    ]


def test_required_fields_block_and_wanted_ones_only_ask() -> None:
    document = done(cut(1, "grasp"), SetGrade("success"))
    taxonomy = strict(required=frozenset({"note"}), wanted=frozenset({"reason"}))
    assert [(item.code, item.blocking) for item in missing(document, taxonomy)] == [
        ("no_note", True),
        ("no_reason", False),
    ]


def test_every_required_field_has_its_line() -> None:
    document = done(cut(1, "grasp"), SetGrade("success"))
    names = ("instruction", "instruction_zh", "score", "rubric", "phase_grade", "phase_text", "phase_text_zh")
    found = missing(document, strict(required=frozenset(names), criteria=TAXONOMY.criteria[:1]))
    assert [(str(item), item.t_ns) for item in found] == [
        ("The phase Grasp has no grade yet", at_s(1)),
        ("The phase Grasp has no instruction yet", at_s(1)),
        ("The phase Grasp has no instruction in Chinese yet", at_s(1)),
        ("The instruction is missing", None),
        ("The instruction in Chinese is missing", None),
        ("No score is given yet", None),
        (f"The criterion {TAXONOMY.criteria[0]} has no level yet", None),
    ]


def test_a_phase_may_need_more_than_others() -> None:
    phases = tuple(
        replace(one, required=frozenset({"grade"})) if one.code == "place" else one for one in TAXONOMY.phases
    )
    document = done(cut(1, "grasp"), cut(2, "place"), SetGrade("success"))
    (item,) = missing(document, strict(phases=phases))
    assert (str(item), item.t_ns, item.blocking) == ("The phase Place has no grade yet", at_s(2), True)


def test_a_mark_and_a_reason_that_the_taxonomy_lacks_block() -> None:
    document = done(cut(1, "grasp"), SetGrade("success"))
    document = replace(document, reasons=("bored",), marks=(Mark("m", "events", "sneeze", at_s(2), at_s(2)),))
    assert [(item.code, item.t_ns, item.blocking) for item in missing(document, strict())] == [
        ("unknown_mark", at_s(2), True),
        ("unknown_reason", None, True),
    ]


def test_every_arm_needs_its_phases() -> None:
    arms = (ArmLabel("left", {"en": "Left arm"}), ArmLabel("right", {"en": "Right arm"}))
    phase = Phase("l", "grasp", blank().range.start_ns, blank().range.end_ns, tier="left")
    document = replace(blank(), grade="success", arms=(PhaseTrack(blank().range, (phase,), tier="left"),))
    (item,) = missing(document, strict(arms=arms))
    assert (str(item), item.blocking) == ("No phase of Right arm is cut yet", True)
