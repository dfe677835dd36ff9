"""Labels into a LeRobot data set, in the three encodings that its tools read: a number of the subtask on each row, the
language columns, and the stages of SARM. Times are copied from the rows, never computed. Arms have columns of the same
numbers, ``subtask_index.ARM``; each label of an event has one that is true where it is, ``event.LANE.LABEL``: of the
styles of language rows none means an event, and others are refused.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from models.exports import lerobot_language as language
from models.exports import lerobot_sarm as sarm
from models.exports.dropped import dropped
from models.exports.files import Export, NewFile, Options
from models.exports.frames import Span, codes_at, repeats, spans_of
from models.exports.labelset import LabelSet, Segment
from models.exports.lanes import lanes_of
from models.exports.lerobot_aside import aside_files
from models.exports.lerobot_files import (
    Columns,
    Dataset,
    Rows,
    info_file,
    int_column,
    open_dataset,
    rewritten,
    rows_of,
    scalar,
)
from models.exports.lerobot_lanes import Laned, lane_columns
from models.exports.lerobot_read import KEPT, SUBTASK_INDEX, WHAT, frames_of_rows, read
from models.exports.lerobot_subtasks import UNLABELLED, Subtasks, names_of
from models.exports.losses import Loss, Losses, losses_of

__all__ = ["KEPT", "read", "write"]

SUCCESS = "next.success"


@dataclass(frozen=True, slots=True)
class Labelled:
    """One episode: ``spans`` count its rows in order of their stamps."""

    labels: LabelSet
    rows: Rows
    spans: tuple[Span, ...]
    names: tuple[str, ...]
    laned: Laned

    @property
    def segments(self) -> tuple[Segment, ...]:
        """Those that hold a row."""
        return tuple(span.segment for span in self.spans)

    def second(self, number: int) -> float:
        """Stamp of a row as its float32, of the last one for what ends there."""
        order = np.argsort(self.rows.stamps_ns, kind="stable")
        return float(self.rows.seconds[order[min(number, len(order) - 1)]])


def write(labelsets: Sequence[LabelSet], root: Path, options: Options) -> Export:
    """The files of the data set ``root`` that change.

    Raises:
        UnreadableRecordingError: it cannot be read, or does not list an episode.
    """
    dataset = open_dataset(root)
    names = names_of(labelsets)
    made = [_labelled(dataset, labels, names) for labels in labelsets]
    labelled = {one.rows.index: one for one, _ in made}
    subtasks = Subtasks.of(dataset.root)
    laid = {one.rows.index: one.labels for one, _ in made}
    files = (*aside_files(root, laid, plain=options.plain), *_files(dataset, labelled, names, subtasks))
    moved = [losses for _, losses in made]
    return Export(files, _losses(dataset, labelsets, moved, plain=options.plain))


def _labelled(dataset: Dataset, labels: LabelSet, names: Mapping[str, str]) -> tuple[Labelled, Losses]:
    rows = rows_of(dataset.row(labels))
    frames = frames_of_rows(dataset, rows)
    framed = replace(labels, frames=frames)
    spans, moved = spans_of(framed, labels.phases, WHAT)
    lanes, losses = lanes_of(framed, WHAT)
    told = tuple(names[span.segment.code] for span in spans)
    one = Labelled(labels, rows, spans, told, Laned(lanes, frames.stamps_ns))
    return one, moved + losses + repeats(labels.phases, names, WHAT)


def _losses(
    dataset: Dataset, labelsets: Sequence[LabelSet], moved: Sequence[Losses], *, plain: bool
) -> Losses:
    other = sum(labels.grade not in {"", "success"} for labels in labelsets)
    without = len(dataset.episodes.rows) - len(labelsets)
    fresh = SUBTASK_INDEX not in dataset.info.features
    return losses_of(
        (
            *(loss for one in moved for loss in one.items),
            *dropped(labelsets, what=WHAT, kept=KEPT, aside=not plain).items,
            Loss(
                "LeRobot says success or not; other grades left out: {n}"
                if plain
                else "LeRobot says success or not; only Rushes reads other grades: {n}",
                other,
            ),
            Loss(
                "Episodes of the data set without labels: {n}, their rows say {what}",
                without if fresh else 0,
                what=UNLABELLED,
            ),
        )
    )


def _files(
    dataset: Dataset, labelled: Mapping[int, Labelled], names: Mapping[str, str], subtasks: Subtasks
) -> Iterator[NewFile]:
    """In this order a reader of a half-done export finds everything that what it reads refers to."""
    numbers = {index: [subtasks.number(name) for name in one.names] for index, one in labelled.items()}
    fresh = SUBTASK_INDEX not in dataset.info.features
    with_phases = sum(bool(one.spans) for one in labelled.values())
    unlabelled = subtasks.number(UNLABELLED) if fresh and with_phases < len(dataset.episodes.rows) else 0
    lanes = lane_columns(dataset, {index: one.laned for index, one in labelled.items()}, names, subtasks)
    graded = SUCCESS in dataset.info.features or any(one.labels.grade for one in labelled.values())
    yield NewFile("meta/subtasks.parquet", subtasks.content)

    def columns_of(rows: pa.Table) -> Columns:
        columns = {
            SUBTASK_INDEX: _subtask_index(rows, labelled, numbers, unlabelled),
            **lanes.of(rows),
            **_language(rows, labelled),
        }
        return {**columns, SUCCESS: _success(rows, labelled)} if graded else columns

    for path in dataset.data_files:
        yield NewFile(dataset.name(path), lambda path=path: rewritten(path, columns_of))  # type: ignore[misc]
    if dataset.is_v3:
        yield from sarm.stage_files(
            dataset, {index: _stages(one) for index, one in labelled.items() if one.spans}
        )
    features = {
        SUBTASK_INDEX: scalar("int64"),
        **lanes.features,
        language.PERSISTENT: language.FEATURE,
        language.EVENTS: language.FEATURE,
        **({SUCCESS: scalar("bool")} if graded else {}),
    }
    yield info_file(dataset, features)


def _stages(one: Labelled) -> list[sarm.Stage]:
    return [
        sarm.Stage(name, span.start, span.end, one.second(span.start), one.second(span.end))
        for name, span in zip(one.names, one.spans, strict=True)
    ]


def _subtask_index(
    rows: pa.Table, labelled: Mapping[int, Labelled], numbers: Mapping[int, Sequence[int]], unlabelled: int
) -> pa.Array:
    there = SUBTASK_INDEX in rows.column_names
    values = int_column(rows, SUBTASK_INDEX).copy() if there else np.full(rows.num_rows, unlabelled, np.int64)
    for index, mask, stamps_ns in _episodes(rows, labelled):
        if labelled[index].spans:
            values[mask] = np.array(numbers[index])[codes_at(labelled[index].segments, stamps_ns)]
    return pa.array(values)


def _success(rows: pa.Table, labelled: Mapping[int, Labelled]) -> pa.Array:
    """True on the last row of an episode that succeeded; rows of episodes that nobody graded stay as they are."""
    if SUCCESS in rows.column_names:
        values = np.asarray(rows.column(SUCCESS).fill_null(False).to_numpy(), bool).reshape(-1).copy()
    else:
        values = np.zeros(rows.num_rows, bool)
    for index, mask, stamps_ns in _episodes(rows, labelled):
        one = labelled[index]
        if one.labels.grade:
            values[mask] = (stamps_ns == one.rows.stamps_ns.max()) & (one.labels.grade == "success")
    return pa.array(values)


def _language(rows: pa.Table, labelled: Mapping[int, Labelled]) -> dict[str, pa.Array]:
    """Each row takes its list from a pool: those of before, an empty one, and one an episode."""
    there = language.PERSISTENT in rows.column_names
    kind = rows.schema.field(language.PERSISTENT).type if there else language.PERSISTENT_TYPE
    lists: list[Sequence[Mapping[str, object]]] = [[]]
    before = rows.column(language.PERSISTENT).combine_chunks() if there else language.column([], kind)
    places = np.arange(rows.num_rows) if there else np.full(rows.num_rows, len(before))
    for index, mask, _ in _episodes(rows, labelled):
        one = labelled[index]
        if not one.spans:
            continue
        others = before[int(np.flatnonzero(mask)[0])].as_py() or [] if there else []
        places[mask] = len(before) + len(lists)
        lists.append(language.merged(others, list(_subtasks(one))))
    pool = pa.concat_arrays([before, language.column(lists, kind)])
    events = (
        rows.column(language.EVENTS).combine_chunks()
        if language.EVENTS in rows.column_names
        else language.column([[]] * rows.num_rows, language.EVENTS_TYPE)
    )
    return {language.PERSISTENT: pool.take(pa.array(places)), language.EVENTS: events}


def _subtasks(one: Labelled) -> Iterator[dict[str, object]]:
    for name, span in zip(one.names, one.spans, strict=True):
        yield language.subtask_row(span.segment.text or name, one.second(span.start))


def _episodes(
    rows: pa.Table, labelled: Mapping[int, Labelled]
) -> Iterator[tuple[int, NDArray[np.bool_], NDArray[np.int64]]]:
    """Labelled episodes among the rows: index, which rows, and their stamps."""
    episodes = int_column(rows, "episode_index")
    seconds = np.asarray(rows.column("timestamp").to_numpy(), np.float64)
    stamps_ns = np.rint(seconds * 1e9).astype(np.int64)
    for index in np.unique(episodes).tolist():
        if index in labelled:
            mask = episodes == index
            yield index, mask, stamps_ns[mask]
