"""Two machines and a catalog, which is a shelf here: who learns what from whom."""

from pathlib import Path

import pytest

from models.media.exchange import learn, tell
from models.media.manifest import manifest_of
from models.media.mapping import PathRule
from models.media.register import MediaCopy
from models.media.shelf import Shelf

SITE, ID = "main", "e1"


@pytest.fixture
def catalog(tmp_path: Path) -> Shelf:
    return Shelf(tmp_path / "catalog")


@pytest.fixture
def here(tmp_path: Path) -> Shelf:
    return Shelf(tmp_path / "here")


def verified(shelf: Shelf) -> dict[str, int | None]:
    return {copy.location: copy.verified_at_ns for copy in shelf.copies(SITE, [ID]).get(ID, ())}


def test_what_was_found_out_here_is_told_and_learned_elsewhere(catalog: Shelf, here: Shelf, tmp_path, file):
    text = manifest_of(file).text
    here.put_manifest(SITE, ID, text)
    here.put_copies(SITE, [MediaCopy(ID, "/a", 5, "m"), MediaCopy(ID, "/b")])
    assert tell(here, catalog, SITE, [ID]).sent == 3
    assert tell(here, catalog, SITE, [ID]).sent == 0
    catalog.put_path_map(SITE, "/a", "/mnt")
    there = Shelf(tmp_path / "there")
    assert learn(there, catalog, SITE, [ID]).taken == 3
    assert learn(there, catalog, SITE, [ID]).taken == 0
    assert there.manifests(SITE, [ID]) == {ID: text}
    assert verified(there) == {"/a": 5, "/b": None}
    assert there.path_maps(SITE) == (PathRule("/a", "/mnt", SITE),)


def test_the_later_verification_holds(catalog: Shelf, here: Shelf):
    here.put_copies(SITE, [MediaCopy(ID, "/a", 5, "m")])
    catalog.put_copies(SITE, [MediaCopy(ID, "/a", 7, "m")])
    assert tell(here, catalog, SITE, [ID]).sent == 0
    learn(here, catalog, SITE, [ID])
    assert verified(here) == verified(catalog) == {"/a": 7}


def test_a_copy_that_was_found_wrong_is_told_once(catalog: Shelf, here: Shelf):
    catalog.put_copies(SITE, [MediaCopy(ID, "/a", 7, "m")])
    here.put_copies(SITE, [MediaCopy(ID, "/a", None, "m")])
    tell(here, catalog, SITE, [ID])
    assert verified(catalog) == {"/a": None}
    catalog.put_copies(SITE, [MediaCopy(ID, "/a", 9, "m")])
    tell(here, catalog, SITE, [ID])
    assert verified(catalog) == {"/a": 9}


def test_manifests_that_differ_are_told_and_both_stay(catalog: Shelf, here: Shelf, file: Path, folder: Path):
    one, other = manifest_of(file).text, manifest_of(folder).text
    catalog.put_manifest(SITE, ID, one)
    here.put_manifest(SITE, ID, other)
    assert len(tell(here, catalog, SITE, [ID]).told) == len(learn(here, catalog, SITE, [ID]).told) == 1
    assert (catalog.manifests(SITE, [ID])[ID], here.manifests(SITE, [ID])[ID]) == (one, other)
