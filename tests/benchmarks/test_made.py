"""What takes long to make is made once, and whole."""

from pathlib import Path

import pytest

from tests.support.day import SOURCE, make_day
from tests.support.made import made_once, write_whole


def test_what_is_there_is_not_made_again(tmp_path: Path) -> None:
    path = tmp_path / "work" / "a.mcap"
    assert made_once(path, lambda part: part.write_bytes(b"first")) == path
    made_once(path, lambda part: part.write_bytes(b"second"))
    assert path.read_bytes() == b"first"
    assert {each.name for each in path.parent.iterdir()} <= {"a.mcap", "a.mcap.lock"}


def test_a_making_that_was_cut_leaves_nothing_that_looks_whole(tmp_path: Path) -> None:
    path = tmp_path / "a.mcap"

    def cut(part: Path) -> None:
        part.write_bytes(b"half and half again")
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        made_once(path, cut)
    assert not path.exists()
    made_once(path, lambda part: part.write_bytes(b"whole"))
    assert path.read_bytes() == b"whole"


def test_what_was_there_stays_until_the_new_is_whole(tmp_path: Path) -> None:
    path = tmp_path / "row.json"
    write_whole(path, b"old")
    with pytest.raises(OSError, match=r"."):
        write_whole(path, b"new", unfinished=tmp_path / "no such folder" / "part")
    assert path.read_bytes() == b"old"


def test_a_day_that_was_cut_is_gone_on_with_and_holds_whole_recordings_only(tmp_path: Path) -> None:
    day = tmp_path / "day"
    make_day(day, 2)
    (tmp_path / "day.part").write_bytes(b"cut")
    make_day(day, 3)
    assert [path.name for path in sorted(day.iterdir())] == [f"ep_0000{n}.mcap" for n in range(3)]
    assert {path.stat().st_size for path in day.iterdir()} == {SOURCE.stat().st_size}
