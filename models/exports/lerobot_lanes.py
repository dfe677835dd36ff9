"""Arms and events on the rows of a LeRobot data set: a number of the subtask for each arm, a truth for each event."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from models.exports.frames import codes_at
from models.exports.labelset import Segment
from models.exports.lanes import Lanes, event_names, flags_of
from models.exports.lerobot_files import Columns, Dataset, int_column, scalar
from models.exports.lerobot_read import ARM
from models.exports.lerobot_subtasks import UNLABELLED, Subtasks


@dataclass(frozen=True, slots=True)
class Laned:
    """One episode: its lanes in frames, and the stamps of its rows, ascending."""

    lanes: Lanes
    stamps_ns: NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class LaneColumns:
    """Columns ``arms`` and ``events`` of the episodes ``laned``, by index; ``numbers`` are those of codes."""

    arms: tuple[str, ...]
    events: tuple[str, ...]
    laned: Mapping[int, Laned]
    numbers: Mapping[str, int]
    unlabelled: int

    @property
    def features(self) -> dict[str, dict[str, object]]:
        """What ``info.json`` says of them."""
        kinds = {**dict.fromkeys(self.arms, "int64"), **dict.fromkeys(self.events, "bool")}
        return {name: scalar(kind) for name, kind in kinds.items()}

    def of(self, rows: pa.Table) -> Columns:
        """What the rows say in them; episodes that were not laned say what they did."""
        blank = {**dict.fromkeys(self.arms, self.unlabelled), **dict.fromkeys(self.events, False)}
        values = {name: _before(rows, name, blank[name]) for name in blank}
        for one, mask, stamps_ns in self._episodes(rows):
            for name in self.arms:
                values[name][mask] = self._of_arm(one, name, stamps_ns)
            for name in self.events:
                numbers = np.searchsorted(one.stamps_ns, stamps_ns)
                values[name][mask] = flags_of(one.lanes.events.get(name, ()), numbers)
        return {name: pa.array(column) for name, column in values.items()}

    def _of_arm(self, one: Laned, name: str, stamps_ns: NDArray[np.int64]) -> NDArray[np.int64]:
        segments: list[Segment] = [span.segment for span in one.lanes.arms.get(name.removeprefix(ARM), ())]
        if not segments:
            return np.full(len(stamps_ns), self.unlabelled, np.int64)
        return np.array([self.numbers[each.code] for each in segments])[codes_at(segments, stamps_ns)]

    def _episodes(self, rows: pa.Table) -> Iterator[tuple[Laned, NDArray[np.bool_], NDArray[np.int64]]]:
        episodes = int_column(rows, "episode_index")
        seconds = np.asarray(rows.column("timestamp").to_numpy(), np.float64)
        stamps_ns = np.rint(seconds * 1e9).astype(np.int64)
        for index in np.unique(episodes).tolist():
            if index in self.laned:
                mask = episodes == index
                yield self.laned[index], mask, stamps_ns[mask]


def lane_columns(
    dataset: Dataset, laned: Mapping[int, Laned], names: Mapping[str, str], subtasks: Subtasks
) -> LaneColumns:
    """The columns that the data set has, and those of the episodes; texts of phases get their numbers."""
    there = dataset.info.features
    arms = {name for name in there if name.startswith(ARM)}
    events = {name for name in event_names(there) if there[name].dtype == "bool"}
    segments = [span.segment for one in laned.values() for spans in one.lanes.arms.values() for span in spans]
    arms |= {ARM + tier for one in laned.values() for tier in one.lanes.arms}
    events |= {name for one in laned.values() for name in one.lanes.events}
    return LaneColumns(
        tuple(sorted(arms)),
        tuple(sorted(events)),
        laned,
        {segment.code: subtasks.number(names[segment.code]) for segment in segments},
        subtasks.number(UNLABELLED) if arms else 0,
    )


def _before(rows: pa.Table, name: str, blank: int | bool) -> NDArray[np.generic]:
    if name not in rows.column_names:
        return np.full(rows.num_rows, blank)
    if isinstance(blank, bool):
        return np.asarray(rows.column(name).fill_null(False).to_numpy(), bool).reshape(-1).copy()
    return int_column(rows, name).copy()
