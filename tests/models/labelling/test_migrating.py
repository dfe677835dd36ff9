"""Labels move to a newer version of their taxonomy by its steps, in one edit that can be undone."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.errors import RefusedEditError
from models.labelling.apply import Applied, apply
from models.labelling.checks import missing
from models.labelling.commands import CutPhase, MigrateLabels, SetGrade, Submit
from models.labelling.document import Document, Mark, Remark
from models.labelling.migrating import asked, codes_used, migrate, must_migrate
from models.phases import Phase, PhaseTrack
from models.review import Role, State
from models.taxonomy import PhaseLabel, Taxonomy
from models.taxonomy.migrations import Kind, Merge, MigrationStep, Rename, Rule, Split
from tests.support.labels import TAXONOMY, at_s, blank

OLD = ("idle", "approach", "grasp", "lift", "transport", "grasp", "place", "retreat")
NEXT = TAXONOMY.version + 1


def newer(*steps: MigrationStep, drop: tuple[str, ...] = (), add: tuple[str, ...] = ()) -> Taxonomy:
    kept = tuple(label for label in TAXONOMY.phases if label.code not in drop)
    new = tuple(PhaseLabel(code, code[0], 7, {"en": code}) for code in add)
    return replace(TAXONOMY, version=NEXT, phases=(*kept, *new), template=(), migrations=steps)


def labelled(*codes: str) -> Document:
    document = blank()
    edges = [
        document.range.start_ns + i * document.range.duration_ns // len(codes) for i in range(len(codes))
    ]
    ends = [*edges[1:], document.range.end_ns]
    phases = tuple(
        Phase(f"p{i}", code, a, b) for i, (code, a, b) in enumerate(zip(codes, edges, ends, strict=True))
    )
    return replace(document, state=State.DRAFT, grade="success", track=PhaseTrack(document.range, phases))


def after(document: Document) -> list[str]:
    return [phase.label for phase in document.track.phases]


def answer(document: Document, taxonomy: Taxonomy) -> Applied:
    return apply(document, MigrateLabels(), taxonomy=taxonomy, role=Role.ANNOTATOR)


def test_a_renamed_code_is_renamed_everywhere() -> None:
    taxonomy = newer(Rename(NEXT, Kind.PHASE, "grasp", "seize"), drop=("grasp",), add=("seize",))
    assert after(migrate(labelled(*OLD), taxonomy)) == [
        "idle", "approach", "seize", "lift", "transport", "seize", "place", "retreat",
    ]  # fmt: skip


def test_merged_neighbours_stay_apart_or_become_one_phase() -> None:
    apart = Merge(NEXT, Kind.PHASE, ("lift", "transport"), "carry")
    taxonomy = newer(apart, drop=("lift", "transport"), add=("carry",))
    assert after(migrate(labelled(*OLD), taxonomy))[3:5] == ["carry", "carry"]
    document = migrate(labelled(*OLD), replace(taxonomy, migrations=(replace(apart, join=True),)))
    assert after(document)[2:5] == ["grasp", "carry", "grasp"]
    assert document.track.phases[3].id == "p3"


@pytest.mark.parametrize(
    ("rule", "codes"),
    [(Rule.ORDER, ["reach", "regrasp"]), (Rule.LAST, ["reach", "regrasp"]), (Rule.ASK, ["grasp", "grasp"])],
)
def test_a_split_code_becomes_another_by_its_place(rule: Rule, codes: list[str]) -> None:
    step = Split(NEXT, Kind.PHASE, "grasp", ("reach", "regrasp"), rule)
    document = migrate(labelled(*OLD), newer(step, drop=("grasp",), add=("reach", "regrasp")))
    assert [after(document)[2], after(document)[5]] == codes


def test_three_occurrences_show_the_difference_of_the_rules() -> None:
    def becomes(rule: Rule) -> list[str]:
        step = Split(NEXT, Kind.PHASE, "grasp", ("reach", "regrasp"), rule)
        return after(migrate(labelled("grasp", "lift", "grasp", "lift", "grasp"), newer(step)))[::2]

    assert becomes(Rule.ORDER) == ["reach", "regrasp", "regrasp"]
    assert becomes(Rule.LAST) == ["reach", "reach", "regrasp"]


def test_what_a_split_asks_blocks_until_a_person_chose() -> None:
    step = Split(NEXT, Kind.PHASE, "grasp", ("reach", "seize"))
    taxonomy = newer(step, drop=("grasp",), add=("reach", "seize"))
    document = answer(labelled("grasp", "lift"), taxonomy).document
    assert [label.code for label in asked("grasp", taxonomy)] == ["reach", "seize"]
    (item,) = [item for item in missing(document, taxonomy) if item.blocking]
    assert (str(item), item.t_ns) == ("Phase grasp was split: choose reach or seize", at_s(0))
    assert item.key == "r s"
    chosen = CutPhase(at_s(0), "reach", "new", "idle")
    document = apply(document, chosen, taxonomy=taxonomy, role=Role.ANNOTATOR).document
    assert [item for item in missing(document, taxonomy) if item.blocking] == []


def test_grades_and_reasons_move_too() -> None:
    document = replace(
        labelled("idle", "grasp"),
        grade="partial",
        reasons=("dropped", "misplaced"),
        review_reasons=("boundary_off",),
        remarks=(Remark("r", at_s(1), "ann", "see", reason="dropped"),),
    )
    taxonomy = newer(
        Rename(NEXT, Kind.GRADE, "partial", "failure"),
        Merge(NEXT, Kind.REASON, ("dropped", "misplaced"), "collision"),
        Rename(NEXT, Kind.RETURN_REASON, "boundary_off", "wrong_phase"),
    )
    moved = migrate(document, taxonomy)
    assert (moved.grade, moved.reasons, moved.review_reasons) == ("failure", ("collision",), ("wrong_phase",))
    assert moved.remarks[0].reason == "collision"


def test_steps_of_several_versions_follow_each_other() -> None:
    steps = (Rename(NEXT + 1, Kind.PHASE, "seize", "grip"), Rename(NEXT, Kind.PHASE, "grasp", "seize"))
    taxonomy = replace(newer(*steps), version=NEXT + 1)
    assert after(migrate(labelled("grasp"), taxonomy)) == ["grip"]
    half = replace(labelled("seize"), taxonomy_version=NEXT)
    assert after(migrate(half, taxonomy)) == ["grip"]


def test_it_is_an_edit_that_tells_its_version_and_can_be_undone() -> None:
    taxonomy = newer(Rename(NEXT, Kind.PHASE, "grasp", "seize"), drop=("grasp",), add=("seize",))
    before = labelled("idle", "grasp")
    moved = answer(before, taxonomy)
    assert moved.document.taxonomy_version == NEXT
    told = [change.body for change in moved.changes if change.body.get("field") == "taxonomy_version"]
    assert told == [{"field": "taxonomy_version", "value": NEXT}]
    back = apply(moved.document, moved.inverse, taxonomy=taxonomy, role=Role.ANNOTATOR)
    assert back.document == before
    again = apply(back.document, back.inverse, taxonomy=taxonomy, role=Role.ANNOTATOR)
    assert again.document == moved.document


def test_no_other_edit_jumps_over_a_migration() -> None:
    taxonomy = newer(Rename(NEXT, Kind.PHASE, "grasp", "seize"), drop=("grasp",), add=("seize",))
    with pytest.raises(RefusedEditError, match="bring them to version"):
        apply(labelled("grasp"), SetGrade("success"), taxonomy=taxonomy, role=Role.ANNOTATOR)
    with pytest.raises(RefusedEditError, match="bring them to version"):
        apply(labelled("grasp"), Submit("ann"), taxonomy=taxonomy, role=Role.ANNOTATOR)
    untouched = apply(labelled("lift"), SetGrade("failure"), taxonomy=taxonomy, role=Role.ANNOTATOR)
    assert not must_migrate(labelled("lift"), taxonomy)
    assert untouched.document.taxonomy_version == NEXT


def test_labels_of_a_newer_version_are_only_looked_at() -> None:
    document = replace(labelled("grasp"), taxonomy_version=NEXT)
    for command in (SetGrade("success"), MigrateLabels(), Submit("ann")):
        with pytest.raises(RefusedEditError, match="looked at, not edited"):
            apply(document, command, taxonomy=TAXONOMY, role=Role.ANNOTATOR)


CODES = st.sampled_from([label.code for label in TAXONOMY.phases])
STEPS = st.lists(
    st.one_of(
        st.builds(Rename, st.just(NEXT), st.just(Kind.PHASE), CODES, CODES),
        st.builds(Merge, st.just(NEXT), st.just(Kind.PHASE), st.tuples(CODES, CODES), CODES, st.booleans()),
        st.builds(
            Split, st.just(NEXT), st.just(Kind.PHASE), CODES, st.tuples(CODES, CODES), st.sampled_from(Rule)
        ),
    ),
    max_size=4,
)


@given(st.lists(CODES, min_size=1, max_size=8), STEPS)
def test_no_migration_moves_time_and_every_one_leads_back(
    codes: list[str], steps: list[MigrationStep]
) -> None:
    before, taxonomy = labelled(*codes), newer(*steps)
    moved = answer(before, taxonomy)
    edges = {phase.start_ns for phase in moved.document.track.phases}
    assert edges <= {phase.start_ns for phase in before.track.phases}
    assert moved.document.track.phases[-1].end_ns == before.track.phases[-1].end_ns
    assert sum(codes_used(before)[Kind.PHASE].values()) == len(codes)
    assert apply(moved.document, moved.inverse, taxonomy=taxonomy, role=Role.ANNOTATOR).document == before


def test_arms_marks_and_criteria_move_too() -> None:
    document = labelled("idle", "grasp")
    phase = Phase("l", "grasp", document.range.start_ns, document.range.end_ns, tier="left", grade="partial")
    document = replace(
        document,
        arms=(PhaseTrack(document.range, (phase,), tier="left"),),
        marks=(Mark("m", "events", "slip", at_s(1), at_s(2)),),
        rubric=(("grasp", 2), ("hold", 4)),
    )
    taxonomy = newer(
        Rename(NEXT, Kind.PHASE, "grasp", "seize"),
        Rename(NEXT, Kind.GRADE, "partial", "failure"),
        Rename(NEXT, Kind.ARM, "left", "west"),
        Rename(NEXT, Kind.MARK, "slip", "slide"),
        Merge(NEXT, Kind.CRITERION, ("grasp", "hold"), "grip"),
    )
    moved = migrate(document, taxonomy)
    (arm,) = moved.arms
    assert arm.tier == "west"
    assert [(one.label, one.tier, one.grade) for one in arm.phases] == [("seize", "west", "failure")]
    assert moved.marks[0].label == "slide"
    assert moved.rubric == (("grip", 2),)
    assert must_migrate(document, taxonomy)
