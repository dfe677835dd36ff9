"""Privacy goes through the one door, in every state of the review; only a lead opens again what was closed."""

from dataclasses import replace

import pytest

from models.errors import RefusedEditError
from models.labelling.apply import apply
from models.labelling.changes import fold
from models.labelling.commands import SetPrivacy
from models.labelling.document import empty_document
from models.privacy import Flag, Privacy, Region, RegionState
from models.review import Role, State
from models.timebase import TimeRange
from tests.support.labels import TAXONOMY

EMPTY = empty_document(episode_id="e", time_range=TimeRange(0, 1000))
REGION = Region("r", "cam", 0, 10, 1, 2, 3, 4)
HIDDEN = Privacy(flag=Flag.RESTRICTED, consent="signed 2026-11", regions=(REGION,))


@pytest.mark.parametrize("state", State)
def test_it_may_be_said_in_every_state_and_taken_back_by_a_lead(state: State):
    before = replace(EMPTY, state=state)
    applied = apply(before, SetPrivacy(HIDDEN), taxonomy=TAXONOMY, role=Role.ANNOTATOR)
    assert applied.document.privacy == HIDDEN
    assert applied.document.state is state
    assert fold(before, applied.changes) == applied.document
    back = apply(applied.document, applied.inverse, taxonomy=TAXONOMY, role=Role.LEAD)
    assert back.document == before


@pytest.mark.parametrize("role", [Role.ANNOTATOR, Role.ENGINEER])
@pytest.mark.parametrize(
    "opened",
    [
        replace(HIDDEN, flag=Flag.CLEAR),
        replace(HIDDEN, regions=()),
        replace(HIDDEN, regions=(replace(REGION, state=RegionState.REJECTED),)),
    ],
)
def test_only_a_lead_shows_again(role: Role, opened: Privacy):
    closed = replace(EMPTY, privacy=HIDDEN)
    with pytest.raises(RefusedEditError):
        apply(closed, SetPrivacy(opened), taxonomy=TAXONOMY, role=role)
    assert apply(closed, SetPrivacy(opened), taxonomy=TAXONOMY, role=Role.LEAD).document.privacy == opened


def test_anybody_rejects_what_was_only_proposed():
    proposed = Privacy(flag=Flag.UNCHECKED, regions=(replace(REGION, state=RegionState.PROPOSED),))
    rejected = proposed.settled(frozenset({"r"}), RegionState.REJECTED)
    closed = replace(EMPTY, privacy=proposed)
    done = apply(closed, SetPrivacy(rejected), taxonomy=TAXONOMY, role=Role.ANNOTATOR)
    assert done.document.privacy == rejected


def test_a_day_that_is_none_is_refused():
    with pytest.raises(RefusedEditError, match="no day"):
        apply(EMPTY, SetPrivacy(Privacy(retain_until="soon")), taxonomy=TAXONOMY, role=Role.LEAD)
