"""Who holds an episode: taken, held longer, broken, run out, given free, and what a push makes of it."""

import time

import pytest

from models.errors import CatalogError
from tests.support.catalogs import Crowd, changeset, new_id, set_field

HOUR_NS = 3_600_000_000_000
BLINK_H = 0.2 / 3600


def statuses(crowd: Crowd, author: str, role: str, episode_id: str, parent: str, **options: object) -> str:
    """The answer to one change-set by its author."""
    edit = changeset(episode_id, set_field("note", author), parent=parent, author=author, role=role)
    answer = crowd.of(author).push("main", [edit], {}, **options)[0]  # type: ignore[arg-type]
    return f"{answer.status.value}: {answer.why}" if answer.why else answer.status.value


def test_a_lease_is_taken_once_and_held_longer_with_the_same_token(crowd: Crowd) -> None:
    ann, episode_id = crowd.of("ann"), new_id()

    (first,) = ann.take_leases("main", [episode_id], device_id="laptop")
    (longer,) = ann.take_leases("main", [episode_id], device_id="laptop", hours=9)

    assert (first.episode_id, first.holder, first.device_id, first.is_mine) == (
        episode_id,
        "ann",
        "laptop",
        True,
    )
    assert longer.token == first.token
    assert 0.5 * HOUR_NS < longer.expires_at_ns - first.expires_at_ns < 1.5 * HOUR_NS


def test_what_somebody_holds_is_told_and_not_taken(crowd: Crowd) -> None:
    held, free = new_id(), new_id()
    (mine,) = crowd.of("ann").take_leases("main", [held], device_id="laptop")

    told, taken = crowd.of("bob").take_leases("main", [held, free], device_id="desk")

    assert (told.holder, told.token, told.is_mine) == ("ann", mine.token, False)
    assert (taken.holder, taken.is_mine) == ("bob", True)


def test_another_device_of_the_same_person_takes_it_over_and_the_first_is_fenced_off(crowd: Crowd) -> None:
    ann, base = crowd.of("ann"), changeset(new_id())
    crowd.push([base])
    (old,) = ann.take_leases("main", [base.episode_id], device_id="laptop")
    (new,) = ann.take_leases("main", [base.episode_id], device_id="desk")

    assert (new.is_mine, new.token > old.token) == (True, True)
    late = statuses(crowd, "ann", "annotator", base.episode_id, base.id, tokens={base.episode_id: old.token})
    assert late == "conflict: ann holds this episode"
    now = statuses(crowd, "ann", "annotator", base.episode_id, base.id, tokens={base.episode_id: new.token})
    assert now == "applied"


def test_others_are_kept_out_but_leads_pass(crowd: Crowd) -> None:
    base = changeset(new_id())
    crowd.push([base])
    crowd.of("ann").take_leases("main", [base.episode_id], device_id="laptop")

    assert statuses(crowd, "bob", "annotator", base.episode_id, base.id) == "conflict: ann holds this episode"
    assert statuses(crowd, "eve", "engineer", base.episode_id, base.id) == "conflict: ann holds this episode"
    assert statuses(crowd, "lea", "lead", base.episode_id, base.id) == "applied"
    assert [row.status.value for row in crowd.revisions(base.episode_id)] == [
        "applied",
        "conflict",
        "conflict",
        "applied",
    ]


def test_a_lease_runs_out_and_may_be_given_free(crowd: Crowd) -> None:
    ann, bob, episode_id = crowd.of("ann"), crowd.of("bob"), new_id()
    (first,) = ann.take_leases("main", [episode_id], device_id="laptop", hours=BLINK_H)
    time.sleep(0.3)
    (second,) = bob.take_leases("main", [episode_id], device_id="desk")
    assert (second.is_mine, second.token > first.token) == (True, True)

    ann.release_leases("main", [episode_id], device_id="laptop")
    assert ann.take_leases("main", [episode_id], device_id="laptop")[0].is_mine is False, "it is bob's"

    bob.release_leases("main", [episode_id], device_id="desk")
    (third,) = ann.take_leases("main", [episode_id], device_id="laptop")
    assert (third.is_mine, third.token > second.token) == (True, True)


def test_a_lead_may_take_an_episode_from_somebody(crowd: Crowd) -> None:
    base = changeset(new_id())
    crowd.push([base])
    (old,) = crowd.of("ann").take_leases("main", [base.episode_id], device_id="laptop")

    for nobody in ("bob", "eve"):
        with pytest.raises(CatalogError):
            crowd.of(nobody).take_leases("main", [base.episode_id], device_id="desk", break_held=True)
    (taken,) = crowd.of("lea").take_leases("main", [base.episode_id], device_id="desk", break_held=True)

    assert (taken.holder, taken.is_mine, taken.token > old.token) == ("lea", True, True)
    late = statuses(crowd, "ann", "annotator", base.episode_id, base.id, tokens={base.episode_id: old.token})
    assert late == "conflict: lea holds this episode"
