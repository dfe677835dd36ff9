"""From one catalog to another: a person's edits go along, what others did stays behind."""

from pathlib import Path

import pytest

from models.errors import StoreError
from models.labelling.commands import SetNote
from models.review import Role
from models.storage.rebuild import rebuild
from tests.support.catalogs import Desk, Home, episode, sqlite_home


def homes(tmp_path: Path) -> list[Home]:
    made = []
    for name in ("old", "new"):
        (tmp_path / name).mkdir()
        made.append(sqlite_home(tmp_path / name))
    return made


def test_edits_go_along_and_nothing_else(tmp_path: Path) -> None:
    old, new = homes(tmp_path)
    ann, bob = Desk(tmp_path, "ann"), Desk(tmp_path, "bob")
    mine, theirs = episode("mine"), episode("theirs")
    ann.label(mine)
    bob.label(theirs)
    for person in (ann, bob, ann):
        person.sync(old)
    before = ann.document(mine)
    with pytest.raises(StoreError, match="belong to the catalog"):
        ann.sync(new)

    assert ann.store.leave_catalog() == 4
    assert ann.document(mine) == before
    report = ann.sync(new)

    assert report.pushed == 4
    assert ann.document(mine) == before
    assert ann.document(theirs).note == ""
    assert [row.record.name for row in ann.store.episodes()] == ["mine"]
    bob.store.close()
    ann.store.close()


def test_edits_made_after_leaving_follow(tmp_path: Path) -> None:
    old, new = homes(tmp_path)
    ann, lea = Desk(tmp_path, "ann"), Desk(tmp_path, "lea", Role.LEAD)
    record = episode()
    ann.label(record)
    ann.sync(old)
    ann.store.leave_catalog()
    ann.do(record, SetNote("after"))

    assert ann.sync(new).pushed == 5
    lea.sync(new)
    assert lea.document(record) == ann.document(record)
    for person in (ann, lea):
        person.store.close()


def test_a_store_that_left_is_rebuilt_as_one_that_left(tmp_path: Path) -> None:
    old, new = homes(tmp_path)
    ann, record = Desk(tmp_path, "ann"), episode()
    ann.label(record)
    ann.sync(old)
    ann.store.leave_catalog()
    before = ann.document(record)
    ann.store.close()

    for path in (tmp_path / "ann").glob("labels.sqlite*"):
        path.write_bytes(b"\0" * 4096)
    rebuild(tmp_path / "ann")
    ann = Desk(tmp_path, "ann")

    assert ann.document(record) == before
    assert ann.store.pending_count() == 4
    assert ann.sync(new).pushed == 4
    ann.store.close()
