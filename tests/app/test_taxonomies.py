"""Taxonomies of this machine stand before those that ship, and keep what they replaced."""

from dataclasses import replace
from pathlib import Path

import pytest

from app.keys import load_keys
from app.paths import places
from app.profile import Who
from app.settings import Settings, save_settings
from app.taxonomies import DEFAULT, SETTING, TaxonomyShelf, taxonomy_shelf
from models.errors import KnownError
from models.review import Role
from models.taxonomy import load_taxonomy


@pytest.fixture
def shelf(tmp_path: Path) -> TaxonomyShelf:
    return taxonomy_shelf(places(tmp_path))


def test_what_ships_is_there_from_the_start(shelf: TaxonomyShelf) -> None:
    assert {"pick_place", "bimanual_fold", "insertion", "navigation"} <= shelf.paths().keys()
    assert [arm.code for arm in shelf.load("bimanual_fold").arms] == ["left", "right"]


def test_an_own_one_stands_before_the_one_that_ships(shelf: TaxonomyShelf) -> None:
    shipped = shelf.load(DEFAULT)
    changed = replace(shipped, version=shipped.version + 1, template=())
    assert shelf.save(changed) == shelf.own / "pick_place.toml"
    assert shelf.load(DEFAULT) == changed
    assert load_taxonomy(shelf.own / "earlier" / f"pick_place.v{shipped.version}.toml") == shipped


def test_a_new_one_is_added(shelf: TaxonomyShelf) -> None:
    shelf.save(replace(shelf.load(DEFAULT), id="pouring", version=1))
    assert shelf.load("pouring").version == 1
    assert not (shelf.own / "earlier").exists()


@pytest.mark.parametrize("name", ["", "../escaped", "a b", ".hidden", "x" * 65])
def test_no_id_leaves_the_folder(shelf: TaxonomyShelf, name: str) -> None:
    with pytest.raises(KnownError, match="cannot have the id"):
        shelf.save(replace(shelf.load(DEFAULT), id=name))


def test_an_unknown_choice_falls_back_to_what_ships(shelf: TaxonomyShelf) -> None:
    assert shelf.load("forgotten").id == DEFAULT


def test_a_file_under_a_false_name_is_refused(shelf: TaxonomyShelf) -> None:
    path = shelf.save(shelf.load(DEFAULT))
    path.rename(path.with_name("sorting.toml"))
    with pytest.raises(KnownError, match="must have the id sorting"):
        shelf.load("sorting")


def test_a_window_labels_with_what_the_person_chose(tmp_path: Path) -> None:
    where = places(tmp_path)
    save_settings(where.settings("ann"), Settings().with_value(SETTING, "bimanual_fold"))
    keys = load_keys(Who("ann", Role.ANNOTATOR, where, ""))
    assert keys.taxonomy.id == "bimanual_fold"
    assert keys.keymap["cut.fold"] == ("5",)
