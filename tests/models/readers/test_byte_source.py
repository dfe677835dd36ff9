"""A file by position, also where the system has no such call."""

import os
import threading
from pathlib import Path

import pytest

from models.errors import UnreadableRecordingError
from models.readers.byte_source import LocalFile

DATA = bytes(range(256)) * 64


@pytest.fixture(params=[True, False], ids=["pread", "handles"])
def source(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> LocalFile:
    if not request.param:
        monkeypatch.delattr(os, "pread")
    (tmp_path / "a").write_bytes(DATA)
    return LocalFile(tmp_path / "a")


def test_bytes_lie_where_they_are_asked_for(source: LocalFile) -> None:
    with source:
        for position, length in ((0, 10), (300, 5), (len(DATA) - 3, 100), (len(DATA), 1), (5, 0), (7, -1)):
            assert source.read_at(position, length) == DATA[position : position + max(0, length)]


def test_several_threads_read_at_once(source: LocalFile) -> None:
    wrong: list[int] = []

    def read(start: int) -> None:
        for step in range(300):
            position = (start * 97 + step * 31) % (len(DATA) - 64)
            if source.read_at(position, 64) != DATA[position : position + 64]:
                wrong.append(position)

    threads = [threading.Thread(target=read, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    source.close()
    assert wrong == []


def test_a_closed_file_says_so(source: LocalFile) -> None:
    source.close()
    source.close()
    with pytest.raises(UnreadableRecordingError, match="closed"):
        source.read_at(0, 1)
