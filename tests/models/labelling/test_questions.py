"""A question pinned to a moment goes to a lead or an engineer and comes back answered."""

from dataclasses import replace

import pytest

from models.errors import RefusedEditError
from models.labelling.apply import Applied, apply
from models.labelling.commands import (
    AddRemark,
    AnswerQuestion,
    Approve,
    AskQuestion,
    Command,
    SetGrade,
    Submit,
)
from models.labelling.document import Document, Remark
from models.review import Role, State
from tests.support.labels import TAXONOMY, at_s, blank, cut

ANNOTATOR, LEAD, ENGINEER = Role.ANNOTATOR, Role.LEAD, Role.ENGINEER
HERE = Remark("q", at_s(3), "ann", "Does this count as a grasp?", stream="/camera", value="12.4 Nm")
REPLY = AnswerQuestion("q", "Yes, it lifts", "eng")


def do(document: Document, command: Command, role: Role = ANNOTATOR) -> Applied:
    return apply(document, command, taxonomy=TAXONOMY, role=role)


def done(document: Document, *commands: Command, role: Role = ANNOTATOR) -> Document:
    for command in commands:
        document = do(document, command, role).document
    return document


ASKED = done(blank(), cut(2, "grasp"), SetGrade("success"), AskQuestion(HERE, "engineer"))
SENT = done(ASKED, Submit("ann"))


def test_a_question_is_a_remark_with_somebody_to_answer_it():
    assert ASKED.remark("q") == replace(HERE, kind="question", asked="engineer")
    for command, why in (
        (AskQuestion(HERE, "annotator"), "a lead or to an engineer"),
        (AskQuestion(replace(HERE, text=" "), "lead"), "needs a sentence"),
    ):
        with pytest.raises(RefusedEditError, match=why):
            do(ASKED, command)


@pytest.mark.parametrize("document", [ASKED, SENT], ids=["draft", "submitted"])
@pytest.mark.parametrize("role", [LEAD, ENGINEER, Role.ADMIN])
def test_it_is_answered_by_those_who_know_and_the_answer_can_be_undone(document: Document, role: Role):
    answer = do(document, REPLY, role)
    question = answer.document.remark("q")
    assert question is not None
    assert (question.answer, question.answered_by, question.text) == ("Yes, it lifts", "eng", HERE.text)
    assert answer.document.state is document.state
    assert [change.op for change in answer.changes] == ["put_remark"]
    back = do(answer.document, answer.inverse, role)
    assert back.document == document
    assert do(back.document, back.inverse, role).document == answer.document
    assert done(answer.document, AnswerQuestion("q", "", "eng"), role=role) == document


def test_an_annotator_does_not_answer_and_nobody_does_once_it_is_approved():
    with pytest.raises(RefusedEditError, match="answered by a lead"):
        do(ASKED, REPLY)
    with pytest.raises(RefusedEditError, match="answered by a lead"):
        do(done(SENT, REPLY, role=ENGINEER), do(SENT, REPLY, ENGINEER).inverse)
    approved = done(SENT, Approve("lea"), role=LEAD)
    assert approved.state is State.APPROVED
    with pytest.raises(RefusedEditError, match="cannot be edited"):
        do(approved, REPLY, LEAD)


def test_a_remark_is_no_question():
    told = done(blank(), AddRemark(HERE))
    with pytest.raises(RefusedEditError, match="is no question"):
        do(told, REPLY, LEAD)
