"""Random edits: every track tiles, every change folds, undo and redo lead back to the same document."""

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from models.errors import RefusedEditError
from models.labelling.apply import apply
from models.labelling.changes import (
    ChangeSet,
    changes_from_json,
    changes_to_json,
    changeset_from_json,
    changeset_to_json,
    diff,
    digest,
    fold,
)
from models.labelling.document import Document
from models.labelling.history import History, Step
from models.review import Role, State
from tests.support.labels import TAXONOMY, WISHES, Wish, blank, command_of

STEPS = st.lists(st.one_of(WISHES, st.sampled_from([Step.UNDO, Step.REDO])), max_size=40)


def edited(wishes: list[Wish], document: Document | None = None) -> Document:
    """What remains of the wishes that are not refused."""
    document = document or blank()
    for serial, wish in enumerate(wishes):
        try:
            command = command_of(wish, document, serial)
            document = apply(document, command, taxonomy=TAXONOMY, role=Role.LEAD).document
        except RefusedEditError:
            continue
    return document


def assert_tiles(document: Document) -> None:
    assert [arm.tier for arm in document.arms] == sorted({arm.tier for arm in document.arms if arm.phases})
    for track in document.tracks:
        if track.phases:
            edges = [phase.start_ns for phase in track.phases] + [track.phases[-1].end_ns]
            assert edges == sorted(set(edges))
            assert [phase.end_ns for phase in track.phases] == edges[1:]
            assert (edges[0], edges[-1]) == (document.range.start_ns, document.range.end_ns)
            assert {phase.tier for phase in track.phases} == {track.tier}
    for mark in document.marks:
        assert document.range.start_ns <= mark.start_ns <= mark.end_ns <= document.range.end_ns


@settings(max_examples=600, deadline=None)
@given(STEPS)
def test_undo_and_redo_lead_back_to_the_same_document(steps: list[Wish | Step]) -> None:
    document, history = blank(), History()
    past, future = [document], list[Document]()
    for serial, step in enumerate(steps):
        if isinstance(step, Step):
            taken = history.undo() if step is Step.UNDO else history.redo()
            if taken is None:
                continue
            command, kind = taken[0], step
        else:
            command, kind = command_of(step, document, serial), Step.EDIT
        try:
            applied = apply(document, command, taxonomy=TAXONOMY, role=Role.LEAD)
        except RefusedEditError:
            assert kind is Step.EDIT
            continue
        assert fold(document, applied.changes) == applied.document
        assert_tiles(applied.document)
        if not applied.changes:
            assert kind is Step.EDIT
            continue
        document, history = applied.document, history.after(kind, applied.inverse)
        if kind is Step.EDIT:
            past, future = [*past, document], []
        elif kind is Step.UNDO:
            future.append(past.pop())
        else:
            past.append(future.pop())
        assert document == past[-1]
    walk_back(document, history, past)


def walk_back(document: Document, history: History, past: list[Document]) -> None:
    last, undone = document, 0
    while (taken := history.undo()) is not None:
        applied = apply(document, taken[0], taxonomy=TAXONOMY, role=Role.LEAD)
        document, history = applied.document, history.after(Step.UNDO, applied.inverse)
        undone += 1
        assert document == past[-1 - undone]
    assert document == blank()
    for _ in range(undone):
        taken = history.redo()
        assert taken is not None
        applied = apply(document, taken[0], taxonomy=TAXONOMY, role=Role.LEAD)
        document, history = applied.document, history.after(Step.REDO, applied.inverse)
    assert document == last


DOCUMENTS = st.builds(
    lambda wishes, state, who, codes: replace(
        edited(wishes), state=state, annotator=who, reviewer=who, review_reasons=tuple(codes)
    ),
    st.lists(WISHES, max_size=15),
    st.sampled_from(State),
    st.text(max_size=5).map(lambda text: text.encode("utf-8", "replace").decode()),
    st.lists(st.sampled_from(["boundary_off", "wrong_phase"]), max_size=2),
)


@settings(max_examples=200, deadline=None)
@given(DOCUMENTS, DOCUMENTS)
def test_the_difference_of_any_two_documents_folds_to_the_second(old: Document, new: Document) -> None:
    changes = diff(old, new)
    assert fold(old, changes) == new
    assert changes_from_json(changes_to_json(changes)) == changes
    assert old != new or all(change.body.get("field", "").startswith("taxonomy") for change in changes)


@settings(max_examples=100, deadline=None)
@given(DOCUMENTS)
def test_a_change_set_survives_its_text(document: Document) -> None:
    changeset = ChangeSet(
        "01", document.episode_id, "", "ann", "annotator", 5, diff(blank(), document), ("00",)
    )
    text = changeset_to_json(changeset)
    assert changeset_from_json(text) == changeset
    assert digest(changeset_from_json(text)) == digest(changeset)
    assert digest(replace(changeset, author="bob")) != digest(changeset)
