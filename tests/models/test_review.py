"""Who may move an episode from which state to which."""

import pytest

from models.errors import RefusedEditError
from models.review import MOVES, Role, State, may_correct, move

ALLOWED = {
    ("submit", State.NEW): State.SUBMITTED,
    ("submit", State.DRAFT): State.SUBMITTED,
    ("submit", State.RETURNED): State.SUBMITTED,
    ("withdraw", State.SUBMITTED): State.DRAFT,
    ("approve", State.SUBMITTED): State.APPROVED,
    ("send_back", State.SUBMITTED): State.RETURNED,
    ("reopen", State.APPROVED): State.SUBMITTED,
    ("reopen", State.RETURNED): State.SUBMITTED,
}
DECISIONS = {"approve", "send_back", "reopen"}


@pytest.mark.parametrize("name", MOVES)
@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("role", Role)
def test_every_move_from_every_state_by_every_role(name: str, state: State, role: Role) -> None:
    decides = role in {Role.LEAD, Role.ADMIN}
    if (name, state) in ALLOWED and (decides or name not in DECISIONS):
        assert move(state, name, role) is ALLOWED[name, state]
    else:
        with pytest.raises(RefusedEditError):
            move(state, name, role)


def test_only_a_lead_corrects_what_was_submitted() -> None:
    corrected = {(state, role) for state in State for role in Role if may_correct(state, role)}
    assert corrected == {(State.SUBMITTED, Role.LEAD), (State.SUBMITTED, Role.ADMIN)}
