"""A disk of a few megabytes that runs full when told to.

    with small_disk(160) as disk:
        server = PostgresServer(data=disk.path / "data")
        ...
        disk.fill(leave=200_000)
        ...
        disk.make_room()

It is a file system in memory, mounted below the temporary directory, which only root may do; anybody else skips.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

_FILLER = "filler"
_MIB = 1 << 20


@dataclass(frozen=True)
class SmallDisk:
    """``path`` is its root, open to everybody."""

    path: Path

    @property
    def free(self) -> int:
        """Bytes."""
        return shutil.disk_usage(self.path).free

    def fill(self, *, leave: int = 0) -> None:
        """Take everything but ``leave`` bytes, to the page."""
        with (self.path / _FILLER).open("ab") as file:
            while (missing := self.free - leave) > 0:
                try:
                    os.posix_fallocate(file.fileno(), file.seek(0, os.SEEK_END), missing)
                except OSError:
                    # Somebody else was quicker.
                    continue

    def make_room(self) -> None:
        """Give back what ``fill`` took."""
        (self.path / _FILLER).unlink(missing_ok=True)


@contextmanager
def small_disk(mebibytes: int) -> Iterator[SmallDisk]:
    """A new one; end what uses it before the block ends."""
    if sys.platform != "linux" or os.geteuid() != 0 or shutil.which("mount") is None:
        pytest.skip("a small disk needs Linux and root, to mount one")
    path = Path(tempfile.mkdtemp(prefix="rushes-disk-", dir="/tmp"))
    options = f"size={mebibytes * _MIB},mode=0777"
    done = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", options, "rushes-disk", str(path)], capture_output=True, check=False
    )
    if done.returncode != 0:
        path.rmdir()
        pytest.skip("a small disk cannot be mounted here: " + done.stderr.decode(errors="replace").strip())
    try:
        yield SmallDisk(path)
    finally:
        # Lazily: a server that hangs must not keep the mount.
        subprocess.run(["umount", "-l", str(path)], check=False)
        path.rmdir()
