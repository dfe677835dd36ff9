"""The door for edits: when everybody is told."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QApplication

from app.session import MANY, Session
from models.errors import StoreError
from models.labelling.commands import SetNote, TakePhases
from models.phases import Phase
from models.review import Role
from models.storage.label_store import LabelStore
from tests.support.labels import NOW_NS, TAXONOMY, record


@pytest.fixture
def session(tmp_path: Path, qapp: QApplication) -> Iterator[Session]:
    with LabelStore.open(tmp_path, user="ann", role=Role.ANNOTATOR, now_ns=NOW_NS) as store:
        session = Session(store=store, taxonomy=TAXONOMY, now_ns=lambda: NOW_NS)
        session.open(record())
        yield session
        session.deleteLater()


def many_phases() -> TakePhases:
    whole = record().range
    step_ns = whole.duration_ns // MANY
    edges_ns = [whole.start_ns + place * step_ns for place in range(MANY)] + [whole.end_ns]
    return TakePhases(
        tuple(Phase(f"p{place}", "grasp", edges_ns[place], edges_ns[place + 1]) for place in range(MANY))
    )


def test_an_edit_of_very_many_changes_is_stored_and_told_in_turns(session: Session) -> None:
    told: list[str] = []
    session.changed.connect(lambda _document, _changes, initiator: told.append(initiator))
    session.saved.connect(lambda _receipt: told.append("saved"))

    def stored() -> int:
        return len(session.store.load(record(), TAXONOMY).track.phases)

    assert session.dispatch(many_phases(), "all")
    assert (stored(), told, session.is_busy) == (0, [], True)
    turns = 0
    while not told:
        before = stored()
        QCoreApplication.processEvents()
        turns += 1
        assert before or not told, "it is durable a turn before it is told"
    assert (stored(), told) == (MANY, ["all", "saved"])
    assert turns >= 3
    assert not session.is_busy


def test_who_asks_for_the_labels_meanwhile_gets_them_as_they_are_stored(session: Session) -> None:
    assert session.dispatch(many_phases(), "all")
    assert session.document is not None
    assert len(session.document.track.phases) == MANY
    assert len(session.store.load(record(), TAXONOMY).track.phases) == MANY
    assert session.can_undo


def test_what_takes_long_to_make_is_made_in_turns_of_its_own(session: Session) -> None:
    made: list[str] = []

    def steps() -> Iterator[TakePhases | None]:
        for part in ("first", "second"):
            made.append(part)
            yield None
        yield many_phases()

    session.dispatch_made(steps())
    assert (made, session.is_busy) == ([], True)
    while not made:
        QCoreApplication.processEvents()
    assert made == ["first"]
    assert session.document is not None
    assert (made, len(session.document.track.phases)) == (["first", "second"], MANY)


def test_undo_and_redo_wait_for_the_edit_that_is_on_its_way(session: Session) -> None:
    told: list[str] = []
    session.changed.connect(lambda _document, _changes, initiator: told.append(initiator))
    session.dispatch(many_phases(), "all")
    assert session.undo()
    assert session.redo()
    assert session.undo()
    assert told == [], "none of them is done within the key"
    while session.is_busy:
        QCoreApplication.processEvents()
    assert told == ["all", "undo", "redo", "undo"]
    assert session.document is not None
    assert session.document.track.phases == ()


def test_an_edit_comes_after_the_undo_that_waits(session: Session) -> None:
    told: list[str] = []
    session.changed.connect(lambda _document, _changes, initiator: told.append(initiator))
    session.dispatch(many_phases(), "all")
    session.undo()
    session.dispatch(SetNote(text="seen"), "note")
    assert told == ["all", "undo", "note"]
    assert session.document is not None
    assert (session.document.track.phases, session.document.note) == ((), "seen")


def test_what_waits_for_a_refused_edit_takes_back_nothing_else(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    session.dispatch(SetNote(text="seen"), "note")
    commit = session.store.commit
    monkeypatch.setattr(session.store, "commit", _no_room)
    session.dispatch(many_phases(), "all")
    session.undo()
    session._catch_up()
    monkeypatch.setattr(session.store, "commit", commit)
    assert session.document is not None
    assert session.document.note == "seen"


def test_leaving_the_episode_finishes_it(session: Session) -> None:
    assert session.dispatch(many_phases(), "all")
    session.close()
    assert len(session.store.load(record(), TAXONOMY).track.phases) == MANY


def test_where_it_is_refused_in_its_turn_all_is_as_it_was(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[str] = []
    session.changed.connect(lambda _document, _changes, initiator: told.append(initiator))
    session.refused.connect(lambda error: told.append(str(error)))
    monkeypatch.setattr(session.store, "commit", _no_room)
    assert session.dispatch(many_phases(), "all")
    assert session.document is not None
    assert session.document.track.phases == ()
    assert told == [str(StoreError("no room")), "refused"]
    assert not session.can_undo


def test_one_change_to_very_many_phases_is_told_to_be_refused_too(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    session.dispatch(many_phases(), "all")
    before = session.document
    first, *rest = many_phases().phases
    told: list[str] = []
    session.changed.connect(lambda _document, _changes, initiator: told.append(initiator))
    monkeypatch.setattr(session.store, "commit", _no_room)
    assert session.dispatch(TakePhases((replace(first, label="lift"), *rest)))
    assert session.document == before
    assert told == ["refused"]


def _no_room(*_: object, **__: object) -> None:
    raise StoreError("no room")


def test_it_is_told_before_the_next_edit_and_is_one_step_back(session: Session) -> None:
    told: list[str] = []
    session.changed.connect(lambda _document, _changes, initiator: told.append(initiator))
    session.dispatch(many_phases(), "all")
    session.dispatch(SetNote(text="seen"), "note")
    assert told == ["all", "note"]
    assert session.undo()
    assert session.undo()
    assert session.document is not None
    assert session.document.track.phases == ()
    QCoreApplication.processEvents()
    assert told == ["all", "note", "undo", "undo"]
