"""A glance at the list says what the open store says."""

from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.errors import KnownError
from models.labelling.commands import SetGrade, Submit
from models.review import Role
from models.storage.glance import Glance, glance
from models.storage.label_store import LabelStore
from models.storage.rows import LABEL_FILE
from models.storage.values import Answer, AnswerStatus
from tests.support.catalogs import NOW_NS, episode
from tests.support.desk import Desk
from tests.support.labels import WISHES, Wish, command_of, cut, record


def test_nothing_is_seen_where_there_is_no_store(tmp_path: Path) -> None:
    assert glance(tmp_path / "nobody", 10) == Glance()
    assert not (tmp_path / "nobody").exists()


@pytest.mark.parametrize("content", [b"", b"no database", b"SQLite format 3\0" + bytes(200)])
def test_nothing_is_seen_in_a_file_of_something_else(tmp_path: Path, content: bytes) -> None:
    (tmp_path / LABEL_FILE).write_bytes(content)
    assert glance(tmp_path, 10) == Glance()
    assert (tmp_path / LABEL_FILE).read_bytes() == content


def test_the_first_by_name_and_how_many_there_are(tmp_path: Path) -> None:
    with LabelStore.open(tmp_path, user="ann", role=Role.ANNOTATOR, now_ns=NOW_NS) as store:
        store.put_episodes([episode(f"take {number:02d}") for number in (7, 3, 5, 1)])
    seen = glance(tmp_path, 2)
    assert [row.record.name for row in seen.rows] == ["take 01", "take 03"]
    assert seen.total == 4


@given(wishes=st.lists(WISHES, max_size=8))
@settings(max_examples=20, deadline=None)
def test_it_says_what_the_store_says(wishes: list[Wish]) -> None:
    with TemporaryDirectory() as directory, Desk(Path(directory)) as ann:
        ann.store.put_episodes([record(), record(2)])
        for serial, wish in enumerate(wishes):
            command = command_of(wish, ann.document(), serial)
            with suppress(KnownError):
                if ann.applied(command).changes:
                    ann.do(command)
        assert list(glance(ann.directory, 10).rows) == ann.store.episodes()


@pytest.mark.parametrize("status", list(AnswerStatus))
def test_it_counts_what_waits_and_what_was_refused_as_the_store_does(ann: Desk, status: AnswerStatus) -> None:
    ann.store.put_episodes([record()])
    ann.do(cut(2, "approach"), SetGrade("success"), Submit("ann"))
    first = ann.store.pending()[0]
    ann.store.record_answers([Answer(first.id, status, 1 if status is AnswerStatus.APPLIED else None)])
    (row,) = glance(ann.directory, 10).rows
    assert [row] == ann.store.episodes()
    assert row.pending + row.conflicts > 0
