import itertools
import time

import numpy as np
import pytest

from models.playback.frameset import wanted_at
from models.streams import VideoFrame, sample_at
from models.timebase import NS_PER_S, TimeRange

CAMERA, DEPTH, LIDAR = "/camera/head/color", "/camera/head/depth", "/lidar/points"


@pytest.fixture
def drawn(player):
    """What each view was last given."""
    last: dict[str, object] = {}
    player.sample_shown.connect(lambda shown: last.__setitem__(shown.stream, shown))
    return last


def test_after_a_seek_every_view_gets_the_last_sample_at_or_before(player, drawn, qtbot, opened):
    t_ns = opened.summary.start_ns + 7 * NS_PER_S + 123
    player.seek(t_ns)
    qtbot.waitUntil(lambda: player.is_settled, timeout=20_000)
    for name in (CAMERA, DEPTH, LIDAR):
        stamps_ns = opened.tracks[name].stamps_ns
        expected = int(stamps_ns[stamps_ns <= t_ns][-1])
        assert drawn[name].sample.t_ns == expected
        assert drawn[name].age_ns == t_ns - expected
        assert drawn[name].exact


def test_the_picture_is_that_of_the_recording(player, drawn, qtbot, opened):
    t_ns = opened.summary.start_ns + 3 * NS_PER_S
    player.seek(t_ns)
    qtbot.waitUntil(lambda: player.is_settled, timeout=20_000)
    player.close()
    from app.recording import open_described

    with open_described(opened.record).episode as again:
        reference = sample_at(again.streams[CAMERA], t_ns)
    assert isinstance(reference, VideoFrame)
    np.testing.assert_array_equal(drawn[CAMERA].sample.rgb, reference.rgb)


def test_before_its_first_sample_a_view_is_told_that_there_is_none(player, drawn, qtbot, opened):
    player.seek(opened.summary.start_ns)
    qtbot.waitUntil(lambda: LIDAR in drawn and drawn[LIDAR].sample is None)
    assert drawn[LIDAR].age_ns is None


def test_a_scrub_ends_on_the_last_place_not_on_the_way(player, drawn, qtbot, opened):
    start_ns = opened.summary.start_ns
    for tenth in range(100):
        player.seek(start_ns + tenth * NS_PER_S // 10)
    player.seek(start_ns + 5 * NS_PER_S)
    qtbot.waitUntil(lambda: player.is_settled, timeout=20_000)
    assert drawn[CAMERA].sample.index == wanted_at(opened.tracks[CAMERA], player.t_ns).index


def test_steps_go_frame_by_frame_of_the_reference_and_back(player, qtbot, opened):
    player.seek(opened.summary.start_ns + 4 * NS_PER_S)
    index, count = player.reference_frame()
    player.step(1)
    assert player.reference_frame() == (index + 1, count)
    player.step(-2)
    assert player.reference_frame() == (index - 1, count)
    assert player.t_ns == opened.tracks[CAMERA].stamps_ns[index - 1]


def test_it_plays_and_stops_at_the_end(player, qtbot, opened):
    player.seek(opened.summary.end_ns - NS_PER_S // 2)
    player.set_rate(4.0)
    player.play()
    qtbot.waitUntil(lambda: not player.clock.playing, timeout=20_000)
    assert player.t_ns == opened.summary.end_ns


def test_a_loop_does_not_leave_its_stretch(player, qtbot, opened):
    start_ns = opened.summary.start_ns + 2 * NS_PER_S
    player.set_loop(TimeRange(start_ns, start_ns + NS_PER_S // 5))
    player.seek(start_ns)
    seen: list[int] = []
    player.moved.connect(seen.append)
    player.play()
    qtbot.wait(700)
    player.pause()
    assert max(seen) < start_ns + NS_PER_S // 5
    assert any(later < earlier for earlier, later in itertools.pairwise(seen))


def test_closing_while_frames_are_under_way_delivers_nothing(player, drawn, qtbot, opened):
    player.seek(opened.summary.start_ns + 9 * NS_PER_S)
    player.close()
    drawn.clear()
    qtbot.wait(200)
    assert drawn == {}


def test_while_a_picture_is_on_its_way_its_view_says_that_it_is_late(player, drawn, qtbot, opened):
    player.seek(opened.summary.start_ns + 2 * NS_PER_S)
    qtbot.waitUntil(lambda: player.is_settled, timeout=20_000)
    before = drawn[CAMERA].sample
    t_ns = opened.summary.start_ns + 9 * NS_PER_S
    player.seek(t_ns)
    assert drawn[CAMERA].sample is None
    assert not drawn[CAMERA].exact
    assert drawn[CAMERA].age_ns == t_ns - before.t_ns


def test_while_the_hand_moves_slow_pictures_give_way_to_their_keyframes_and_are_exact_at_rest(
    player, drawn, qtbot, opened
):
    stream = opened.episode.streams[CAMERA]
    pictures = stream.sample
    player.seek(opened.summary.start_ns + 2 * NS_PER_S)
    qtbot.waitUntil(lambda: player.is_settled, timeout=20_000)
    slow = _Slow(pictures, stream.keyframe_at)
    stream.sample = slow.sample
    inexact: list[int] = []
    player.sample_shown.connect(
        lambda shown: inexact.append(shown.sample.index) if shown.sample and not shown.exact else None
    )
    for tenth in range(40, 120, 2):
        player.scrub(opened.summary.start_ns + tenth * NS_PER_S // 10, False)
        qtbot.wait(15)
    qtbot.waitUntil(lambda: player.is_settled, timeout=20_000)
    assert any(stream.keyframe_at(index) == index for index in inexact)
    assert drawn[CAMERA].exact
    assert drawn[CAMERA].sample.index == wanted_at(opened.tracks[CAMERA], player.t_ns).index


def test_a_hand_that_lets_go_is_at_rest_at_once(player, qtbot, opened):
    player.scrub(opened.summary.start_ns + 4 * NS_PER_S, False)
    assert player.hand_moves
    player.scrub(opened.summary.start_ns + 5 * NS_PER_S, True)
    assert not player.hand_moves


def test_sixteen_times_as_fast_keyframes_are_shown_and_what_is_left_out_is_counted(
    player, drawn, qtbot, opened
):
    keyframe_at = opened.episode.streams[CAMERA].keyframe_at
    player.seek(opened.summary.start_ns + NS_PER_S)
    qtbot.waitUntil(lambda: player.is_settled, timeout=20_000)
    shown: list[int] = []
    player.sample_shown.connect(
        lambda each: shown.append(each.sample.index) if each.stream == CAMERA and each.sample else None
    )
    player.set_rate(16.0)
    player.play()
    qtbot.waitUntil(lambda: not player.clock.playing, timeout=20_000)
    on_the_way = shown[:-1]
    assert len(on_the_way) > 3
    assert all(keyframe_at(index) == index for index in on_the_way[1:])
    assert player.left_out > len(opened.tracks[CAMERA].stamps_ns) / 2
    assert player.dropped == 0


def test_time_that_had_to_wait_goes_on_by_keyframes(player, qtbot, opened):
    stream = opened.episode.streams[CAMERA]
    slow = _Slow(stream.sample, stream.keyframe_at)
    player.seek(opened.summary.start_ns + NS_PER_S)
    qtbot.waitUntil(lambda: player.is_settled, timeout=20_000)
    slow.s = 0.7
    stream.sample = slow.sample
    player.set_rate(4.0)
    player.play()
    qtbot.waitUntil(lambda: player.clock.late_ns > 0 or not player.clock.playing, timeout=20_000)
    waited_ns = player.clock.late_ns
    qtbot.waitUntil(lambda: not player.clock.playing, timeout=20_000)
    assert waited_ns > 0
    assert player.clock.late_ns < NS_PER_S


class _Slow:
    """A camera of which pictures take long unless they are keyframes."""

    def __init__(self, sample, keyframe_at) -> None:
        self._sample, self._keyframe_at, self.s = sample, keyframe_at, 0.06

    def sample(self, index: int) -> VideoFrame:
        time.sleep(0.0 if index == self._keyframe_at(index) else self.s)
        return self._sample(index)
