"""``privacy`` and what it does to the pictures that ``sample`` writes."""

import shutil
from pathlib import Path

import cv2
import numpy as np

from tests.support.cli import CommandLine
from tests.support.data import DEMO
from tests.support.faces import film_of_a_face
from tests.support.video_factory import write_video

CAMERA = "/camera/head/color"
AT_NS = 1767363610000000000


def picture(rushes: CommandLine, path: Path, stream: str, at_ns: int, out: Path) -> np.ndarray:
    answer = rushes("sample", path, "--stream", stream, "--at", at_ns, "--out", out)
    assert answer.code == 0, answer.err
    return cv2.imread(str(out))


def test_a_restricted_recording_gives_no_picture_away(rushes: CommandLine, tmp_path: Path):
    path = DEMO / "pick_can_success.mcap"
    raw = picture(rushes, path, CAMERA, AT_NS, tmp_path / "raw.png")
    said = rushes("privacy", path, "--user", "ann", "--restrict", "--consent", "none", "--json")
    assert said.code == 0, said.err
    assert said.document["flag"] == "restricted"
    blurred = picture(rushes, path, CAMERA, AT_NS, tmp_path / "blurred.png")
    assert blurred.shape == raw.shape
    assert len(np.unique(blurred.reshape(-1, 3), axis=0)) <= 144 < len(np.unique(raw.reshape(-1, 3), axis=0))
    refused = rushes("privacy", path, "--user", "ann", "--clear")
    assert refused.code == 2
    assert "lead" in refused.sentence
    assert rushes("privacy", path, "--user", "ann", "--role", "lead", "--clear").code == 0
    np.testing.assert_array_equal(picture(rushes, path, CAMERA, AT_NS, tmp_path / "again.png"), raw)


def test_faces_are_found_blurred_and_confirmed(rushes: CommandLine, tmp_path: Path):
    path = film_of_a_face(tmp_path / "person.mp4")
    raw = picture(rushes, path, "video", 1_000_000_000, tmp_path / "raw.png")
    found = rushes("privacy", path, "--user", "ann", "--find-faces", "--json").document
    assert found["flag"] == "unchecked"
    assert [region["state"] for region in found["regions"]] == ["proposed"]
    region = found["regions"][0]
    after = picture(rushes, path, "video", 1_000_000_000, tmp_path / "after.png")
    differs = np.argwhere((after != raw).any(axis=2))
    assert len(differs)
    top, left = differs.min(axis=0)
    bottom, right = differs.max(axis=0)
    assert left >= region["x"]
    assert top >= region["y"]
    assert right < region["x"] + region["width"]
    assert bottom < region["y"] + region["height"]
    cleared = rushes("privacy", path, "--confirm", "--clear", "--json").document
    assert cleared["flag"] == "clear"
    assert [each["state"] for each in cleared["regions"]] == ["confirmed"]
    np.testing.assert_array_equal(picture(rushes, path, "video", 1_000_000_000, tmp_path / "c.png"), after)


def test_a_video_without_a_face_has_no_region(rushes: CommandLine, tmp_path: Path):
    write_video(tmp_path / "robot.mp4", range(30))
    said = rushes("privacy", tmp_path / "robot.mp4", "--user", "ann", "--find-faces", "--json").document
    assert (said["searched"], said["regions"]) == (True, [])


def test_what_is_not_there_is_a_sentence(rushes: CommandLine, tmp_path: Path):
    assert rushes("privacy", tmp_path / "gone.mcap").code == 2


def face_comes_out(rushes: CommandLine, path: Path, raw: np.ndarray, out: Path) -> bool:
    return bool((picture(rushes, path, "video", 1_000_000_000, out) == raw).all())


def test_a_film_that_is_known_gives_no_face_away_before_somebody_searched(
    rushes: CommandLine, tmp_path: Path
):
    path = film_of_a_face(tmp_path / "film" / "person.mp4")
    raw = picture(rushes, path, "video", 1_000_000_000, tmp_path / "raw.png")
    assert rushes("ingest", path.parent).code == 0
    assert not face_comes_out(rushes, path, raw, tmp_path / "known.png")
    copy = tmp_path / "copy.mp4"
    shutil.copyfile(path, copy)
    link = tmp_path / "link.mp4"
    link.symlink_to(path)
    assert not face_comes_out(rushes, copy, raw, tmp_path / "copy.png")
    assert not face_comes_out(rushes, link, raw, tmp_path / "link.png")


def test_what_a_damaged_store_may_have_said_is_not_guessed(rushes: CommandLine, tmp_path: Path):
    path = film_of_a_face(tmp_path / "film" / "person.mp4")
    assert rushes("ingest", path.parent).code == 0
    (store,) = tmp_path.rglob("labels.sqlite")
    for beside in store.parent.glob("labels.sqlite-*"):
        beside.unlink()
    store.write_bytes(b"damaged" * 1000)
    out = tmp_path / "out.png"
    answer = rushes("sample", path, "--stream", "video", "--at", 1_000_000_000, "--out", out)
    assert answer.code == 2
    assert "does not tell what may be seen" in answer.sentence
    assert not out.exists()
