"""Parts of the application on the shipped demo episodes."""

import pytest

from app.player import Player
from app.recording import OpenedEpisode, open_described
from app.tasks import Tasks
from models.episode import EpisodeRecord
from models.ingest import find_recordings, ingest
from models.playback.cache import SampleCache
from tests.support.data import DEMO


@pytest.fixture(scope="session")
def demo_records() -> dict[str, EpisodeRecord]:
    """By name, as ingest finds them."""
    steps = ingest(find_recordings(DEMO), ())
    return {step.record.name: step.record for step in steps if step.record is not None}


@pytest.fixture
def tasks(qapp):
    """Lanes that are gone after the test."""
    tasks = Tasks()
    yield tasks
    tasks.close()
    tasks.deleteLater()


@pytest.fixture
def opened(demo_records) -> OpenedEpisode:
    """The clean success, open."""
    return open_described(demo_records["pick_can_success"])


@pytest.fixture
def player(tasks, opened):
    """A player on it that shows the camera, depth and the cloud."""
    player = Player(tasks=tasks, cache=SampleCache(256 * 1024 * 1024))
    player.open(opened)
    player.set_visible(["/camera/head/color", "/camera/head/depth", "/lidar/points"])
    yield player
    player.close()
