import pytest

from app.actions.keymap import load_keymap
from app.keys import taxonomy_keys, without_taken
from models.errors import KnownError
from models.taxonomy import load_taxonomy
from tests.support.data import ROOT


def test_the_shipped_key_map_gives_no_key_twice():
    keymap = load_keymap(ROOT / "resources" / "keymap.toml")
    assert keymap["player.play"] == ("Space",)


@pytest.mark.parametrize(
    "path", sorted((ROOT / "resources" / "taxonomies").glob("*.toml")), ids=lambda p: p.stem
)
def test_no_shipped_taxonomy_takes_a_key_of_the_key_map(path):
    keymap, given = load_keymap(ROOT / "resources" / "keymap.toml"), taxonomy_keys(load_taxonomy(path))
    assert without_taken(given, keymap) == given
    keys = [key for many in given.values() for key in many]
    assert len(keys) == len(set(keys))


def test_a_key_that_means_something_else_already_is_not_given():
    given = {"mark.slip": ("Shift+S",), "cut.idle": ("0",)}
    kept = without_taken(given, {"label.trim": ("Shift+S",), "conflict.mine": ("0",)})
    assert kept == {"mark.slip": (), "cut.idle": ("0",)}


def test_one_key_for_two_actions_is_refused_with_both_names(tmp_path):
    path = tmp_path / "keys.toml"
    path.write_text('[a]\none = ["X"]\ntwo = ["X"]\n')
    with pytest.raises(KnownError, match=r"X to both a\.one and a\.two"):
        load_keymap(path)


def test_a_part_of_the_window_may_use_a_key_for_something_else(tmp_path):
    path = tmp_path / "keys.toml"
    path.write_text('[a]\none = ["X"]\n[conflict]\nmine = ["X"]\n')
    assert load_keymap(path) == {"a.one": ("X",), "conflict.mine": ("X",)}
    path.write_text('[conflict]\nmine = ["X"]\nbase = ["X"]\n')
    with pytest.raises(KnownError, match=r"X to both conflict\.mine and conflict\.base"):
        load_keymap(path)


@pytest.mark.parametrize("text", ["[a", "a = 1", "[a]\nb = 3"])
def test_a_broken_key_map_is_a_sentence(tmp_path, text: str):
    path = tmp_path / "keys.toml"
    path.write_text(text)
    with pytest.raises(KnownError, match="cannot be read"):
        load_keymap(path)
