"""The review's state machine as a catalog holds it: every step, role and state, told the same by both homes."""

import itertools
from collections.abc import Iterator

import pytest

from models.catalog.gateway import Gateway, open_catalog
from models.labelling.changes import Change, ChangeSet
from models.review import MOVES, Role, State
from models.storage.values import Answer
from tests.support.catalogs import Home, changeset, new_id, set_field, sqlite_home

PATHS: dict[str, list[tuple[str, str]]] = {
    "new": [],
    "draft": [("draft", "annotator")],
    "submitted": [("draft", "annotator"), ("submitted", "annotator")],
    "approved": [("draft", "annotator"), ("submitted", "annotator"), ("approved", "lead")],
    "returned": [("draft", "annotator"), ("submitted", "annotator"), ("returned", "lead")],
}
AUTHORS = {"annotator": "ann", "lead": "lea"}


def reach(state: str) -> list[ChangeSet]:
    """Change-sets that bring a new episode of the annotator ``ann`` to ``state``."""
    episode_id, made = new_id(), list[ChangeSet]()
    for target, role in PATHS[state]:
        changes = [set_field("state", target)]
        if target == "submitted":
            changes.append(set_field("annotator", "ann"))
        parent = made[-1].id if made else ""
        made.append(changeset(episode_id, *changes, parent=parent, author=AUTHORS[role], role=role))
    return made


def step(gateway: Gateway, state: str, *changes: Change, author: str = "ann", role: str = "annotator") -> str:
    """The answer to one more change-set on an episode in ``state``."""
    before = reach(state)
    episode_id = before[-1].episode_id if before else new_id()
    parent = before[-1].id if before else ""
    last = changeset(episode_id, *changes, parent=parent, author=author, role=role)
    *reached, answer = gateway.push([*before, last], {})
    assert {item.status.value for item in reached} <= {"applied"}
    return answer.status.value


def test_an_approved_episode_takes_nothing_but_a_leads_reopening(gateway: Gateway) -> None:
    note, reopened = set_field("note", "late"), set_field("state", "submitted")
    phase = Change("put_phase", {"id": new_id(), "label": "reach", "start_ns": 0, "end_ns": 1})

    assert step(gateway, "approved", note) == "locked"
    assert step(gateway, "approved", note, author="lea", role="lead") == "locked"
    assert step(gateway, "approved", reopened) == "locked"
    assert step(gateway, "approved", reopened, phase, author="lea", role="lead") == "locked"
    assert step(gateway, "approved", reopened, author="lea", role="lead") == "applied"
    assert (
        step(gateway, "approved", reopened, set_field("reviewer", ""), author="lea", role="lead") == "applied"
    )


def test_a_verdict_belongs_to_a_lead_who_is_not_the_annotator(gateway: Gateway) -> None:
    for verdict in ("approved", "returned"):
        given = set_field("state", verdict)
        assert step(gateway, "submitted", given) == "forbidden"
        assert step(gateway, "submitted", given, author="eve", role="engineer") == "forbidden"
        assert step(gateway, "submitted", given, author="ann", role="lead") == "forbidden"
        assert step(gateway, "submitted", given, author="lea", role="lead") == "applied"


def test_a_verdict_on_what_somebody_changed_meanwhile_is_a_conflict(gateway: Gateway) -> None:
    draft, submitted = reach("submitted")
    withdrawn = changeset(draft.episode_id, set_field("state", "draft"), parent=submitted.id)
    approved = changeset(
        draft.episode_id, set_field("state", "approved"), parent=submitted.id, author="lea", role="lead"
    )

    answers = gateway.push([draft, submitted, withdrawn, approved], {})

    assert [answer.status.value for answer in answers] == ["applied", "applied", "applied", "conflict"]


def test_a_false_verdict_is_forbidden_even_on_an_old_base(gateway: Gateway) -> None:
    draft, submitted = reach("submitted")
    late = changeset(draft.episode_id, set_field("state", "approved"), parent=draft.id)

    assert gateway.push([draft, submitted, late], {})[-1].status.value == "forbidden"


def test_old_work_on_an_approved_episode_is_locked_and_kept(gateway: Gateway) -> None:
    done = reach("approved")
    late = changeset(done[0].episode_id, set_field("note", "offline"), parent=done[0].id, author="bob")

    assert gateway.push([*done, late], {})[-1].status.value == "locked"
    assert gateway.revisions(late.episode_id)[-1].changeset == late


def test_submitted_labels_are_corrected_by_a_lead_only(gateway: Gateway) -> None:
    note = set_field("note", "a trifle")

    assert step(gateway, "submitted", note) == "forbidden"
    assert step(gateway, "submitted", note, author="lea", role="lead") == "applied"
    assert step(gateway, "submitted", set_field("state", "draft")) == "applied"


def test_labels_are_submitted_in_ones_own_name(gateway: Gateway) -> None:
    submit = set_field("state", "submitted")

    assert step(gateway, "draft", submit) == "forbidden"
    assert step(gateway, "draft", submit, set_field("annotator", "bob")) == "forbidden"
    assert step(gateway, "draft", submit, set_field("annotator", "ann")) == "applied"
    assert step(gateway, "returned", submit) == "applied"
    assert step(gateway, "returned", submit, author="bob") == "forbidden"
    assert step(gateway, "returned", submit, set_field("annotator", "bob"), author="bob") == "applied"
    assert step(gateway, "returned", submit, author="lea", role="lead") == "applied", "reopened"
    assert step(gateway, "draft", set_field("annotator", "bob")) == "forbidden"


@pytest.mark.parametrize("name", MOVES)
def test_every_move_of_the_review_passes_for_its_roles(gateway: Gateway, name: str) -> None:
    """Guards against a catalog that knows fewer steps than the window offers."""
    named = MOVES[name]
    for source, role in itertools.product(sorted(named.sources), sorted(named.roles)):
        changes = [set_field("state", named.target.value)]
        author = "ann" if named.name in {"submit", "withdraw"} else "lea"
        if named.name == "submit":
            changes.append(set_field("annotator", author))
        assert step(gateway, source.value, *changes, author=author, role=role.value) == "applied"


def _probes() -> Iterator[list[ChangeSet]]:
    """Every state, target, role, author, named annotator and base."""
    targets = [None, *State]
    annotators = [None, "ann", "bob"]
    for state, target, role, author, annotator, stale in itertools.product(
        PATHS, targets, Role, ("ann", "bob"), annotators, (False, True)
    ):
        before = reach(state)
        if stale and not before:
            continue
        changes = [set_field("note", "n")] if target is None else [set_field("state", target.value)]
        if annotator is not None:
            changes.append(set_field("annotator", annotator))
        parent = (before[0].parent if stale else before[-1].id) if before else ""
        episode_id = before[0].episode_id if before else new_id()
        yield [*before, changeset(episode_id, *changes, parent=parent, author=author, role=role.value)]


def _answers(url: str, offers: list[ChangeSet]) -> list[Answer]:
    gateway = open_catalog(url)
    try:
        return [
            answer for n in range(0, len(offers), 500) for answer in gateway.push(offers[n : n + 500], {})
        ]
    finally:
        gateway.close()


def test_both_homes_judge_alike(tmp_path_factory: pytest.TempPathFactory, pg: Home) -> None:
    """The rules are told twice, in Python and in SQL: here the two tellings are compared, word by word."""
    offers = [item for probe in _probes() for item in probe]

    in_file = _answers(sqlite_home(tmp_path_factory.mktemp("file")).url, offers)
    in_postgres = _answers(pg.url, offers)

    assert in_file == in_postgres
    assert {answer.status.value for answer in in_file} == {
        "applied",
        "conflict",
        "forbidden",
        "locked",
        "bad",
    }
