import numpy as np

from app.background_reads import (
    LoadedSignal,
    control_modes,
    filmstrip,
    load_signal,
    picture_times,
    shrink,
)
from app.timeline_feed import busiest_lane, coverage_lanes, mode_spans, problem_marks, short_name
from models.episode import StreamInfo, StreamKind
from models.playback.modes import ModeChange
from models.playback.pyramid import build_pyramid
from models.streams import SignalBlock


def test_each_mode_lasts_until_the_next_and_the_last_to_the_end():
    spans = mode_spans((ModeChange(0, "teleoperated"), ModeChange(40, "autonomous")), 100)
    assert [(span.start_ns, span.end_ns, span.kind) for span in spans] == [
        (0, 40, "teleoperated"),
        (40, 100, "autonomous"),
    ]
    assert mode_spans((), 100) == ()


def test_the_demo_tells_when_the_robot_took_over(demo_records):
    modes = control_modes(demo_records["pick_can_success"])
    assert [mode.mode for mode in modes] == ["teleoperated", "autonomous"]


def test_the_filmstrip_shows_pictures_at_or_before_the_middle_of_each_cell(demo_records):
    record = demo_records["pick_can_success"]
    pictures = filmstrip(record, "/camera/head/color", 10)
    assert len(pictures) == 10
    for picture, t_ns in zip(pictures, picture_times(record.range, 10), strict=True):
        assert 0 <= t_ns - picture.t_ns < 40_000_000
        assert picture.rgb.shape[0] >= 64


def test_shrinking_averages_blocks():
    rgb = np.zeros((128, 256, 3), np.uint8)
    rgb[::2] = 100
    assert shrink(rgb, 64).shape == (64, 128, 3)
    assert (shrink(rgb, 64) == 50).all()


def test_coverage_has_a_lane_for_each_stream_of_samples(opened):
    lanes = {lane.name: lane for lane in coverage_lanes(opened)}
    assert set(lanes) == {"right/wrench", "joint_states", "head/color", "head/depth", "lidar/points"}
    assert lanes["head/color"].start_ns == opened.tracks["/camera/head/color"].stamps_ns[0]


def test_gaps_are_marked_where_they_begin(opened):
    marks = problem_marks(opened)
    assert [mark.t_ns for mark in marks] == sorted(mark.t_ns for mark in marks)


def test_a_spike_of_one_sample_is_in_the_pinned_lane():
    values = np.zeros((50_000, 2))
    values[31_234, 1] = 40.0
    block = SignalBlock(np.arange(50_000, dtype=np.int64), values)
    info = StreamInfo(
        "j", StreamKind.SIGNAL, 50_000, 0, 49_999, 1.0, "cdr", (2,), ("effort.a", "effort.b"), ("N·m",) * 2
    )
    lane = busiest_lane(LoadedSignal(info, build_pyramid(block)))
    assert lane is not None
    assert lane.name.startswith("b")
    assert lane.high.max() == 40.0


def test_a_signal_without_effort_pins_nothing(opened):
    signal = load_signal(opened.episode.streams["/wrist/right/wrench"], 1 << 26)
    assert busiest_lane(signal) is None
    opened.episode.close()


def test_short_names_tell_cameras_apart():
    assert short_name("/camera/head/color") == "head/color"
    assert short_name("observation.images.cam_high") == "images/cam_high"
