"""A file is either whole or not there."""

from pathlib import Path

import pytest

from app.files import write_atomically
from models.errors import KnownError


def test_the_old_file_is_replaced_and_nothing_else_stays(tmp_path: Path):
    path = tmp_path / "out.bin"
    path.write_bytes(b"old")
    write_atomically(path, b"new")
    assert path.read_bytes() == b"new"
    assert list(tmp_path.iterdir()) == [path]


def test_a_link_stays_a_link(tmp_path: Path):
    (tmp_path / "target").write_bytes(b"old")
    (tmp_path / "link").symlink_to(tmp_path / "target")
    write_atomically(tmp_path / "link", b"new")
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "target").read_bytes() == b"new"


def test_a_device_or_folder_is_refused_and_left_alone(tmp_path: Path):
    (tmp_path / "folder").mkdir()
    for path in (tmp_path / "folder", Path("/dev/null")):
        with pytest.raises(KnownError, match="no regular file"):
            write_atomically(path, b"x")


def test_a_missing_folder_is_a_sentence(tmp_path: Path):
    with pytest.raises(KnownError, match="cannot be written"):
        write_atomically(tmp_path / "none" / "out.bin", b"x")
