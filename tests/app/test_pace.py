import time

import pytest

from app.background_reads import load_signal
from app.pace import Pace
from models.playback.clock import HURRY
from models.timebase import NS_PER_S

JOINTS = "/joint_states"


@pytest.fixture
def pace(player, tasks, opened):
    """On an episode that begins and ends with a rest."""
    pace = Pace(player=player, tasks=tasks)
    pace.take(load_signal(opened.episode.streams[JOINTS], 1 << 28))
    return pace


def test_switched_on_the_rest_at_the_start_is_passed_faster(pace, player, qtbot):
    pace.toggle()
    qtbot.waitUntil(lambda: len(player.clock.hurry) > 0, timeout=20_000)
    player.seek(player.clock.range.start_ns + NS_PER_S)
    assert player.clock.pace == HURRY
    player.seek(player.clock.range.start_ns + 9 * NS_PER_S)
    assert player.clock.pace == 1.0


def test_switched_off_the_pace_is_even(pace, player, qtbot):
    pace.toggle()
    qtbot.waitUntil(lambda: len(player.clock.hurry) > 0, timeout=20_000)
    pace.toggle()
    assert player.clock.hurry == ()


def test_another_episode_begins_without_stretches_of_the_one_before(pace, player, opened, qtbot):
    pace.toggle()
    qtbot.waitUntil(lambda: len(player.clock.hurry) > 0, timeout=20_000)
    player.open(opened)
    pace.open()
    qtbot.wait(50)
    assert player.clock.hurry == ()
    assert pace.on


def test_played_in_a_hurry_the_rest_takes_a_part_of_its_time(pace, player, qtbot):
    pace.toggle()
    qtbot.waitUntil(lambda: len(player.clock.hurry) > 0, timeout=20_000)
    stretch = player.clock.hurry[0]
    player.seek(stretch.start_ns)
    qtbot.waitUntil(lambda: player.is_settled, timeout=20_000)
    begun_ns = time.monotonic_ns()
    player.play()
    qtbot.waitUntil(lambda: player.t_ns >= stretch.end_ns, timeout=20_000)
    player.pause()
    went_ns = time.monotonic_ns() - begun_ns - player.clock.late_ns
    assert went_ns < stretch.duration_ns * 0.7
