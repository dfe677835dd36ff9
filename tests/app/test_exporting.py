"""An export is in place as a whole or not at all, and what it replaced is kept."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from app.exporting import BACKUPS, copy_dataset, replace_files
from models.errors import KnownError
from models.exports.files import NewFile, whole
from tests.support.data import ROOT
from tests.support.small_disk import SmallDisk, small_disk

NAMES = ("data/a.parquet", "data/b.parquet", "meta/info.json")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return dataset(tmp_path / "set")


def dataset(root: Path) -> Path:
    for name in (*NAMES, "videos/x.mp4"):
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_bytes(b"old " + name.encode())
    return root


NEW = whole(b"new")


def new(*names: str, content: Callable[[], bytes] = NEW) -> list[NewFile]:
    return [NewFile(name, content) for name in names]


def contents(root: Path) -> dict[str, bytes]:
    return {
        path.relative_to(root).as_posix(): path.read_bytes() for path in root.rglob("*") if path.is_file()
    }


def test_what_is_replaced_is_kept(root: Path):
    before = contents(root)
    backup = replace_files(root, new("data/a.parquet", "meta/subtasks.parquet"), stamp="now")
    assert contents(backup) == {"data/a.parquet": before["data/a.parquet"]}
    assert backup == root / BACKUPS / "now"
    after = contents(root)
    assert (after["data/a.parquet"], after["meta/subtasks.parquet"]) == (b"new", b"new")
    assert after["data/b.parquet"] == before["data/b.parquet"]


def test_a_file_that_cannot_be_made_leaves_all_as_it_was(root: Path):
    before = contents(root)

    def damaged() -> bytes:
        raise KnownError("The data file {path} cannot be read", path="b")

    with pytest.raises(KnownError, match="cannot be read"):
        replace_files(root, [*new("data/a.parquet"), *new("data/b.parquet", content=damaged)], stamp="now")
    assert contents(root) == before


_KILLED = """
import os, signal, sys
from pathlib import Path
from app.exporting import replace_files
from models.exports.files import NewFile, whole

def killed():
    os.kill(os.getpid(), signal.SIGKILL)

names, victim = sys.argv[2].split(","), int(sys.argv[3])
files = [NewFile(name, killed if i == victim else whole(b"new")) for i, name in enumerate(names)]
replace_files(Path(sys.argv[1]), files, stamp="x")
"""


@pytest.mark.parametrize("victim", range(3))
def test_a_kill_leaves_the_old_files_whole_and_the_next_export_goes_through(root: Path, victim: int):
    before = contents(root)
    command = [sys.executable, "-c", _KILLED, str(root), ",".join(NAMES), str(victim)]
    done = subprocess.run(command, cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)}, check=False)
    assert done.returncode == -signal.SIGKILL
    assert {name: data for name, data in contents(root).items() if name in before} == before
    replace_files(root, new(*NAMES), stamp="now")
    after = contents(root)
    assert [after[name] for name in NAMES] == [b"new"] * 3
    assert not [name for name in after if name.endswith(".rushes-part")]


@pytest.fixture
def disk():
    with small_disk(2) as made:
        yield made


def test_a_full_disk_leaves_the_old_files_whole(disk: SmallDisk):
    root = dataset(disk.path / "set")
    before = contents(root)
    disk.fill(leave=200_000)
    large = new("data/a.parquet") + new("data/b.parquet", content=whole(bytes(1 << 20)))
    for attempt in (
        lambda: replace_files(root, large, stamp="now"),
        lambda: copy_dataset(root, disk.path / "out", large),
    ):
        with pytest.raises(KnownError, match="cannot be written: No space left"):
            attempt()
    assert contents(root) == before
    assert sorted(path.name for path in disk.path.iterdir() if path.is_dir()) == ["set"]


def test_a_copy_has_the_new_files_and_leaves_the_data_set_alone(root: Path, tmp_path: Path):
    before = contents(root)
    copy_dataset(root, tmp_path / "out", new("data/a.parquet"))
    assert contents(root) == before
    assert contents(tmp_path / "out") == {**before, "data/a.parquet": b"new"}
    (tmp_path / "out/meta/info.json").write_bytes(b"mine")
    assert contents(root) == before
    with pytest.raises(KnownError, match="is there already"):
        copy_dataset(root, tmp_path / "out", [])


def test_a_place_that_cannot_be_taken_gives_back_those_before_it(root: Path):
    before = contents(root)
    (root / "data/c.parquet").mkdir()
    with pytest.raises(KnownError, match="cannot be written"):
        replace_files(root, new("data/a.parquet", "data/new.parquet", "data/c.parquet"), stamp="now")
    assert {name: data for name, data in contents(root).items() if BACKUPS not in name} == before


def test_a_link_to_a_file_elsewhere_is_backed_up_by_its_content(root: Path, tmp_path: Path):
    elsewhere = tmp_path / "blob"
    (root / "data/a.parquet").rename(elsewhere)
    (root / "data/a.parquet").symlink_to(elsewhere)
    backup = replace_files(root, new("data/a.parquet"), stamp="now")
    assert (backup / "data/a.parquet").read_bytes() == b"old data/a.parquet"
    assert elsewhere.read_bytes() == b"old data/a.parquet"
