"""A catalog backed up and brought back by the command line."""

import json
import os
import shutil
import zipfile
from pathlib import Path

import psycopg
import pytest

from models.catalog.gateway import open_catalog
from models.review import Role
from tests.support.catalogs import changeset, episode, new_id, set_field
from tests.support.cli import CommandLine
from tests.support.postgres import as_user, server


def label(url: str, count: int = 3) -> list[str]:
    """Episodes with a draft of ann's each."""
    ids = [new_id() for _ in range(count)]
    gateway = open_catalog(as_user(url, "ann"))
    work = [changeset(one, set_field("state", "draft"), set_field("note", "放入")) for one in ids]
    assert all(answer.seq for answer in gateway.push("main", work, {}))
    gateway.close()
    return ids


def state(url: str) -> list[tuple[object, ...]]:
    name = url.split("@/")[1].split("?", maxsplit=1)[0]
    wanted = "select site_id, seq, chain from rushes.change_log order by 1, 2"
    rest = "select episode_id, note, added from rushes.episode order by 1"
    return server().execute(wanted, name) + server().execute(rest, name)


def test_what_was_backed_up_comes_back(rushes: CommandLine, catalog: str, tmp_path: Path) -> None:
    label(catalog)
    file = tmp_path / "monday.rushes-backup"
    made = rushes("catalog", "backup", catalog, file, "--json")
    assert made.code == 0, made.err
    assert made.document["heads"] == {"main": 3, "other": 0}
    assert file.stat().st_mode & 0o077 == 0

    target = server().fresh_database()
    back = rushes("catalog", "restore", file, target, "--json")
    assert back.code == 0, back.err
    assert back.document["epoch"] == made.document["epoch"] + 1
    assert state(target) == state(catalog)
    label(target, 1)
    gateway = open_catalog(as_user(target, "ann"))
    assert gateway.status().sites == {"main": 4}, "numbers go on where they ended"
    assert [row.note for row in gateway.search("放入")] == ["放入"] * 4
    gateway.close()
    assert rushes("catalog", "verify-chain", as_user(target, "adm")).code == 0
    server().drop_database(target)


def test_logins_that_the_server_lacks_are_made_without_a_password(
    rushes: CommandLine, catalog: str, tmp_path: Path
) -> None:
    admin = as_user(catalog, "adm")
    rushes("catalog", "add-user", admin, "gone", "--site", "main")
    rushes("catalog", "add-user", admin, "kept.out", "--site", "main")
    rushes("catalog", "disable", admin, "kept.out")
    rushes("catalog", "backup", catalog, tmp_path / "b")
    for login in ("gone", "kept.out"):
        forget = f'set role rushes_owner; drop owned by "{login}"; drop role "{login}"'
        server().execute(forget, catalog.split("@/")[1].split("?", maxsplit=1)[0])

    target = server().fresh_database()
    back = rushes("catalog", "restore", tmp_path / "b", target)
    assert back.code == 0, back.err
    assert "need a new password (rushes catalog reset-password): gone, kept.out" in back.out
    reset = rushes("catalog", "reset-password", as_user(target, "adm"), "gone", "--json")
    assert reset.code == 0, reset.err
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(as_user(target, "kept.out"))
    server().drop_database(target)


def test_a_backup_replaces_nothing_and_a_restore_neither(
    rushes: CommandLine, catalog: str, tmp_path: Path
) -> None:
    file = tmp_path / "b"
    assert rushes("catalog", "backup", catalog, file).code == 0
    assert "is there already" in rushes("catalog", "backup", catalog, file).sentence
    assert "is not empty" in rushes("catalog", "restore", file, catalog).sentence
    refused = rushes("catalog", "backup", as_user(catalog, "adm"), tmp_path / "c")
    assert refused.code == 2
    assert "needs the login that made the catalog" in refused.sentence
    assert [path.name for path in tmp_path.iterdir() if path.is_file()] == ["b"]


def test_a_damaged_backup_is_refused_and_leaves_nothing(
    rushes: CommandLine, catalog: str, tmp_path: Path
) -> None:
    label(catalog)
    whole = tmp_path / "whole"
    rushes("catalog", "backup", catalog, whole)
    target = server().fresh_database()
    name = target.split("@/")[1].split("?")[0]
    for damaged, sentence in (
        (_cut(whole, tmp_path / "cut"), "no whole backup"),
        (_changed(whole, tmp_path / "changed"), "damaged in the table episode"),
        (_forged(whole, tmp_path / "forged"), "is not what was backed up: site main, entry 2"),
        (_hostile(whole, tmp_path / "hostile"), "no whole backup"),
        (_newer(whole, tmp_path / "newer"), "newer program"),
        (tmp_path / "none", "cannot be read"),
    ):
        answer = rushes("catalog", "restore", damaged, target)
        assert answer.code == 2
        assert sentence in answer.sentence
        assert server().execute("select to_regnamespace('rushes') is null", name) == [(True,)]
    server().drop_database(target)


def _cut(whole: Path, to: Path) -> Path:
    to.write_bytes(whole.read_bytes()[:-100])
    return to


def _rewritten(whole: Path, to: Path, change: object) -> Path:
    with zipfile.ZipFile(whole) as source, zipfile.ZipFile(to, "w") as target:
        for name in source.namelist():
            target.writestr(name, change(name, source.read(name)))  # type: ignore[operator]
    return to


def _changed(whole: Path, to: Path) -> Path:
    return _rewritten(
        whole, to, lambda name, data: data.replace(b"draft", b"drift") if "episode." in name else data
    )


def _forged(whole: Path, to: Path) -> Path:
    """Somebody who can count changes a number in the middle of the log and makes the sums fit again."""
    import hashlib

    with zipfile.ZipFile(whole) as source:
        lines = source.read("tables/change_log.copy").splitlines(keepends=True)
    lines[1] = lines[1].replace(b"\tchangeset\t", b"\tepisode\t")
    data = b"".join(lines)

    def change(name: str, old: bytes) -> bytes:
        if name == "manifest.json":
            told = json.loads(old)
            for table in told["tables"]:
                if table["name"] == "change_log":
                    table["sha256"] = hashlib.sha256(data).hexdigest()
            return json.dumps(told).encode()
        return data if name == "tables/change_log.copy" else old

    return _rewritten(whole, to, change)


def _hostile(whole: Path, to: Path) -> Path:
    def change(name: str, old: bytes) -> bytes:
        if name != "manifest.json":
            return old
        told = json.loads(old)
        told["partitions"].append(["x", "episode", "DEFAULT; drop schema rushes cascade"])
        return json.dumps(told).encode()

    return _rewritten(whole, to, change)


def _newer(whole: Path, to: Path) -> Path:
    def change(name: str, old: bytes) -> bytes:
        return (
            json.dumps({**json.loads(old), "schema_version": 99}).encode() if name == "manifest.json" else old
        )

    return _rewritten(whole, to, change)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
def test_a_full_disk_is_told_and_nothing_half_is_left(
    rushes: CommandLine, catalog: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = os.open

    def full(path: str, flags: int, mode: int = 0o777) -> int:
        return real("/dev/full", os.O_RDWR) if str(path).endswith(".part") else real(path, flags, mode)

    monkeypatch.setattr("models.catalog.backup_file.os.open", full)
    answer = rushes("catalog", "backup", catalog, tmp_path / "b")
    assert answer.code == 2
    assert "cannot be written" in answer.sentence
    assert not (tmp_path / "b").exists()


def test_restored_raises_the_epoch(rushes: CommandLine, catalog: str, tmp_path: Path) -> None:
    admin = as_user(catalog, "adm")
    assert rushes("catalog", "restored", admin, "--json").document == {"epoch": 2}
    file = f"sqlite:///{tmp_path / 'catalog.sqlite'}"
    rushes("catalog", "init", file)
    assert rushes("catalog", "restored", file, "--json").document == {"epoch": 2}


def test_a_file_is_backed_up_and_brought_back(rushes: CommandLine, tmp_path: Path) -> None:
    path, copy = tmp_path / "catalog.sqlite", tmp_path / "copy.sqlite"
    url = f"sqlite:///{path}"
    rushes("catalog", "init", url)
    gateway = open_catalog(url)
    gateway.hello(user="ann", role=Role.ANNOTATOR, device_id="d")
    record = episode()
    gateway.register("main", [record])
    gateway.close()
    assert rushes("catalog", "backup", url, copy).code == 0
    assert "is there already" in rushes("catalog", "restore", copy, url).sentence
    shutil.move(path, tmp_path / "lost")
    assert rushes("catalog", "restore", copy, url, "--json").document == {"epoch": 2}
    assert rushes("catalog", "status", url, "--json").document["episodes"] == 1
