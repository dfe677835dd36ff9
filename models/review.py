"""The states of an episode's labels and who may move them."""

from dataclasses import dataclass
from enum import StrEnum

from models.errors import RefusedEditError


class State(StrEnum):
    """NEW has no edit yet; RETURNED is a draft that a lead sent back."""

    NEW = "new"
    DRAFT = "draft"
    SUBMITTED = "submitted"
    APPROVED = "approved"
    RETURNED = "returned"


class Role(StrEnum):
    """What a person does here. A local file knows it by the user's choice; PostgreSQL by the login."""

    ANNOTATOR = "annotator"
    LEAD = "lead"
    ENGINEER = "engineer"
    ADMIN = "admin"


EDITABLE = frozenset({State.NEW, State.DRAFT, State.RETURNED})
ANSWERING = frozenset({Role.LEAD, Role.ENGINEER, Role.ADMIN})
"""Who answers questions, until the labels are approved."""
DECIDING = frozenset({Role.LEAD, Role.ADMIN})
"""Who decides on the labels of others, corrects them and answers for them."""


class Step(StrEnum):
    """What moves an episode on."""

    SUBMIT = "submit"
    WITHDRAW = "withdraw"
    APPROVE = "approve"
    SEND_BACK = "send_back"
    REOPEN = "reopen"


@dataclass(frozen=True, slots=True)
class Move:
    """A permitted step: from any of ``sources`` to ``target`` by ``roles``."""

    name: Step
    sources: frozenset[State]
    target: State
    roles: frozenset[Role]


MOVES: dict[str, Move] = {
    move.name: move
    for move in (
        Move(Step.SUBMIT, EDITABLE, State.SUBMITTED, frozenset(Role)),
        Move(Step.WITHDRAW, frozenset({State.SUBMITTED}), State.DRAFT, frozenset(Role)),
        Move(Step.APPROVE, frozenset({State.SUBMITTED}), State.APPROVED, DECIDING),
        Move(Step.SEND_BACK, frozenset({State.SUBMITTED}), State.RETURNED, DECIDING),
        Move(
            Step.REOPEN,
            frozenset({State.APPROVED, State.RETURNED}),
            State.SUBMITTED,
            DECIDING,
        ),
    )
}


def move(state: State, name: str, role: Role) -> State:
    """The state after the move.

    Raises:
        RefusedEditError: the state or the role does not permit it.
    """
    step = MOVES[name]
    if state not in step.sources:
        raise RefusedEditError(
            "An episode that is {state} cannot take the step {move}", state=state, move=step.name
        )
    if role not in step.roles:
        raise RefusedEditError("The step {move} belongs to a lead, not to {role}", move=step.name, role=role)
    return step.target


def may_correct(state: State, role: Role) -> bool:
    """Whether ``role`` may edit the labels of a submitted episode: to mend a trifle and accept it."""
    return state is State.SUBMITTED and role in DECIDING
