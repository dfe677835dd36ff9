"""``doctor``: exit 1 where something is wrong, and a sentence that says what."""

import sqlite3
from pathlib import Path

import pytest

from app.cli.checks import Verdict, check_disk, check_python, toolkit_version
from app.paths import places
from models.storage.label_store import FILE_NAME
from tests.support.cli import CommandLine
from tests.support.data import DEMO


def verdicts(rushes: CommandLine, *options: str) -> dict[str, str]:
    return {
        check["name"]: check["verdict"] for check in rushes("doctor", "--json", *options).document["checks"]
    }


def test_a_fresh_machine_is_healthy(rushes: CommandLine):
    answer = rushes.process("doctor", "--json")
    assert (answer.code, answer.err) == (0, "")
    assert answer.document["ok"] is True
    assert [list(check) for check in answer.document["checks"]] == [["name", "verdict", "message"]] * 7
    assert not rushes.data_dir.exists()


def test_people_get_a_table(rushes: CommandLine):
    answer = rushes("doctor")
    assert answer.code == 0
    assert "opengl" in answer.out


@pytest.mark.parametrize(
    ("python", "toolkit", "verdict"),
    [
        ((3, 11), "6.11.3", Verdict.OK),
        ((3, 11), "6.12.0", Verdict.FAILED),
        ((3, 11), "7.0.0", Verdict.FAILED),
        ((3, 12), "6.12.0", Verdict.OK),
        ((3, 13), "6.12.1", Verdict.OK),
        ((3, 10), "6.11.3", Verdict.FAILED),
        ((3, 14), "6.12.0", Verdict.FAILED),
        ((3, 12), None, Verdict.FAILED),
    ],
)
def test_the_pair_that_aborts_is_named(python: tuple[int, int], toolkit: str | None, verdict: Verdict):
    assert check_python(python, toolkit).verdict is verdict


def test_the_toolkit_here_is_known():
    assert toolkit_version() is not None


def test_a_sound_store_is_ok_and_a_scribbled_one_is_not(rushes: CommandLine):
    rushes("ingest", DEMO, "--user", "anna")
    assert verdicts(rushes)["store"] == "ok"
    path = places(rushes.data_dir).profile("anna") / FILE_NAME
    with sqlite3.connect(path) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
    content = bytearray(path.read_bytes())
    content[4096:] = b"\xa5" * (len(content) - 4096)
    path.write_bytes(content)
    answer = rushes("doctor", "--json")
    assert answer.code == 1
    assert answer.document["ok"] is False
    assert verdicts(rushes)["store"] == "failed"


def test_a_catalog_that_is_gone_is_a_negative_verdict(rushes: CommandLine, tmp_path: Path):
    url = f"sqlite:///{tmp_path / 'catalog.sqlite'}"
    assert rushes("doctor", "--catalog", url).code == 1
    rushes("catalog", "init", url)
    assert verdicts(rushes, "--catalog", url)["catalog"] == "ok"


def test_free_space_is_asked_for_a_folder_that_is_not_there_yet(tmp_path: Path):
    assert check_disk(tmp_path / "a" / "b").verdict is not Verdict.UNKNOWN
