"""Network shares are refused, whatever they are called; local disks are not."""

from dataclasses import dataclass
from pathlib import Path

import pytest

from models.errors import StoreError
from models.review import Role
from models.storage.label_store import FILE_NAME, LabelStore
from models.storage.location import refuse_network_share


@dataclass(frozen=True)
class Mount:
    mountpoint: str
    fstype: str
    opts: str = "rw"


NETWORK = [
    "nfs",
    "nfs4",
    "cifs",
    "smb3",
    "smbfs",
    "SMB2",
    "sshfs",
    "fuse.sshfs",
    "fuse.davfs",
    "9p",
    "afs",
    "webdav",
]


@pytest.mark.parametrize("fstype", NETWORK)
def test_a_network_share_is_refused_by_name(tmp_path: Path, fstype: str) -> None:
    mounts = [Mount("/", "ext4"), Mount(str(tmp_path), fstype)]
    with pytest.raises(StoreError, match=rf"lies on a network share \({fstype}\)"):
        refuse_network_share(tmp_path / "not" / "there" / "yet", mounts)


@pytest.mark.parametrize(
    "fstype", ["ext4", "xfs", "btrfs", "apfs", "NTFS", "overlay", "tmpfs", "zfs", "fuseblk"]
)
def test_a_local_disk_is_not(tmp_path: Path, fstype: str) -> None:
    refuse_network_share(tmp_path, [Mount("/", "nfs4"), Mount(str(tmp_path), fstype)])


def test_the_innermost_mount_counts_and_of_two_on_one_place_the_last(tmp_path: Path) -> None:
    inner = tmp_path / "inner"
    mounts = [Mount(str(inner), "ext4"), Mount("/", "ext4"), Mount(str(tmp_path), "nfs")]
    refuse_network_share(inner / "labels", mounts)
    refuse_network_share(tmp_path.parent, mounts)
    with pytest.raises(StoreError):
        refuse_network_share(inner, [*mounts, Mount(str(inner), "cifs")])


def test_a_name_that_only_begins_alike_is_another_place(tmp_path: Path) -> None:
    refuse_network_share(tmp_path / "data2", [Mount(str(tmp_path / "data"), "nfs"), Mount("/", "ext4")])


def test_a_mapped_drive_of_windows_says_remote(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="network share"):
        refuse_network_share(tmp_path, [Mount(str(tmp_path), "NTFS", "rw,remote")])


def test_a_link_to_a_share_is_followed(tmp_path: Path) -> None:
    share = tmp_path / "share"
    share.mkdir()
    (tmp_path / "link").symlink_to(share)
    with pytest.raises(StoreError):
        refuse_network_share(tmp_path / "link", [Mount("/", "ext4"), Mount(str(share.resolve()), "nfs")])


def test_a_store_is_not_even_begun_there(tmp_path: Path) -> None:
    mounts = [Mount(str(tmp_path), "nfs4")]
    with pytest.raises(StoreError, match="the catalog carries the labels to others"):
        LabelStore.open(tmp_path / "ann", user="ann", role=Role.ANNOTATOR, now_ns=0, mounts=mounts)
    assert not (tmp_path / "ann" / FILE_NAME).exists()


def test_this_machine_has_a_local_disk(tmp_path: Path) -> None:
    refuse_network_share(tmp_path)
