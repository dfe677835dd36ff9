"""Parts of the application on the shipped demo episodes."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from app.paths import Places
from app.player import Player
from app.recording import OpenedEpisode, open_described
from app.tasks import Tasks
from models.episode import EpisodeRecord
from models.ingest import find_recordings, ingest
from models.playback.cache import SampleCache
from tests.support.catalogs import Home, sqlite_home
from tests.support.data import DEMO
from tests.support.quarrel import quarrelled
from tests.support.window import left_behind


@pytest.fixture(scope="session")
def demo_records() -> dict[str, EpisodeRecord]:
    """By name, as ingest finds them."""
    steps = ingest(find_recordings(DEMO), ())
    return {step.record.name: step.record for step in steps if step.record is not None}


@pytest.fixture
def nothing_is_left_behind(qapp: QApplication) -> Iterator[None]:
    """No window, thread or timer outlives the test."""
    yield
    assert left_behind() == []


@pytest.fixture
def home(tmp_path: Path) -> Home:
    """A catalog in a file."""
    return sqlite_home(tmp_path)


@pytest.fixture
def where(tmp_path: Path, home: Home, recording: Path) -> Places:
    """Bob was first with ``recording``, which the test's file names; ann's edits wait in her store."""
    return quarrelled(tmp_path, home, recording)


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
