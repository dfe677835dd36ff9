"""Tracks of arms, events and answers, told the same by both homes."""

import sqlite3
from contextlib import closing
from dataclasses import replace

import pytest

from models.catalog.gateway import init_catalog
from models.errors import CatalogError
from models.labelling.apply import apply
from models.labelling.changes import Change
from models.labelling.commands import (
    AddMark,
    AnswerQuestion,
    AskQuestion,
    Command,
    CutPhase,
    RemoveMark,
    SetInstruction,
    SetPhaseGrade,
    SetRubric,
    SetScore,
    SetUnusable,
    Submit,
)
from models.labelling.document import Document, Mark, Remark, empty_document
from models.review import Role
from tests.support.catalogs import (
    PEOPLE,
    TAXONOMY,
    Crowd,
    Desk,
    Home,
    changeset,
    episode,
    file_address,
    new_id,
    withdraw,
)
from tests.support.postgres import server

S = 1_000_000_000


def phase(start_ns: int, end_ns: int, tier: str = "") -> Change:
    body = {"id": new_id(), "label": "grasp", "start_ns": start_ns, "end_ns": end_ns}
    return Change("put_phase", body | ({"tier": tier} if tier else {}))


class Work:
    """What one person after another says of an episode, pushed by their own logins."""

    def __init__(self, crowd: Crowd) -> None:
        self.crowd, self.record = crowd, episode("two arms")
        self.document: Document = empty_document(episode_id=self.record.id, time_range=self.record.range)
        self.head = ""

    def do(self, user: str, *commands: Command) -> str:
        for command in commands:
            applied = apply(self.document, command, taxonomy=TAXONOMY, role=PEOPLE[user])
            answer = self.offer(user, *applied.changes)
            if answer != "applied":
                return answer
            self.document = applied.document
        return "applied"

    def offer(self, user: str, *changes: Change) -> str:
        made = changeset(self.record.id, *changes, parent=self.head, author=user, role=PEOPLE[user].value)
        (answer,) = self.crowd.push([made], {self.record.id: self.record})
        if answer.status.value == "applied":
            self.head = made.id
        return f"{answer.status.value}: {answer.why}" if answer.why else answer.status.value


@pytest.fixture
def work(crowd: Crowd) -> Work:
    return Work(crowd)


QUESTION = Remark("q", 3 * S, "ann", "Does this count?", value="12.4 Nm")
CUT = CutPhase(2 * S, "grasp", "p", "i")


def test_everything_that_can_be_said_comes_to_others(
    home: Home, work: Work, tmp_path_factory: pytest.TempPathFactory
) -> None:
    assert (
        work.do(
            "ann",
            CUT,
            CutPhase(4 * S, "lift", "l", "k", "left", 4 * S + 7, "transfer"),
            SetPhaseGrade("l", "partial"),
            SetInstruction("p", "grasp it", "抓住"),
            SetInstruction("", "fold the towel", "叠毛巾"),
            SetScore(4),
            SetRubric((("smooth", 2),)),
            AddMark(Mark("m", "events", "contact", 3 * S, 3 * S, source="import", confidence_pm=750)),
            AskQuestion(QUESTION, "engineer"),
            SetUnusable("cannot_judge", ("camera_frozen",)),
        )
        == "applied"
    )
    desk = Desk(tmp_path_factory.mktemp("bob"), "bob")
    assert desk.sync(home).stuck == ()
    assert desk.document(work.record) == work.document
    desk.store.close()


def test_each_arm_tiles_the_episode_by_itself(work: Work) -> None:
    end_ns = work.record.range.end_ns
    untiled = "bad: its phases leave a gap, overlap or do not fill the episode"
    assert work.offer("ann", phase(0, 5), phase(5, end_ns), phase(0, end_ns, "left")) == "applied"
    assert work.offer("ann", phase(0, 5, "right")) == untiled
    assert work.offer("ann", phase(0, 5, "right"), phase(7, end_ns, "right")) == untiled
    assert work.offer("ann", phase(0, 5, "right"), phase(5, end_ns, "right")) == "applied"
    assert work.offer("ann", phase(0, end_ns, "left")) == untiled


def test_a_mark_that_is_not_there_is_not_dropped_twice(work: Work) -> None:
    mark = Mark("m", "events", "contact", 3 * S, 3 * S)
    assert work.do("ann", AddMark(mark), AddMark(replace(mark, end_ns=4 * S)), RemoveMark("m")) == "applied"
    assert work.offer("ann", Change("drop_mark", {"id": "m"})) == "bad: a change in it does not fit"
    backwards = {"id": "m", "tier": "events", "label": "contact", "start_ns": 4, "end_ns": 3}
    assert work.offer("ann", Change("put_mark", backwards)) == "bad: it holds a change that is none"


def test_an_engineer_answers_whoever_holds_the_episode_and_after_it_was_submitted(work: Work) -> None:
    work.do("ann", CUT, AskQuestion(QUESTION, "engineer"))
    work.crowd.of("ann").take_leases("main", [work.record.id], device_id="laptop")
    note = Change("set_field", {"field": "note", "value": "eve was here"})
    assert work.offer("eve", note) == "conflict: ann holds this episode"
    assert work.do("eve", AnswerQuestion("q", "Yes", "eve")) == "applied"
    work.crowd.of("ann").release_leases("main", [work.record.id], device_id="laptop")
    assert work.do("ann", SetUnusable("cannot_judge", ("camera_frozen",)), Submit("ann")) == "applied"
    assert work.offer("eve", note) == "forbidden: the episode is submitted; only a lead may correct it"
    assert work.do("eve", AnswerQuestion("q", "Yes, it does", "eve")) == "applied"
    assert work.do("lea", AnswerQuestion("q", "", "lea")) == "applied"


def test_nobody_answers_in_anothers_name_or_without_the_right(work: Work) -> None:
    work.do("ann", CUT, AskQuestion(QUESTION, "lead"))
    work.do("ann", SetUnusable("cannot_judge", ("camera_frozen",)), Submit("ann"))
    answered = apply(
        work.document, AnswerQuestion("q", "No", "lea"), taxonomy=TAXONOMY, role=Role.LEAD
    ).changes
    closed = "forbidden: the episode is submitted; only a lead may correct it"
    assert work.offer("ann", *answered) == closed
    assert work.offer("eve", *answered) == closed
    also = Change("set_field", {"field": "note", "value": "and more"})
    by_eve = apply(
        work.document, AnswerQuestion("q", "No", "eve"), taxonomy=TAXONOMY, role=Role.ENGINEER
    ).changes
    assert work.offer("eve", *by_eve, also) == closed
    assert work.offer("eve", *by_eve) == "applied"


def test_an_approved_episode_takes_no_answer(work: Work) -> None:
    work.do("ann", CUT, AskQuestion(QUESTION, "lead"))
    work.do("ann", SetUnusable("cannot_judge", ("camera_frozen",)), Submit("ann"))
    answered = apply(work.document, AnswerQuestion("q", "No", "eve"), taxonomy=TAXONOMY, role=Role.ENGINEER)
    approved = Change("set_field", {"field": "state", "value": "approved"})
    assert work.offer("lea", approved) == "applied"
    assert work.offer("eve", *answered.changes) == "locked: the episode is approved"


def test_what_is_withdrawn_leaves_no_events(home: Home, work: Work) -> None:
    work.do("ann", CUT, AddMark(Mark("m", "events", "contact", 3 * S, 3 * S, text="a face")))
    withdraw(home, work.record.id)
    assert work.offer("ann", Change("drop_mark", {"id": "m"})) == "locked: the episode was withdrawn"


def as_version_2(home: Home) -> None:
    """What the version before left of the same work."""
    statements = (
        "drop table {schema}mark",
        "alter table {schema}segment drop column tier",
        "update {schema}alembic_version set version_num = '0002'",
        "update {schema}meta set schema_version = 2, min_client = 2",
    )
    for statement in statements:
        if home.name == "postgres":
            server().execute(
                statement.format(schema="rushes."), home.url.split("@/")[1].split("?", maxsplit=1)[0]
            )
        else:
            with closing(sqlite3.connect(file_address(home.url).path)) as connection, connection:
                connection.execute(statement.format(schema=""))


def test_a_catalog_of_version_2_is_brought_up_with_all_its_work(home: Home, work: Work) -> None:
    assert work.do("ann", CUT, SetScore(3)) == "applied"
    before = work.crowd.changesets()
    as_version_2(home)
    with pytest.raises(CatalogError, match="bring it up"):
        work.crowd.status()

    init_catalog(home.url)

    assert work.crowd.changesets() == before
    arm = CutPhase(4 * S, "lift", "l", "k", "left")
    assert (
        work.do("ann", arm, AddMark(Mark("m", "events", "contact", 3 * S, 3 * S)), RemoveMark("m"))
        == "applied"
    )
    assert work.offer("ann", phase(0, 5)).startswith("bad: its phases leave a gap")
