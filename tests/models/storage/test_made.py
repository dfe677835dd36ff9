"""What this process made itself is neither read nor worked out again, and comes to the same."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.errors import RefusedEditError
from models.labelling.apply import apply
from models.labelling.changes import ChangeSet, changes_to_json, changeset_to_json, diff, fold
from models.labelling.document import Document, empty_document
from models.review import Role
from models.storage import made, outbox
from models.storage.made import Made, MadeEdit, changes_of
from models.storage.values import Answer, AnswerStatus
from tests.support.desk import SITE, Desk, PaperCatalog
from tests.support.labels import TAXONOMY, WISHES, Wish, blank, command_of, cut, record


@pytest.fixture
def catalog() -> PaperCatalog:
    return PaperCatalog(episodes={record().id: record()})


def edit(number: int, before: Document, after: Document) -> MadeEdit:
    changes = diff(before, after)
    changeset = ChangeSet(f"c{number}", before.episode_id, "", "ann", "annotator", 1, changes)
    return MadeEdit(changeset, changes_to_json(changes), before, after)


def edits_of(wishes: list[Wish]) -> list[MadeEdit]:
    """An edit for each wish that is not refused and changes something."""
    document, made_edits = blank(), list[MadeEdit]()
    for serial, wish in enumerate(wishes):
        try:
            command = command_of(wish, document, serial)
            applied = apply(document, command, taxonomy=TAXONOMY, role=Role.LEAD)
        except RefusedEditError:
            continue
        if applied.changes:
            made_edits.append(edit(serial, document, applied.document))
        document = applied.document
    return made_edits


def nothing_known(document: Document) -> Document:
    """What the catalog says of an episode before the first edit: no taxonomy either."""
    return empty_document(episode_id=document.episode_id, time_range=document.range)


@settings(max_examples=40)
@given(st.lists(WISHES, max_size=15), st.integers(0, 15))
def test_the_way_is_the_same_as_folded(wishes: list[Wish], forgotten: int) -> None:
    edits = edits_of(wishes)
    known = Made()
    for place, each in enumerate(edits):
        if place != forgotten:
            known.keep(each)
    changesets, begin = [each.changeset for each in edits], nothing_known(blank())
    for count in range(len(edits) + 1):
        way = changesets[:count]
        assert known.folded(begin, way) == fold(begin, changes_of(way))


def test_an_edit_of_another_document_is_folded() -> None:
    first = blank()
    noted = replace(first, note="mine")
    known = Made()
    known.keep(edit(1, first, noted))
    theirs = replace(first, grade="failure")
    changeset = edit(1, first, noted).changeset
    assert known.way(theirs, [changeset]) == (theirs, 0)
    assert known.folded(theirs, [changeset]) == replace(theirs, note="mine")


@pytest.mark.parametrize(("edits", "changes"), [(3, 1000), (1000, 3)])
def test_the_oldest_is_forgotten_first(monkeypatch: pytest.MonkeyPatch, edits: int, changes: int) -> None:
    monkeypatch.setattr(made, "MOST_EDITS", edits)
    monkeypatch.setattr(made, "MOST_CHANGES", changes)
    known, document = Made(), blank()
    for number in range(5):
        after = replace(document, note=str(number))
        known.keep(edit(number, document, after))
        document = after
    assert [known.changeset(f"c{number}") is not None for number in range(5)] == [False] * 2 + [True] * 3


def test_what_somebody_else_keeps_under_the_same_id_is_not_ours() -> None:
    first = blank()
    ours = edit(1, first, replace(first, note="ours"))
    theirs = edit(1, first, replace(first, note="theirs")).changeset
    known = Made()
    known.keep(ours)
    assert known.folded(first, [theirs]).note == "theirs"
    assert "theirs" in known.text(theirs)


def test_nothing_stays_of_an_episode_that_is_gone() -> None:
    first, other = blank(), blank(2)
    known = Made()
    known.keep(edit(1, first, replace(first, note="gone")))
    known.keep(edit(2, other, replace(other, note="stays")))
    known.forget([first.episode_id])
    assert known.changeset("c1") is None
    assert known.changeset("c2") is not None


def test_the_text_is_composed_of_that_of_its_changes() -> None:
    made_edit = edit(1, blank(), replace(blank(), note='"quoted" 抓取'))
    changeset = made_edit.changeset
    assert changeset_to_json(changeset, changes=made_edit.changes) == changeset_to_json(changeset)
    assert Made().text(changeset) == made_edit.changes


def test_sync_reads_nothing_of_what_was_just_made(
    monkeypatch: pytest.MonkeyPatch, ann: Desk, catalog: PaperCatalog
) -> None:
    ann.do(cut(2, "approach"), cut(4, "grasp"))
    ann.undo()
    seen = ann.document()

    def read(text: str) -> ChangeSet:
        raise AssertionError(text)

    monkeypatch.setattr(outbox, "changeset_from_json", read)
    ann.store.record_answers(catalog.push(ann.store.pending()))
    assert ann.store.apply_page(catalog.page(0)) == ()
    assert (ann.document(), ann.store.pending_count()) == (seen, 0)


def test_an_edit_stands_on_what_is_stored_after_its_episode_was_registered_and_described(
    monkeypatch: pytest.MonkeyPatch, ann: Desk, catalog: PaperCatalog
) -> None:
    ann.do(cut(2, "approach"))
    before = ann.document()
    ann.store.mark_registered([record().id])

    def refuse(*_: object) -> None:
        raise AssertionError("the labels were read again")

    applied = apply(before, cut(4, "grasp"), taxonomy=TAXONOMY, role=Role.ANNOTATOR)
    with monkeypatch.context() as patched:
        patched.setattr("models.storage.label_store.documents.read", refuse)
        ann.store.commit(applied, before=before, now_ns=1)
    assert ann.store.site_of(record().id) == SITE
    assert [each.id for each in ann.store.pending(site=SITE)] == [each.id for each in ann.store.pending()]
    ann.store.record_answers(catalog.push(ann.store.pending()))
    assert ann.document() == applied.document


def test_what_was_refused_is_not_stood_on(ann: Desk, lea: Desk, catalog: PaperCatalog) -> None:
    lea.store.put_episodes([record()])
    lea.do(cut(5, "place"))
    catalog.sync(lea)
    ann.do(cut(2, "approach"), cut(4, "grasp"))
    refused = [Answer(each.id, AnswerStatus.CONFLICT, why="first") for each in ann.store.pending()]
    ann.store.record_answers(refused)
    catalog.sync(ann)
    assert ann.document() == lea.document()
    ann.do(cut(7, "retreat"))
    catalog.sync(ann)
    catalog.sync(lea)
    assert ann.document() == lea.document()
    assert len(ann.store.conflicts()) == 2
    assert ann.store.pending_count() == 0


def test_what_was_prepared_is_made_anew_where_something_else_is_stored_by_now(
    ann: Desk, catalog: PaperCatalog
) -> None:
    ann.do(cut(2, "approach"))
    before = ann.document()
    applied = ann.applied(cut(4, "grasp"))
    early = ann.store.prepare(applied, before=before, now_ns=1)
    ann.store.mark_registered([record().id])
    receipt = ann.store.commit(applied, before=before, now_ns=1, prepared=early)
    assert receipt.changeset_id != early.changeset.id
    late = ann.store.prepare(ann.applied(cut(6, "lift")), before=ann.document(), now_ns=2)
    assert late.changeset.parent == receipt.changeset_id
    taken = ann.store.commit(ann.applied(cut(6, "lift")), before=ann.document(), now_ns=2, prepared=late)
    assert taken.changeset_id == late.changeset.id
    catalog.sync(ann)
    assert [phase.label for phase in ann.document().track.phases] == ["idle", "approach", "grasp", "lift"]
