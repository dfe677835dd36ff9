"""``media``: manifests, verdicts with exit codes, offline copies, forgetting, rules of paths."""

import json
import shutil
from pathlib import Path

import pytest

from models.media.manifest import manifest_of
from tests.support.cli import CommandLine
from tests.support.servers import http_server, s3_server
from tests.support.video_factory import write_video


@pytest.fixture
def video(tmp_path: Path) -> Path:
    return write_video(tmp_path / "in" / "take.mp4", range(60))


def test_a_manifest_is_printed_and_written(rushes: CommandLine, video: Path, tmp_path: Path):
    output = tmp_path / "manifest.json"
    document = rushes("media", "manifest", video, "--json", "-o", output).document
    manifest = manifest_of(video)
    assert document["manifest_sha256"] == manifest.sha256
    assert [file["path"] for file in document["files"]] == ["take.mp4"]
    assert output.read_text(encoding="ascii") == manifest.text + "\n"
    assert rushes("media", "manifest", video).out.startswith(f"{manifest.sha256}  1 files")
    assert "does not exist" in rushes("media", "manifest", tmp_path / "gone").sentence


def test_a_path_is_verified_with_the_manifest_beside_it(rushes: CommandLine, video: Path):
    assert "to compare with" in rushes("media", "verify", video).sentence
    rushes("media", "manifest", video, "-o", f"{video}.manifest.json")
    answer = rushes("media", "verify", video)
    assert (answer.code, answer.out.split()[0]) == (0, "ok")
    with video.open("r+b") as file:
        file.write(b"?")
    answer = rushes("media", "verify", video, "--json")
    assert answer.code == 1
    assert [row["verdict"] for row in answer.document["copies"]] == ["differs"]


def test_an_episodes_copies_are_verified(rushes: CommandLine, video: Path, tmp_path: Path):
    rushes("ingest", video)
    assert "manifest" in rushes("media", "verify", "take").sentence
    rushes("media", "manifest", video)
    assert rushes("media", "verify", "take").code == 0
    rushes("media", "map", video.parent, tmp_path / "mirror")
    (tmp_path / "mirror").mkdir()
    shutil.copy(video, tmp_path / "mirror" / "take.mp4")
    rows = rushes("media", "verify", "take", "--json").document["copies"]
    assert [row["verdict"] for row in rows] == ["ok", "ok"]
    (tmp_path / "mirror" / "take.mp4").write_bytes(b"other")
    assert rushes("media", "verify", "take").code == 1
    (tmp_path / "mirror" / "take.mp4").unlink()
    answer = rushes("media", "verify", "take", "--json")
    assert answer.code == 1
    assert [row["verdict"] for row in answer.document["copies"]] == ["missing", "ok"]


@pytest.mark.parametrize("keeper", ["http", "s3"])
def test_the_next_ones_are_taken_along_released_and_forgotten(
    rushes: CommandLine, tmp_path: Path, keeper: str
):
    folder = tmp_path / "in"
    for name in "abc":
        write_video(folder / f"{name}.mp4", range(ord(name), ord(name) + 30))
    with http_server(folder) as served, s3_server():
        import boto3

        for name in "abc":
            boto3.client("s3").upload_file(str(folder / f"{name}.mp4"), "rushes-test", f"{name}.mp4")
            root = served.url if keeper == "http" else "s3://rushes-test"
            assert rushes("ingest", f"{root}/{name}.mp4").code == 0
        assert rushes("privacy", f"{root}/a.mp4", "--clear").code == 0
        assert rushes("privacy", f"{root}/b.mp4", "--retain-until", "2030-01-01").code == 0
        answer = rushes("media", "offline", "2", "--json")
    assert answer.code == 0
    assert [(row["name"], row["outcome"]) for row in answer.document["episodes"]] == [
        ("a", "fetched"), ("b", "refused"),
    ]  # fmt: skip
    status = rushes("media", "status", "--json").document
    assert [(row["name"], row["offline"]) for row in status["recordings"]] == [("a.mp4", True)]
    assert rushes("media", "release").out == "1 offline copies released\n"
    assert not rushes("media", "status", "--json").document["recordings"][0]["offline"]
    (row,) = rushes("media", "forget", "a", "--json").document["episodes"]
    assert row["cached_nbytes"] == (folder / "a.mp4").stat().st_size
    assert row["previews"] == 1
    assert rushes("media", "status", "--json").document["recordings"] == []
    kept = [
        path
        for path in (rushes.data_dir / "cache").rglob("*")
        if path.is_file() and path.stat().st_size > 999
    ]
    assert kept == []


def test_what_lies_on_this_machine_is_not_copied(rushes: CommandLine, video: Path):
    rushes("ingest", video)
    (row,) = rushes("media", "offline", "5", "--json").document["episodes"]
    assert row["outcome"] == "here"
    assert rushes("media", "status", "--json").document["recordings"] == []


def test_what_does_not_come_is_told_and_the_others_go_on(rushes: CommandLine, tmp_path: Path):
    for name in "ab":
        write_video(tmp_path / "in" / f"{name}.mp4", range(ord(name), ord(name) + 30))
    with http_server(tmp_path / "in") as served:
        for name in "ab":
            rushes("ingest", f"{served.url}/{name}.mp4")
            rushes("privacy", f"{served.url}/{name}.mp4", "--clear")
        (tmp_path / "in" / "a.mp4").unlink()
        answer = rushes("media", "offline", "2", "--json")
    assert answer.code == 1
    assert [row["outcome"] for row in answer.document["episodes"]] == ["failed", "fetched"]
    assert "a was not fetched" in answer.document["episodes"][0]["error"]


def test_of_what_nobody_has_looked_at_nothing_is_kept(rushes: CommandLine, video: Path):
    """A plain video counts as unchecked, which only its reader says."""
    with http_server(video.parent) as served:
        rushes("ingest", f"{served.url}/take.mp4")
        answer = rushes("media", "offline", "1", "--json")
    assert answer.document["episodes"][0]["outcome"] == "refused"
    assert rushes("media", "status", "--json").document["nbytes"] == 0


def test_forgetting_takes_quick_copies_along_but_not_those_of_others(rushes: CommandLine, tmp_path: Path):
    long = {"gop": 250, "options": {"sc_threshold": "0"}}
    for name in "ab":
        write_video(tmp_path / "in" / f"{name}.mp4", range(ord(name), ord(name) + 120), **long)
        rushes("ingest", tmp_path / "in" / f"{name}.mp4")
        rushes("proxies", "make", tmp_path / "in" / f"{name}.mp4")
    assert rushes("proxies", "status", "--json").document["copies"] == 2
    (row,) = rushes("media", "forget", "a", "--json").document["episodes"]
    assert row["quick_copies"] == 1
    assert rushes("proxies", "status", "--json").document["copies"] == 1


def test_what_was_verified_goes_to_the_catalog_and_comes_to_others(rushes: CommandLine, video: Path):
    for user in ("ann", "bob"):
        rushes("--user", user, "ingest", video)
    rushes("--user", "ann", "sync")
    rushes("--user", "ann", "media", "manifest", video)
    assert rushes("--user", "ann", "media", "verify", "take").code == 0
    rushes("--user", "ann", "media", "sync", "--json")
    shutil.rmtree(rushes.data_dir / "media")
    answer = rushes("--user", "bob", "media", "sync", "--json")
    assert answer.document == {"sent": 0, "taken": 2}
    assert rushes("--user", "bob", "media", "verify", "take").code == 0


def test_rules_of_paths_are_said_shown_and_taken_away(rushes: CommandLine):
    rushes("media", "map", "D:\\rec", "/mnt/d", "--site", "sz1")
    rules = rushes("media", "map", "/rec", "/mnt/nas", "--json").document["rules"]
    assert rules == [
        {"prefix": "D:\\rec", "here": "/mnt/d", "site": "sz1"},
        {"prefix": "/rec", "here": "/mnt/nas", "site": ""},
    ]
    assert rushes("media", "map", "/rec", "--remove").out == "D:\\rec -> /mnt/d  (site sz1)\n"
    assert rushes("media", "map", "/rec").code == 2
    settings = json.loads((rushes.data_dir / "settings.json").read_text(encoding="ascii"))
    assert len(settings["path_rules"]) == 1
