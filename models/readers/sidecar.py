"""``NAME.rushes.toml`` beside a recording, or ``rushes.toml`` in its folder: what the recording does not say of itself.

task = "Pick up the can"
robot = "g1"
[streams."/joint_states"]              # a name, or a pattern with * and ?
names = ["hip", "knee"]                # channels in their order
units = { "effort.*" = "N·m" }         # by channel or pattern
limits = { "effort.*" = [-25.0, 25.0] }
[mode]                                 # which stream tells who is in control
stream = "/is_teleop"
values = { 0 = "autonomous", 1 = "teleoperated" }

The first pattern that fits holds. A note that cannot be read is a problem of the recording, never a refusal.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from fnmatch import fnmatchcase
from math import isfinite
from pathlib import Path
from types import MappingProxyType
from typing import Any, Self

from models.episode import EpisodeSummary, Problem, Severity, StreamInfo
from models.readers.place import is_remote, open_binary
from models.streams import Sample, SignalBlock, SignalStream, Stamps, Stream
from models.timebase import Clock, TimeRange

SUFFIX = ".rushes.toml"
IN_FOLDER = "rushes.toml"
LARGEST_NBYTES = 1 << 20
MOST_PATTERNS = 1000


@dataclass(frozen=True, slots=True)
class StreamNotes:
    """Of the streams that ``pattern`` names; units and limits by pattern of channels, in the order of the file."""

    pattern: str
    names: tuple[str, ...] = ()
    units: tuple[tuple[str, str], ...] = ()
    limits: tuple[tuple[str, tuple[float, float]], ...] = ()


@dataclass(frozen=True, slots=True)
class ModeNotes:
    """``values`` gives the mode by the text of a value; others are taken as they are."""

    stream: str
    values: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Sidecar:
    """Everything that the notes say; ``trouble`` says why they could not be read."""

    task: str = ""
    robot: str = ""
    streams: tuple[StreamNotes, ...] = ()
    mode: ModeNotes | None = None
    trouble: str = ""

    def limits_of(self, stream: str, channels: tuple[str, ...]) -> dict[str, tuple[float, float]]:
        """(low, high) by channel, for those that have any."""
        notes = self._of(stream)
        if notes is None:
            return {}
        found = ((name, _first(notes.limits, name)) for name in channels)
        return {name: limits for name, limits in found if limits is not None}

    def described(self, info: StreamInfo) -> StreamInfo:
        """A description with names and units; names that are not as many as channels are left out."""
        notes = self._of(info.name)
        if notes is None or not info.channels:
            return info
        channels = notes.names if len(notes.names) == len(info.channels) else info.channels
        units = info.units or ("",) * len(channels)
        noted = tuple(_first(notes.units, name) or unit for name, unit in zip(channels, units, strict=True))
        return replace(info, channels=channels, units=noted if any(noted) else info.units)

    def _of(self, stream: str) -> StreamNotes | None:
        return next((notes for notes in self.streams if fnmatchcase(stream, notes.pattern)), None)


def sidecar_of(path: Path) -> Sidecar | None:
    """The notes of a recording, None without any. Of a remote one none are looked for: that would cost requests."""
    if is_remote(path):
        return None
    places = (path / IN_FOLDER, path.with_name(path.name + SUFFIX)) if path.is_dir() else (
        path.with_name(path.stem + SUFFIX), path.with_name(path.name + SUFFIX), path.parent / IN_FOLDER,
    )  # fmt: skip
    found = next((place for place in places if place.is_file()), None)
    return None if found is None else read_sidecar(found)


def read_sidecar(path: Path) -> Sidecar:
    """Notes from a file; what is wrong with it stands in ``trouble``."""
    try:
        with open_binary(path) as file:
            data = file.read(LARGEST_NBYTES + 1)
        if len(data) > LARGEST_NBYTES:
            return Sidecar(trouble="it is larger than 1 MB")
        return _parsed(tomllib.loads(data.decode("utf-8")))
    except OSError as error:
        return Sidecar(trouble=str(error.strerror))
    except (ValueError, TypeError, LookupError, AttributeError, RecursionError, OverflowError) as error:
        return Sidecar(trouble=" ".join(str(error).split())[:200] or type(error).__name__)


def _parsed(data: Mapping[str, Any]) -> Sidecar:
    streams = data.get("streams", {})
    if len(streams) > MOST_PATTERNS:
        raise ValueError("it names too many streams")
    mode = data.get("mode")
    return Sidecar(
        task=str(data.get("task", "")),
        robot=str(data.get("robot", "")),
        streams=tuple(_stream_notes(pattern, row) for pattern, row in streams.items()),
        mode=None if mode is None else ModeNotes(str(mode["stream"]), _words(mode.get("values", {}))),
    )


def _stream_notes(pattern: str, row: Mapping[str, Any]) -> StreamNotes:
    names = tuple(str(name) for name in row.get("names", ()))
    if len(set(names)) != len(names):
        raise ValueError(f"two channels of {pattern} share a name")
    limits = tuple((channel, _span(channel, span)) for channel, span in row.get("limits", {}).items())
    return StreamNotes(pattern, names, tuple(_words(row.get("units", {})).items()), limits)


def _words(row: Mapping[str, Any]) -> dict[str, str]:
    return {str(key): str(value) for key, value in row.items()}


def _span(channel: str, span: Any) -> tuple[float, float]:
    low, high = (float(value) for value in span)
    if not isfinite(low) or not isfinite(high) or low >= high:
        raise ValueError(f"the limits of {channel} are no span")
    return low, high


def _first(notes: tuple[tuple[str, Any], ...], channel: str) -> Any:
    return next((value for pattern, value in notes if fnmatchcase(channel, pattern)), None)


class NotedSignal:
    """A stream of numbers whose channels have the names and units of the notes."""

    def __init__(self, stream: Any, notes: Sidecar) -> None:
        self._stream = stream
        self._notes = notes

    @property
    def info(self) -> StreamInfo:
        """As the recording says, with names and units where channels are known already."""
        return self._notes.described(self._stream.info)

    def describe(self) -> StreamInfo:
        """With the names and units of the notes."""
        return self._notes.described(self._stream.describe())

    def stamps(self) -> Stamps:
        """Of the recording."""
        stamps: Stamps = self._stream.stamps()
        return stamps

    def sample(self, index: int) -> Sample:
        """Of the recording."""
        sample: Sample = self._stream.sample(index)
        return sample

    def message(self, index: int) -> Mapping[str, Any]:
        """Of the recording, by its own names."""
        message: Mapping[str, Any] = self._stream.message(index)
        return message

    def block(self, time_range: TimeRange | None = None) -> SignalBlock:
        """Of the recording."""
        block: SignalBlock = self._stream.block(time_range)
        return block

    @property
    def held_nbytes(self) -> int:
        """Of the recording."""
        return int(getattr(self._stream, "held_nbytes", 0))

    def hold_at_most(self, nbytes: int) -> None:
        """Of the recording."""
        hold = getattr(self._stream, "hold_at_most", None)
        if hold is not None:
            hold(nbytes)


class NotedEpisode:
    """An episode with the notes beside its recording."""

    def __init__(self, episode: Any, notes: Sidecar) -> None:
        self._episode = episode
        self._notes = notes
        self._streams = MappingProxyType(
            {
                name: NotedSignal(stream, notes) if isinstance(stream, SignalStream) else stream
                for name, stream in episode.streams.items()
            }
        )

    @property
    def summary(self) -> EpisodeSummary:
        """With task and robot of the notes where the recording names none, and what is wrong with them."""
        summary: EpisodeSummary = self._episode.summary
        notes = self._notes
        problems = summary.problems
        if notes.trouble:
            text = f"The notes beside the recording cannot be read: {notes.trouble}"
            problems = (*problems, Problem("sidecar", Severity.WARNING, text))
        return replace(
            summary,
            streams=tuple(notes.described(info) for info in summary.streams),
            task=summary.task or notes.task,
            robot=summary.robot or notes.robot,
            problems=problems,
        )

    @property
    def clock(self) -> Clock:
        """Of the recording."""
        clock: Clock = self._episode.clock
        return clock

    @property
    def streams(self) -> Mapping[str, Stream]:
        """Of the recording, with names and units."""
        return self._streams

    @property
    def range(self) -> TimeRange:
        """Of the recording."""
        time_range: TimeRange = self._episode.range
        return time_range

    def close(self) -> None:
        """Close the recording."""
        self._episode.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()


class NotedSurveyedEpisode(NotedEpisode):
    """The same of a recording that tells its cameras and where they stood."""

    @property
    def cameras(self) -> Any:
        """Of the recording."""
        return self._episode.cameras

    @property
    def transforms(self) -> Any:
        """Of the recording."""
        return self._episode.transforms


class NotedRecording:
    """A recording with notes beside it."""

    def __init__(self, recording: Any, notes: Sidecar) -> None:
        self._recording = recording
        self._notes = notes

    @property
    def format(self) -> str:
        """Of the recording."""
        return str(self._recording.format)

    @property
    def episode_ids(self) -> tuple[str, ...]:
        """Of the recording."""
        ids: tuple[str, ...] = self._recording.episode_ids
        return ids

    def episode(self, episode_id: str, *, clock: Clock = Clock.LOG) -> NotedEpisode:
        """Open one, with the notes.

        Raises:
            UnknownNameError, UnreadableRecordingError: as the recording.
        """
        episode = self._recording.episode(episode_id, clock=clock)
        kind = NotedSurveyedEpisode if hasattr(episode, "cameras") else NotedEpisode
        return kind(episode, self._notes)
