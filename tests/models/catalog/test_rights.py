"""The review's state machine as a catalog holds it: every step, role and state, told the same by both homes."""

import itertools
from collections.abc import Iterator
from dataclasses import replace

import pytest

from models.labelling.changes import Change, ChangeSet
from models.review import MOVES, State
from models.storage.values import Answer
from tests.support.catalogs import PEOPLE, Crowd, Home, changeset, new_id, set_field, sqlite_home

PATHS: dict[str, list[tuple[str, str]]] = {
    "new": [],
    "draft": [("draft", "annotator")],
    "submitted": [("draft", "annotator"), ("submitted", "annotator")],
    "approved": [("draft", "annotator"), ("submitted", "annotator"), ("approved", "lead")],
    "returned": [("draft", "annotator"), ("submitted", "annotator"), ("returned", "lead")],
}


def reach(state: str, annotator: str = "ann") -> list[ChangeSet]:
    """Change-sets that bring a new episode to ``state``; len judges where it comes to that."""
    episode_id, made = new_id(), list[ChangeSet]()
    for target, role in PATHS[state]:
        author = annotator if role == "annotator" else "len"
        changes = [set_field("state", target)]
        if target == "submitted":
            changes.append(set_field("annotator", annotator))
        parent = made[-1].id if made else ""
        made.append(changeset(episode_id, *changes, parent=parent, author=author, role=PEOPLE[author].value))
    return made


def step(crowd: Crowd, state: str, *changes: Change, author: str = "ann", annotator: str = "ann") -> str:
    """The answer to one more change-set on an episode in ``state``."""
    before, role = reach(state, annotator), PEOPLE[author].value
    episode_id = before[-1].episode_id if before else new_id()
    parent = before[-1].id if before else ""
    last = changeset(episode_id, *changes, parent=parent, author=author, role=role)
    *reached, answer = crowd.push([*before, last])
    assert {item.status.value for item in reached} <= {"applied"}
    return answer.status.value


def test_an_approved_episode_takes_nothing_but_a_leads_reopening(crowd: Crowd) -> None:
    note, reopened = set_field("note", "late"), set_field("state", "submitted")
    phase = Change("put_phase", {"id": new_id(), "label": "reach", "start_ns": 0, "end_ns": 1})

    assert step(crowd, "approved", note) == "locked"
    assert step(crowd, "approved", note, author="lea") == "locked"
    assert step(crowd, "approved", reopened) == "locked"
    assert step(crowd, "approved", reopened, phase, author="lea") == "locked"
    assert step(crowd, "approved", reopened, author="lea") == "applied"
    assert step(crowd, "approved", reopened, set_field("reviewer", ""), author="lea") == "applied"


def test_a_verdict_belongs_to_a_lead_who_is_not_the_annotator(crowd: Crowd) -> None:
    for verdict in ("approved", "returned"):
        given = set_field("state", verdict)
        assert step(crowd, "submitted", given) == "forbidden"
        assert step(crowd, "submitted", given, author="eve") == "forbidden"
        assert step(crowd, "submitted", given, author="lea", annotator="lea") == "forbidden"
        assert step(crowd, "submitted", given, author="lea") == "applied"


def test_a_verdict_on_what_somebody_changed_meanwhile_is_a_conflict(crowd: Crowd) -> None:
    draft, submitted = reach("submitted")
    withdrawn = changeset(draft.episode_id, set_field("state", "draft"), parent=submitted.id)
    approved = changeset(
        draft.episode_id, set_field("state", "approved"), parent=submitted.id, author="lea", role="lead"
    )

    answers = crowd.push([draft, submitted, withdrawn, approved])

    assert [answer.status.value for answer in answers] == ["applied", "applied", "applied", "conflict"]


def test_a_false_verdict_is_forbidden_even_on_an_old_base(crowd: Crowd) -> None:
    draft, submitted = reach("submitted")
    late = changeset(draft.episode_id, set_field("state", "approved"), parent=draft.id)

    assert crowd.push([draft, submitted, late])[-1].status.value == "forbidden"


def test_old_work_on_an_approved_episode_is_locked_and_kept(crowd: Crowd) -> None:
    done = reach("approved")
    late = changeset(done[0].episode_id, set_field("note", "offline"), parent=done[0].id, author="bob")

    assert crowd.push([*done, late])[-1].status.value == "locked"
    assert crowd.revisions(late.episode_id)[-1].changeset == late


def test_submitted_labels_are_corrected_by_a_lead_only(crowd: Crowd) -> None:
    note = set_field("note", "a trifle")

    assert step(crowd, "submitted", note) == "forbidden"
    assert step(crowd, "submitted", note, author="lea") == "applied"
    assert step(crowd, "submitted", set_field("state", "draft")) == "applied"


def test_labels_are_submitted_in_ones_own_name(crowd: Crowd) -> None:
    submit = set_field("state", "submitted")

    assert step(crowd, "draft", submit) == "forbidden"
    assert step(crowd, "draft", submit, set_field("annotator", "bob")) == "forbidden"
    assert step(crowd, "draft", submit, set_field("annotator", "ann")) == "applied"
    assert step(crowd, "returned", submit) == "applied"
    assert step(crowd, "returned", submit, author="bob") == "forbidden"
    assert step(crowd, "returned", submit, set_field("annotator", "bob"), author="bob") == "applied"
    assert step(crowd, "returned", submit, author="lea") == "applied", "reopened"
    assert step(crowd, "draft", set_field("annotator", "bob")) == "forbidden"


@pytest.mark.parametrize("name", MOVES)
def test_every_move_of_the_review_passes_for_its_roles(crowd: Crowd, name: str) -> None:
    """Guards against a catalog that knows fewer steps than the window offers."""
    named = MOVES[name]
    for source, role in itertools.product(sorted(named.sources), sorted(named.roles)):
        changes = [set_field("state", named.target.value)]
        author = next(name for name, own in PEOPLE.items() if own is role and name != "ann")
        if named.name == "submit":
            changes.append(set_field("annotator", author))
        assert step(crowd, source.value, *changes, author=author) == "applied"


def test_what_is_written_in_anothers_name_is_refused(home: Home, crowd: Crowd) -> None:
    """By a server that knows who asks; a file cannot know."""
    forged = changeset(new_id(), author="bob")

    answer = crowd.of("ann").push("main", [forged], {})[0]

    if home.name == "sqlite":
        assert answer.status.value == "applied"
    else:
        assert (answer.status.value, answer.why) == ("forbidden", "it is written in another's name")
        assert crowd.revisions(forged.episode_id)[0].changeset == forged, "kept, for whoever looks into it"


def test_a_role_that_is_only_claimed_counts_for_nothing(home: Home, crowd: Crowd) -> None:
    before = reach("submitted")
    claimed = changeset(
        before[0].episode_id, set_field("state", "approved"), parent=before[-1].id, author="bob", role="lead"
    )

    answer = crowd.push([*before, claimed])[-1]

    assert answer.status.value == ("applied" if home.name == "sqlite" else "forbidden")


def _probes() -> Iterator[list[ChangeSet]]:
    """Every state, target, role, author, named annotator and base."""
    targets = [None, *State]
    for state, target, author, is_own, annotator, stale in itertools.product(
        PATHS, targets, ("bob", "lea", "eve"), (False, True), (None, "own", "cat"), (False, True)
    ):
        if annotator == "cat" and (stale or target not in {State.SUBMITTED, None}):
            continue
        owner = author if is_own else "ann"
        before = reach(state, owner)
        if stale and not before:
            continue
        changes = [set_field("note", "n")] if target is None else [set_field("state", target.value)]
        if annotator is not None:
            changes.append(set_field("annotator", author if annotator == "own" else annotator))
        parent = (before[0].parent if stale else before[-1].id) if before else ""
        episode_id = before[0].episode_id if before else new_id()
        last = changeset(episode_id, *changes, parent=parent, author=author, role=PEOPLE[author].value)
        yield [*before, last]


def _answers(home: Home, offers: list[list[ChangeSet]]) -> dict[str, Answer]:
    """In three rounds, each author at once: what an annotator did stands before others come to it."""
    crowd = Crowd(home)
    found: dict[str, Answer] = {}
    try:
        for place in range(max(map(len, offers))):
            turn = [probe[place] for probe in offers if len(probe) > place]
            for author in PEOPLE:
                own = [item for item in turn if item.author == author]
                for n in range(0, len(own), 500):
                    answers = crowd.push(own[n : n + 500])
                    found |= {answer.changeset_id: replace(answer, seq=None) for answer in answers}
    finally:
        crowd.close()
    return found


def test_both_homes_judge_alike(tmp_path_factory: pytest.TempPathFactory, pg: Home) -> None:
    """The rules are told twice, in Python and in SQL: here the two tellings are compared, word by word."""
    offers = list(_probes())

    in_file = _answers(sqlite_home(tmp_path_factory.mktemp("file")), offers)
    in_postgres = _answers(pg, offers)

    assert in_file == in_postgres
    assert {answer.status.value for answer in in_file.values()} == {
        "applied",
        "conflict",
        "forbidden",
        "locked",
        "bad",
    }
