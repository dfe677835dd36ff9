"""Episodes of an HDF5 file: arrays by name, attributes, and what is left out."""

from collections.abc import Mapping
from pathlib import Path

from models.episode import Problem, Severity, StreamKind
from models.errors import UnknownNameError
from models.readers.array_cameras import cameras_of, is_intrinsics, is_still
from models.readers.array_episode import ArrayEpisode, EpisodeHead, RowPlan, Survey
from models.readers.hdf5_file import Hdf5File, Hdf5Source
from models.readers.hdf5_layout import (
    Hdf5Layout,
    is_single_value,
    layout_of,
    rate_hz,
    robot_of,
    task_of,
    words,
)
from models.streams import Stream
from models.timebase import Clock

PICTURES = frozenset({StreamKind.VIDEO, StreamKind.DEPTH})
# Sizes of compressed pictures, which the pictures themselves tell; no stream of their own.
BOOKKEEPING = frozenset({"compress_len"})


class Hdf5Recording:
    """A file; opening it finds the episodes.

    An episode's id is the name of its group, or of the file or its folder where that is one episode.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        with Hdf5File(path) as file:
            self._layout = layout_of(file)

    @property
    def format(self) -> str:
        """``hdf5-aloha``, ``hdf5-robomimic``, ``hdf5-robomind`` or ``hdf5``."""
        return self._layout.format

    @property
    def episode_ids(self) -> tuple[str, ...]:
        """In the order of their numbers."""
        return tuple(self._layout.groups)

    def episode(self, episode_id: str, *, clock: Clock = Clock.LOG) -> ArrayEpisode:
        """Open one of them. There is one clock, so both names mean the same stamps.

        Raises:
            UnknownNameError: no such id.
            UnreadableRecordingError: nothing in it can be shown.
        """
        if episode_id not in self._layout.groups:
            raise UnknownNameError("{path} has no episode {id}", path=self._path, id=episode_id)
        file = Hdf5File(self._path)
        try:
            return self._open(file, episode_id, clock)
        except BaseException:
            file.close()
            raise

    def _open(self, file: Hdf5File, episode_id: str, clock: Clock) -> ArrayEpisode:
        group = self._layout.groups[episode_id]
        problems: list[Problem] = []
        found = file.sources(group)
        lenses = {name: source for name, source in found.items() if is_intrinsics(name, source)}
        # Intrinsics that change from row to row are numbers like others, too.
        still = {name for name, source in lenses.items() if is_still(source)}
        sources, scalars = _parted({name: source for name, source in found.items() if name not in still})
        known = words(file, group, scalars)
        plan = RowPlan(sources, rate_hz=rate_hz(file, group), report=problems.append)
        streams: dict[str, Stream] = dict(plan.streams())
        problems += _notes(file, self._layout, streams)
        head = EpisodeHead(
            id=episode_id,
            format=self._layout.format,
            task=task_of(file, group, known),
            robot=robot_of(known),
            attributes=known,
        )
        pictures = [name for name, stream in streams.items() if stream.info.kind in PICTURES]
        survey = Survey(cameras_of(pictures, lenses))
        return ArrayEpisode(head, streams, problems, clock=clock, close=file.close, survey=survey)


def _parted(found: Mapping[str, Hdf5Source]) -> tuple[dict[str, Hdf5Source], dict[str, Hdf5Source]]:
    """Arrays with rows, and those that are one value."""
    scalars = {name: source for name, source in found.items() if is_single_value(source)}
    rows = {
        name: source
        for name, source in found.items()
        if name not in scalars and name.rsplit("/", maxsplit=1)[-1] not in BOOKKEEPING
    }
    return rows, scalars


def _notes(file: Hdf5File, layout: Hdf5Layout, streams: Mapping[str, Stream]) -> list[Problem]:
    notes = [
        Problem(
            code="not_read",
            severity=Severity.WARNING,
            message="It is damaged, kept in another file, or coded with a filter that is not known",
            stream=name,
        )
        for name in dict.fromkeys(file.skipped)
    ]
    if file.heap_is_damaged:
        sentence = "Text and other values of any length are damaged in this file and left out"
        notes.append(Problem(code="not_read", severity=Severity.WARNING, message=sentence))
    if layout.name == "robomind" and any("rgb_images" in name for name in streams):
        sentence = "Some RoboMIND recordings have red and blue swapped, and the file does not say which"
        notes.append(Problem(code="colour_order", severity=Severity.INFO, message=sentence))
    return notes
