"""Previews show what the list needs, cost little, and show nobody who was not cleared."""

import pickle
from pathlib import Path

import cv2
import numpy as np
import pytest

from models.ingest import Preview, jobs_for, look
from models.ingest.preview import COLUMNS, PICTURE_SIZE, PICTURES, preview_of
from models.readers import open_episode
from models.streams import KeyframedStream, SignalStream
from tests.support.data import DEMO
from tests.support.video_factory import write_video

EPISODE = DEMO / "pick_can_success.mcap"


def pictures_of(preview: Preview) -> np.ndarray:
    """uint8 (pictures, 48, 64, 3), BGR."""
    strip = cv2.imdecode(np.frombuffer(preview.strip, np.uint8), cv2.IMREAD_COLOR)
    width, height = PICTURE_SIZE
    assert strip.shape == (height, width * preview.pictures, 3)
    return np.stack(np.split(strip, preview.pictures, axis=1))


@pytest.fixture(scope="module")
def preview() -> Preview:
    with open_episode(EPISODE) as episode:
        return preview_of(episode)


def test_the_strip_shows_the_episode_from_its_beginning_to_its_end(preview: Preview):
    pictures = pictures_of(preview).astype(int)
    assert preview.pictures == PICTURES
    assert len(preview.strip) < 10_000
    assert abs(pictures[0] - pictures[4]).mean() > 3


def test_the_torques_are_those_of_the_joints(preview: Preview):
    with open_episode(EPISODE) as episode:
        stream = episode.streams["/joint_states"]
        assert isinstance(stream, SignalStream)
        efforts = [i for i, name in enumerate(stream.describe().channels) if name.startswith("effort.")]
        strongest = np.abs(stream.block().values[:, efforts]).max(axis=1)
    pairs = np.frombuffer(preview.torque, np.uint8).reshape(COLUMNS, 2)
    assert preview.torque_peak == pytest.approx(strongest.max())
    assert (pairs[:, 0] <= pairs[:, 1]).all()
    assert pairs.max() == 255


@pytest.mark.parametrize("codec", ["libx264", "libx265"])
def test_a_keyframe_is_at_or_before_the_picture(tmp_path: Path, codec: str):
    path = tmp_path / "a.mp4"
    write_video(path, range(60), codec=codec, gop=20, b_frames=2)
    with open_episode(path) as episode:
        stream = next(iter(episode.streams.values()))
        assert isinstance(stream, KeyframedStream)
        found = [stream.keyframe_at(index) for index in range(60)]
    assert all(keyframe <= index for index, keyframe in enumerate(found))
    assert len(set(found)) >= 3
    assert found == sorted(found)


def test_a_video_of_people_shows_only_colours_before_it_was_checked(tmp_path: Path):
    write_video(tmp_path / "person.mp4", range(30))
    with open_episode(tmp_path / "person.mp4") as episode:
        assert episode.summary.attributes["privacy"] == "unchecked"
        picture = pictures_of(preview_of(episode))[0]
    blocks = picture.reshape(48, 64, 3)[4::12, 5::10]
    rebuilt = np.repeat(np.repeat(blocks, 12, axis=0), 11, axis=1)[:48, :64]
    assert abs(picture.astype(int) - rebuilt).mean() < 12


def test_job_and_answer_travel_between_processes(tmp_path: Path):
    (tmp_path / "junk.mcap").write_bytes(b"junk")
    for job in jobs_for([EPISODE, tmp_path / "junk.mcap", tmp_path / "gone.mcap"], (), previews=True):
        answer = pickle.loads(pickle.dumps(look(pickle.loads(pickle.dumps(job)))))
        again = look(job)
        assert [str(found) for found in answer.found] == [str(found) for found in again.found]


def test_what_has_not_changed_is_not_opened_again():
    (first,) = jobs_for([EPISODE], ())
    (found,) = look(first).found
    (again,) = jobs_for([EPISODE], [found.record])
    assert look(again).unchanged == found.record.fingerprint
    assert look(again).found == ()
