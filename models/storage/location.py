"""Where a label file may lie: SQLite's locks cannot be trusted on a network share."""

from collections.abc import Iterable
from pathlib import Path
from typing import Protocol

import psutil

from models.errors import StoreError

_NETWORK = (
    "nfs",
    "cifs",
    "smb",
    "sshfs",
    "fuse.",
    "9p",
    "afs",
    "ncpfs",
    "davfs",
    "webdav",
    "ceph",
    "gluster",
    "lustre",
)
_LOCAL_FUSE = frozenset(
    {"fuse.fuse-overlayfs", "fuse.ecryptfs", "fuse.gocryptfs", "fuse.encfs", "fuse.mergerfs"}
)


class Mount(Protocol):
    """One line of the mount table, as psutil gives it."""

    @property
    def mountpoint(self) -> str:
        """Where it hangs."""

    @property
    def fstype(self) -> str:
        """Kind of file system."""

    @property
    def opts(self) -> str:
        """Options; Windows says ``remote`` here."""


def refuse_network_share(directory: Path, mounts: Iterable[Mount] | None = None) -> None:
    """Let local disks pass. ``mounts`` stands in for the machine's own table.

    Raises:
        StoreError: ``directory`` lies on a network share.
    """
    where = str(directory.absolute().resolve())
    fstype = "a network path" if where.startswith(("\\\\", "//")) else ""
    mount = _mount_of(where, psutil.disk_partitions(all=True) if mounts is None else mounts)
    if mount is not None and is_network(mount):
        fstype = mount.fstype
    if fstype:
        raise StoreError(
            "{directory} lies on a network share ({fstype}), where labels could be damaged; "
            "choose a folder on this machine, the catalog carries the labels to others",
            directory=directory,
            fstype=fstype,
        )


def is_network(mount: Mount) -> bool:
    """Whether other machines may write there too."""
    kind = mount.fstype.lower()
    remote = "remote" in mount.opts.lower().split(",")
    return remote or (kind.startswith(_NETWORK) and kind not in _LOCAL_FUSE)


def _mount_of(where: str, mounts: Iterable[Mount]) -> Mount | None:
    holding = [mount for mount in mounts if _holds(mount.mountpoint, where)]
    return (
        max(enumerate(holding), key=lambda item: (len(item[1].mountpoint), item[0]))[1] if holding else None
    )


def _holds(mountpoint: str, where: str) -> bool:
    return Path(where) == Path(mountpoint) or Path(mountpoint) in Path(where).parents
