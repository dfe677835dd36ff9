"""Lists and search of a catalog, in both homes."""

from dataclasses import replace

import pytest

from models.catalog.values import EpisodeQuery
from models.errors import CatalogError
from models.review import State
from tests.support.catalogs import Crowd, Home, changeset, episode, new_id, set_field, withdraw


def labelled(crowd: Crowd, name: str, *, site: str = "main", note: str = "", **of_record: str) -> str:
    """An episode with a draft and a note; its id."""
    record = replace(episode(name), **of_record)
    changes = [set_field("state", "draft"), set_field("grade", "success"), set_field("note", note)]
    crowd.push([changeset(record.id, *changes)], {record.id: record}, site=site)
    return record.id


def test_a_page_shows_the_newest_first_with_all_that_a_list_needs(crowd: Crowd) -> None:
    old = labelled(crowd, "pick 1", note="slow", task="pick", robot="arm")
    new = labelled(crowd, "pick 2", site="other")

    page = crowd.of("ann").page(EpisodeQuery())

    assert [row.episode_id for row in page.rows] == [new, old]
    assert page.after is None
    row = page.rows[1]
    assert (row.site, row.name, row.task, row.robot) == ("main", "pick 1", "pick", "arm")
    assert (row.state, row.annotator, row.grade, row.note) == (State.DRAFT, "", "success", "slow")
    assert row.head == crowd.revisions(old)[0].changeset.id


def test_pages_follow_each_other_without_a_gap(crowd: Crowd) -> None:
    ids = [labelled(crowd, f"pick {n}") for n in range(5)]
    ann, seen, after = crowd.of("ann"), list[str](), None

    for _ in range(3):
        page = ann.page(EpisodeQuery(limit=2, after=after))
        seen += [row.episode_id for row in page.rows]
        after = page.after

    assert (seen, after) == (ids[::-1], None)


def test_every_filter_that_is_given_must_hold(crowd: Crowd) -> None:
    pick = labelled(crowd, "a", task="pick", robot="arm")
    pour = labelled(crowd, "b", task="pour", robot="arm", site="other")
    submitted = labelled(crowd, "c", task="pick", robot="hand")
    head = crowd.revisions(submitted)[0].changeset.id
    changes = [set_field("state", "submitted"), set_field("annotator", "ann")]
    crowd.push([changeset(submitted, *changes, parent=head)])

    def found(**of: object) -> list[str]:
        return [row.episode_id for row in crowd.of("ann").page(EpisodeQuery(**of)).rows]  # type: ignore[arg-type]

    assert found(task="pick") == [submitted, pick]
    assert found(robot="arm") == [pour, pick]
    assert found(state=State.SUBMITTED) == found(annotator="ann") == [submitted]
    assert found(site="other") == [pour]
    assert found(site="main", task="pour") == []
    assert found(state=State.DRAFT, task="pick") == [pick]


def test_a_key_that_is_none_is_refused(crowd: Crowd) -> None:
    with pytest.raises(CatalogError):
        crowd.of("ann").page(EpisodeQuery(after="'; drop table episode"))


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("抓取", ["抓取苹果 1", "b"]),
        ("苹果", ["抓取苹果 1"]),
        ("取放", []),
        ("GRASP", ["c"]),
        ("grasp slip", ["c"]),
        ("grasp  slip", []),
        ("p", ["c", "抓取苹果 1"]),
        ("果 1", ["抓取苹果 1"]),
        ("Pour_", ["抓取苹果 1"]),
        ("pour%", []),
        ("", []),
    ],
)
def test_words_of_name_task_and_note_are_found(crowd: Crowd, text: str, found: list[str]) -> None:
    """Exactly as they stand there, in any case."""
    labelled(crowd, "抓取苹果 1", task="pour_tea")
    labelled(crowd, "b", note="先抓取,再放下")
    labelled(crowd, "c", note="Grasp slips")

    rows = crowd.of("ann").search(text)

    assert sorted(row.name for row in rows) == sorted(found)


def test_a_search_follows_the_note_and_ends_where_it_is_told_to(crowd: Crowd) -> None:
    ids = [labelled(crowd, f"pick {n}", note="old words") for n in range(3)]
    head = crowd.revisions(ids[0])[0].changeset.id
    crowd.push([changeset(ids[0], set_field("note", "new"), parent=head)])
    ann = crowd.of("ann")

    assert [row.episode_id for row in ann.search("old words")] == ids[:0:-1]
    assert [row.episode_id for row in ann.search("old words", limit=1)] == [ids[2]]
    assert [row.episode_id for row in ann.search("new")] == [ids[0]]


def test_a_withdrawn_episode_is_in_no_list(home: Home, crowd: Crowd) -> None:
    gone, stays = labelled(crowd, "gone", note="a face"), labelled(crowd, "stays")
    withdraw(home, gone)
    ann = crowd.of("ann")

    assert [row.episode_id for row in ann.page(EpisodeQuery()).rows] == [stays]
    assert ann.search("face") == ann.search("gone") == ()
    assert ann.status().episodes == 1
    assert crowd.push([changeset(new_id())])[0].status.value == "applied"
