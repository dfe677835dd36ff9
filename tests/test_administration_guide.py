"""The commands that the administrator's guide shows are run as they stand there."""

import shlex
from pathlib import Path

import pytest

from models.catalog.gateway import open_catalog
from models.review import Role
from tests.support.catalogs import episode
from tests.support.cli import CommandLine
from tests.support.guide import GUIDE
from tests.support.postgres import PostgresServer, as_user


def commands() -> list[list[str]]:
    """Those of the blocks that are marked to be run."""
    found = []
    for part in GUIDE.read_text(encoding="utf-8").split("<!-- run -->")[1:]:
        lines = part.strip("\n").splitlines()
        for line in lines:
            if line and not line.startswith("    "):
                break
            if line.strip():
                found.append(shlex.split(line.strip()))
    return found


@pytest.mark.slow
def test_every_command_of_the_guide_works(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("RUSHES_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.chdir(tmp_path)
    (tmp_path / "people.csv").write_text(
        "login,name,role,sites\nwang,王伟,engineer,sz1;bj1\n", encoding="utf-8-sig"
    )
    rushes, running = CommandLine(tmp_path / "data", capsys), PostgresServer(settings={"fsync": "on"})
    running.start()
    try:
        url = running.fresh_database()
        record = episode()
        known = {"$URL": url, "$ADMIN": as_user(url, "admin"), "$EMPTY": running.fresh_database()}
        known["$EPISODE"] = record.id
        for _, *words in commands():
            if "withdraw-episode" in words:
                gateway = open_catalog(as_user(url, "wang"))
                gateway.hello(user="", role=Role.ENGINEER, device_id="")
                gateway.register("sz1", [record])
                gateway.close()
            answer = rushes(*(known.get(word, word) for word in words))
            assert answer.code == 0, (words, answer.out, answer.err)
    finally:
        running.destroy()


def test_the_guide_names_every_action() -> None:
    from app.cli.catalog import ACTIONS

    text = GUIDE.read_text(encoding="utf-8")
    assert [action.name for action in ACTIONS if f"rushes catalog {action.name}" not in text] == []
