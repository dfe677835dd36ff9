"""Cameras beside the open episode: decoded before they are due, never more than there is room for, late ones say so."""

import time

import pytest

from app.compare_pictures import AHEAD_NBYTES, Picture, Pictures
from app.compare_reads import Companion
from app.player import AHEAD_MOST
from app.recording import open_described, reference_stream
from models.alignment.time_map import by_start
from models.errors import KnownError
from models.playback.cache import sample_nbytes
from models.streams import VideoFrame
from models.timebase import NS_PER_S
from tests.support.labels import blank

NAMES = ("pick_can_success", "pick_missed_grasp")


class Board:
    """What was shown last, and every picture that was late."""

    def __init__(self) -> None:
        self.pictures: dict[int, Picture] = {}
        self.late: list[Picture] = []
        self.errors: list[tuple[int, KnownError]] = []

    def show(self, place: int, picture: Picture) -> None:
        self.pictures[place] = picture
        if not picture.exact:
            self.late.append(picture)


@pytest.fixture
def board():
    return Board()


@pytest.fixture
def companions(demo_records):
    made = []
    for name in NAMES:
        opened = open_described(demo_records[name])
        made.append(Companion(opened, blank(), reference_stream(opened.infos), None))
    yield tuple(made)
    for each in made:
        each.opened.episode.close()


@pytest.fixture
def pictures(player, tasks, companions, board, qtbot):
    """At two seconds, every picture exact."""
    player.set_visible([])
    made = Pictures(
        player=player,
        tasks=tasks,
        shown=board.show,
        failed=lambda place, error: board.errors.append((place, error)),
    )
    player.moved.connect(lambda _: made.follow())
    made.open(companions)
    made.align(tuple(by_start(companions[0].range, each.range) for each in companions))
    player.seek(companions[0].range.start_ns + 2 * NS_PER_S)
    qtbot.waitUntil(lambda: made.is_exact, timeout=20_000)
    yield made
    made.close()


def next_ones(pictures: Pictures, place: int, count: int) -> list[bool]:
    camera, wanted = pictures._cameras[place], pictures.wanted_index(place)
    return [(f"compare {place}", wanted + step) in camera.cache for step in range(1, count + 1)]


def test_at_rest_nothing_is_read_ahead_and_while_playing_the_next_pictures_are_there(pictures, player, qtbot):
    assert not any(next_ones(pictures, 1, 3))
    player.play()
    qtbot.waitUntil(lambda: all(next_ones(pictures, 0, 3) + next_ones(pictures, 1, 3)), timeout=20_000)
    player.pause()


def test_what_is_there_before_it_is_due_is_shown_exact_at_once(pictures, player, board, qtbot):
    player.play()
    qtbot.waitUntil(lambda: all(next_ones(pictures, 1, 2)), timeout=20_000)
    player.pause()
    qtbot.waitUntil(lambda: pictures.is_exact, timeout=20_000)
    before = pictures.wanted_index(1)
    board.late.clear()
    player.seek(int(pictures._cameras[1].track.stamps_ns[before + 1]) - pictures._own_ns(1) + player.t_ns)
    # Without a turn of the event loop: it was in the cache.
    shown = board.pictures[1]
    assert isinstance(shown.sample, VideoFrame)
    assert (shown.sample.index, shown.exact) == (before + 1, True)


def test_a_picture_that_is_late_says_so_and_how_old_it_is(pictures, player, board, qtbot):
    drawn = pictures._cameras[1].drawn
    stamp_ns = int(pictures._cameras[1].track.stamps_ns[drawn])
    player.seek(player.t_ns + NS_PER_S)
    late = board.pictures[1]
    assert (late.sample, late.exact) == (None, False)
    assert late.age_ns == pictures._own_ns(1) - stamp_ns
    qtbot.waitUntil(lambda: pictures.is_exact, timeout=20_000)
    assert board.pictures[1].exact


def test_what_is_kept_stays_within_its_bytes(pictures, player, qtbot):
    camera = pictures._cameras[1]
    assert sum(each.cache.budget_nbytes for each in pictures._cameras.values()) <= AHEAD_NBYTES
    nbytes = sample_nbytes(camera.cache.get("compare 1", pictures.wanted_index(1)))
    assert camera.most_ahead(nbytes) == AHEAD_MOST
    camera.cache.set_budget(3 * nbytes)
    assert camera.most_ahead(nbytes) == 2
    player.play()
    deadline_s = time.monotonic() + 0.7
    while time.monotonic() < deadline_s:
        qtbot.wait(5)
        assert camera.cache.used_nbytes <= 3 * nbytes
    player.pause()
    assert pictures.nbytes == sum(each.cache.used_nbytes for each in pictures._cameras.values()) > 0


def test_a_broken_picture_is_told_when_it_is_due_not_when_it_is_read(
    pictures, player, board, qtbot, monkeypatch
):
    camera, companion_stream = pictures._cameras[1], pictures._asking._streams["compare 1"]
    broken = pictures.wanted_index(1) + 2
    read = type(companion_stream).sample

    def sample(stream, index):
        if stream is companion_stream and index == broken:
            raise KnownError("broken")
        return read(stream, index)

    monkeypatch.setattr(type(companion_stream), "sample", sample)
    told_at = []
    pictures._failed = lambda place, _: told_at.append((place, pictures.wanted_index(1)))
    player.play()
    qtbot.waitUntil(lambda: bool(told_at) and pictures.wanted_index(1) > broken + 1, timeout=20_000)
    player.pause()
    assert told_at == [(1, broken)]
    assert list(camera.broken) == [broken]
    qtbot.waitUntil(lambda: pictures.is_exact, timeout=20_000)


def test_a_camera_that_an_episode_lacks_keeps_nobody_waiting(pictures, companions, player, qtbot):
    blind = Companion(companions[1].opened, blank(), None, None)
    pictures.open((companions[0], blind))
    pictures.align(tuple(by_start(companions[0].range, each.range) for each in companions))
    qtbot.waitUntil(lambda: pictures.is_exact, timeout=20_000)
    assert list(pictures._cameras) == [0]
