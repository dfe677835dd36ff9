"""What is read once per episode beside the playing: the filmstrip, the control modes, a signal as one block.

Plain functions for a lane; each opens what it needs for itself, so that nothing is shared between threads.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from models.blur import veiled
from models.episode import EpisodeRecord, StreamInfo
from models.errors import KnownError
from models.ingest.preview import Preview, preview_of
from models.playback.modes import ModeChange, mode_changes, mode_stream
from models.playback.pyramid import SignalPyramid, build_pyramid, read_pyramid
from models.privacy import NOTHING_SAID, Veil
from models.readers import open_episode
from models.readers.place import is_remote, place
from models.readers.sidecar import sidecar_of
from models.robot import (
    LONGEST_URDF,
    JointLimits,
    channel_limits,
    known_robot,
    limits_from_urdf,
    load_limits,
)
from models.streams import HoldingStream, SignalStream, Stream, VideoFrame
from models.timebase import TimeRange

PICTURE_HEIGHT = 64
SEES_ALL = Veil(NOTHING_SAID)
_HELD_NBYTES = 4 << 20
DESCRIPTION = "robot_description"


@dataclass(frozen=True, slots=True, eq=False)
class LoadedSignal:
    """A whole signal stream as its min/max pyramid."""

    info: StreamInfo
    pyramid: SignalPyramid


@dataclass(frozen=True, slots=True, eq=False)
class SmallPicture:
    """``rgb`` uint8 (height, width, 3), C-contiguous."""

    t_ns: int
    rgb: NDArray[np.uint8]


def load_signal(stream: Stream, most_nbytes: int, wanted: Callable[[], bool] = lambda: True) -> LoadedSignal:
    """All samples of a signal stream as the pyramid that makes panning cheap, in at most so many bytes.

    Raises:
        KnownError: it is not ``wanted`` any more, or cannot be read.
    """
    assert isinstance(stream, SignalStream)
    info = stream.describe()
    pyramid = read_pyramid(stream, channels=len(info.channels), most_nbytes=most_nbytes, wanted=wanted)
    return LoadedSignal(info, pyramid)


def load_stretch(stream: Stream, stretch: TimeRange) -> LoadedSignal:
    """The samples of a part of a signal stream, for a plot that shows no more at first."""
    assert isinstance(stream, SignalStream)
    return LoadedSignal(stream.describe(), build_pyramid(stream.block(stretch)))


def picture_times(time_range: TimeRange, count: int) -> tuple[int, ...]:
    """The middles of ``count`` equal cells."""
    return tuple(
        time_range.start_ns + time_range.duration_ns * (2 * i + 1) // (2 * count) for i in range(count)
    )


def filmstrip(
    record: EpisodeRecord, stream_name: str, count: int, veil: Veil = SEES_ALL
) -> tuple[SmallPicture, ...]:
    """Small pictures of a camera, one at or before the middle of each of ``count`` cells; broken ones are left out."""
    with open_episode(record.path, record.inner_id) as episode:
        stream = episode.streams[stream_name]
        return tuple(_pictures(stream, picture_times(episode.range, count), veil))


def read_preview(record: EpisodeRecord) -> Preview:
    """What the list shows of an episode that was ingested without."""
    with open_episode(record.path, record.inner_id) as episode:
        return preview_of(episode)


def _pictures(stream: Stream, times_ns: tuple[int, ...], veil: Veil) -> Iterator[SmallPicture]:
    if isinstance(stream, HoldingStream):
        # Pictures lie far apart here, so that neighbours are of no use; this reading is beside the budget.
        stream.hold_at_most(_HELD_NBYTES)
    stamps_ns = stream.stamps()
    last = -1
    for t_ns in times_ns:
        index = int(np.searchsorted(stamps_ns, t_ns, side="right")) - 1
        if index < 0 or index == last:
            continue
        last = index
        try:
            sample = veiled(stream.sample(index), stream.info.name, veil)
        except KnownError:
            continue
        if isinstance(sample, VideoFrame):
            yield SmallPicture(sample.t_ns, shrink(sample.rgb, PICTURE_HEIGHT))


def shrink(rgb: NDArray[np.uint8], height: int) -> NDArray[np.uint8]:
    """Every n-th block of pixels averaged, so that the picture is at least ``height`` high and little more."""
    step = max(1, rgb.shape[0] // height)
    rows, columns = rgb.shape[0] // step * step, rgb.shape[1] // step * step
    blocks = rgb[:rows, :columns].reshape(rows // step, step, columns // step, step, 3)
    return np.ascontiguousarray(blocks.mean(axis=(1, 3)).astype(np.uint8))


def signal_limits(
    record: EpisodeRecord, stream: str, channels: tuple[str, ...], robots: tuple[Path, ...]
) -> dict[str, tuple[float, float]]:
    """(low, high) by channel: of the robot that is described in the recording, beside it, or known by its joints; what
    the notes beside the recording say goes first.
    """
    joints = tuple(
        dict.fromkeys(
            c.partition(".")[2] for c in channels if c.startswith(("effort.", "position.", "velocity."))
        )
    )
    limits = channel_limits(channels, joint_limits(record, joints, robots)) if joints else {}
    notes = sidecar_of(place(record.path))
    return limits if notes is None else limits | notes.limits_of(stream, channels)


def joint_limits(
    record: EpisodeRecord, joints: tuple[str, ...], robots: tuple[Path, ...]
) -> Mapping[str, JointLimits]:
    """Limits from the description that the recording carries, else from one beside it, else of a known robot."""
    with open_episode(record.path, record.inner_id) as episode:
        for name, stream in episode.streams.items():
            if name.endswith(DESCRIPTION) and stream.info.count:
                try:
                    return limits_from_urdf(str(stream.message(0).get("data", "")))
                except KnownError:
                    break
    beside = _limits_beside(place(record.path))
    return beside or known_robot(joints, (load_limits(path) for path in robots))


def _limits_beside(recording: Path) -> Mapping[str, JointLimits]:
    """Of the only URDF in the folder of a recording or in a folder ``robot`` of it, {} where there is not just one."""
    if is_remote(recording):
        return {}
    folder = recording if recording.is_dir() else recording.parent
    found = [*folder.glob("*.urdf"), *folder.glob("robot/*.urdf")]
    if len(found) != 1 or found[0].stat().st_size > LONGEST_URDF:
        return {}
    try:
        return limits_from_urdf(found[0].read_text(encoding="utf-8", errors="replace"))
    except (KnownError, OSError):
        return {}


def control_modes(record: EpisodeRecord) -> tuple[ModeChange, ...]:
    """Changes of the control mode, from the stream that the notes beside the recording name, or one so called."""
    notes = sidecar_of(place(record.path))
    with open_episode(record.path, record.inner_id) as episode:
        found = mode_stream(stream.info for stream in episode.streams.values())
        if notes is not None and notes.mode is not None and notes.mode.stream in episode.streams:
            found = notes.mode.stream, notes.mode.values
        if found is None:
            return ()
        try:
            return mode_changes(episode.streams[found[0]], found[1])
        except KnownError:
            return ()
