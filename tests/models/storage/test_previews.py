"""Previews in a file that may be thrown away."""

from pathlib import Path

import pytest

from models.errors import StoreError
from models.ingest import Preview
from models.storage.previews import FILE_NAME, PreviewStore

ONE = Preview(b"jpeg", 8, b"\0\1" * 64, 12.5)


def test_what_was_put_is_there_after_opening_again(tmp_path: Path):
    with PreviewStore.open(tmp_path) as store:
        store.put({"a": ONE, "b": Preview()})
        store.put({"a": ONE})
    with PreviewStore.open(tmp_path) as store:
        assert store.get("a") == ONE
        assert store.get("b") == Preview()
        assert store.get("c") is None
        assert store.without(["a", "b", "c"]) == {"c"}


@pytest.mark.parametrize("junk", [b"junk" * 5000, b"SQLite format 3\0" + b"\1" * 4096, b""])
def test_a_damaged_file_is_replaced(tmp_path: Path, junk: bytes):
    with PreviewStore.open(tmp_path) as store:
        store.put({"a": ONE})
    (tmp_path / FILE_NAME).write_bytes(junk)
    with PreviewStore.open(tmp_path) as store:
        assert store.get("a") is None
        store.put({"a": ONE})
        assert store.get("a") == ONE


def test_a_file_of_another_version_is_replaced(tmp_path: Path):
    import sqlite3

    with sqlite3.connect(tmp_path / FILE_NAME) as connection:
        connection.execute("PRAGMA user_version = 99")
    connection.close()
    with PreviewStore.open(tmp_path) as store:
        assert store.without(["a"]) == {"a"}


def test_a_folder_that_cannot_be_written_is_a_sentence(tmp_path: Path):
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(StoreError):
        PreviewStore.open(tmp_path / "file")
