"""What every register keeps to."""

from pathlib import Path

import pytest

from models.errors import KnownError
from models.media.manifest import manifest_of
from models.media.mapping import PathRule
from models.media.register import MediaCopy, MediaRegister
from models.media.shelf import Shelf


@pytest.fixture
def register(tmp_path: Path) -> MediaRegister:
    return Shelf(tmp_path / "shelf")


def test_a_manifest_is_kept_and_not_replaced(register: MediaRegister, file: Path, folder: Path):
    text = manifest_of(file).text
    register.put_manifest("main", "e1", text)
    register.put_manifest("main", "e1", text)
    with pytest.raises(KnownError, match="another manifest"):
        register.put_manifest("main", "e1", manifest_of(folder).text)
    with pytest.raises(KnownError, match="no manifest"):
        register.put_manifest("main", "e2", "{}")
    assert register.manifests("main", ["e1", "e2"]) == {"e1": text}
    assert register.manifests("sz1", ["e1"]) == {}


def test_copies_are_renewed_and_the_last_verified_comes_first(register: MediaRegister):
    first = MediaCopy("e1", "/a/take.mcap")
    register.put_copies("main", [first, MediaCopy("e1", "s3://b/take.mcap", 5, "m")])
    register.put_copies("main", [MediaCopy("e1", "/c/take.mcap", 9, "m"), MediaCopy("e2", "/d")])
    copies = register.copies("main", ["e1", "e2", "e3"])
    assert [copy.location for copy in copies["e1"]] == ["/c/take.mcap", "s3://b/take.mcap", "/a/take.mcap"]
    assert set(copies) == {"e1", "e2"}
    register.put_copies("main", [MediaCopy("e1", "/c/take.mcap", None, "m")])
    assert register.copies("main", ["e1"])["e1"][0].location == "s3://b/take.mcap"


def test_a_copy_goes_only_while_two_verified_ones_remain(register: MediaRegister, file: Path):
    manifest = manifest_of(file)
    register.put_manifest("main", "e1", manifest.text)
    right = [MediaCopy("e1", f"/{name}", 5, manifest.sha256) for name in "ab"]
    register.put_copies("main", [*right, MediaCopy("e1", "/c", 5, "of another"), MediaCopy("e1", "/d")])
    register.delete_copy("main", "e1", "/d")
    with pytest.raises(KnownError, match="1 other verified copies"):
        register.delete_copy("main", "e1", "/a")
    register.put_copies("main", [MediaCopy("e1", "/e", 6, manifest.sha256)])
    register.delete_copy("main", "e1", "/a")
    assert [copy.location for copy in register.copies("main", ["e1"])["e1"]] == ["/e", "/b", "/c"]


def test_rules_of_paths_belong_to_a_site(register: MediaRegister):
    register.put_path_map("main", "/rec", "/mnt")
    register.put_path_map("sz1", "/rec", "/nas")
    register.put_path_map("main", "/rec", "/mnt2")
    assert register.path_maps("main") == (PathRule("/rec", "/mnt2", "main"),)
    register.put_path_map("main", "/rec", "")
    assert register.path_maps("main") == ()
    assert len(register.path_maps("sz1")) == 1
