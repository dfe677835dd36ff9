"""Settings survive a restart, a damaged file and a foreign hand."""

import json
import os
import stat
from dataclasses import replace
from pathlib import Path

import pytest

from app.paths import places
from app.settings import RECENT_KEPT, Settings, last_user, load_settings, remember_user, save_settings
from models.errors import KnownError


def test_what_is_saved_comes_back(tmp_path: Path):
    settings = (
        Settings(language="zh_CN", theme="light", role="lead", catalog_url="sqlite:////srv/库.sqlite")
        .with_layout("annotate", bytes(range(256)))
        .with_recent("/data/录制.mcap")
        .with_value("speed", 2.0)
    )
    path = tmp_path / "profiles" / "anna" / "settings.json"
    save_settings(path, settings)
    again = load_settings(path)
    assert again == settings
    assert again.layout("annotate") == bytes(range(256))
    assert [entry.name for entry in path.parent.iterdir()] == ["settings.json"]


@pytest.mark.skipif(os.name == "nt", reason="POSIX permissions")
def test_only_the_owner_may_read_them(tmp_path: Path):
    path = tmp_path / "settings.json"
    save_settings(path, Settings(role="lead"))
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_password_is_never_written_into_them(tmp_path: Path):
    path = tmp_path / "settings.json"
    save_settings(path, Settings(catalog_url="postgresql://anna:secret@host/rushes"))
    assert load_settings(path).catalog_url == "postgresql://anna@host/rushes"
    assert b"secret" not in path.read_bytes()


def test_a_missing_file_means_defaults(tmp_path: Path):
    assert load_settings(tmp_path / "none.json") == Settings()


@pytest.mark.parametrize("damage", [b"", b"{", b"[1]", b"\xff\xfe\x00", b"null", b"[" * 100_000])
def test_a_damaged_file_is_kept_aside(tmp_path: Path, damage: bytes):
    path = tmp_path / "settings.json"
    for number in (1, 2):
        path.write_bytes(damage)
        assert load_settings(path) == Settings()
        assert (tmp_path / f"settings.damaged-{number}.json").read_bytes() == damage
        assert not path.exists()


def test_fields_of_another_type_fall_back_one_by_one(tmp_path: Path):
    path = tmp_path / "settings.json"
    path.write_text(
        json.dumps({"theme": 3, "language": "en", "recent": ["/a", 5], "layouts": {"a": "no base64!"}})
    )
    settings = load_settings(path)
    assert (settings.theme, settings.language, settings.recent) == ("", "en", ("/a",))
    assert settings.layout("a") is None


def test_the_latest_path_comes_first_and_once():
    settings = Settings()
    for number in range(RECENT_KEPT + 5):
        settings = settings.with_recent(f"/{number}")
    settings = settings.with_recent("/9")
    assert settings.recent[0] == "/9"
    assert len(settings.recent) == len(set(settings.recent)) == RECENT_KEPT


def test_who_worked_last_starts_next_time(tmp_path: Path):
    where = places(tmp_path)
    remember_user(where, "王伟")
    assert last_user(where) == "王伟"
    with pytest.raises(KnownError):
        remember_user(where, "../bob")
    where.shared_settings.write_text('{"last_user": "../bob"}')
    assert last_user(where) != "../bob"


def test_a_folder_that_cannot_be_made_is_a_sentence(tmp_path: Path):
    (tmp_path / "file").write_text("")
    with pytest.raises(KnownError, match="cannot be"):
        save_settings(tmp_path / "file" / "settings.json", replace(Settings(), theme="dark"))
