"""Where files lie, and that no user name leads out of the profiles."""

from pathlib import Path

import pytest

from app.paths import checked_user, places, resource
from models.errors import KnownError


def test_the_option_wins_over_the_variable_over_the_system(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    monkeypatch.setenv("RUSHES_DATA_DIR", str(tmp_path / "variable"))
    assert places(tmp_path / "option").data == tmp_path / "option"
    assert places().data == tmp_path / "variable"
    monkeypatch.delenv("RUSHES_DATA_DIR")
    assert places().data.name == "rushes"


def test_nothing_is_made_by_asking(tmp_path: Path):
    where = places(tmp_path / "data")
    assert where.users() == ()
    assert where.profile("anna").parts[-2:] == ("profiles", "anna")
    assert not where.data.exists()


@pytest.mark.parametrize("name", ["anna", "王伟", "Anna K", "qa-2_b", "a.b@c.org"])
def test_names_of_people_are_accepted(name: str):
    assert checked_user(name) == name


@pytest.mark.parametrize(
    "name", ["", "..", "../bob", "a/b", "a\\b", "C:", ".hidden", "con", "a\n", " a", "a.", "x" * 65, "a\x00b"]
)
def test_names_that_are_no_folder_are_refused_in_one_sentence(name: str):
    with pytest.raises(KnownError) as refusal:
        checked_user(name)
    assert "\n" not in str(refusal.value)


def test_what_ships_is_found():
    assert resource("demo", "pick_can_success.mcap").is_file()
