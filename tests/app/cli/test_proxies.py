"""``proxies``: quick copies are made where they are needed, counted and removed."""

from pathlib import Path

from tests.support.cli import CommandLine
from tests.support.video_factory import write_video

LONG = {"gop": 250, "options": {"sc_threshold": "0"}}


def test_copies_are_made_once_counted_and_removed(rushes: CommandLine, tmp_path: Path):
    write_video(tmp_path / "day" / "long.mp4", range(120), **LONG)
    video = str(tmp_path / "day" / "long.mp4")
    expected = {"videos": [{"episode": "long", "stream": "video", "copy": "ready"}]}
    assert rushes("proxies", "make", video, "--json").document == expected
    first = rushes("proxies", "status", "--json").document
    assert (first["copies"], Path(first["folder"])) == (1, rushes.data_dir / "cache" / "proxies")
    assert rushes("proxies", "make", video, "--json").document == expected
    assert rushes("proxies", "status", "--json").document == first
    answer = rushes("proxies", "clear")
    assert answer.out.startswith("1 quick copies removed from ")
    assert rushes("proxies", "status", "--json").document["copies"] == 0


def test_a_video_with_near_keyframes_needs_none(rushes: CommandLine, tmp_path: Path):
    answer = rushes("proxies", "make", str(write_video(tmp_path / "short.mp4", range(60))))
    assert (answer.code, answer.out) == (0, "short  video  not needed\n")
    assert not (rushes.data_dir / "cache").exists()


def test_a_changed_video_gets_another_copy(rushes: CommandLine, tmp_path: Path):
    for first in (0, 1):
        rushes("proxies", "make", str(write_video(tmp_path / "a.mp4", range(first, first + 120), **LONG)))
    assert rushes("proxies", "status", "--json").document["copies"] == 2


def test_without_a_place_to_write_it_says_so_and_fails(rushes: CommandLine, tmp_path: Path):
    (rushes.data_dir).mkdir(parents=True, exist_ok=True)
    (rushes.data_dir / "cache").touch()
    answer = rushes("proxies", "make", str(write_video(tmp_path / "a.mp4", range(120), **LONG)))
    assert answer.code == 1
    assert "The folder of quick copies" in answer.sentence


def test_what_is_no_recording_is_one_sentence(rushes: CommandLine, tmp_path: Path):
    (tmp_path / "a.mp4").write_bytes(b"nothing")
    answer = rushes("proxies", "make", str(tmp_path / "a.mp4"))
    assert answer.code == 2
    assert "a.mp4" in answer.sentence
