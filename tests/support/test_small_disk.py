"""A small disk runs full, and has room again."""

import errno

import pytest

from tests.support.small_disk import small_disk


def test_it_runs_full_and_has_room_again() -> None:
    with small_disk(4) as disk:
        assert 3 << 20 < disk.free <= 4 << 20
        disk.fill(leave=64 << 10)
        assert disk.free <= 64 << 10
        with pytest.raises(OSError, match="No space left") as refused:
            (disk.path / "large").write_bytes(bytes(1 << 20))
        assert refused.value.errno == errno.ENOSPC
        (disk.path / "large").unlink()
        disk.make_room()
        (disk.path / "large").write_bytes(bytes(1 << 20))
    assert not disk.path.exists()
