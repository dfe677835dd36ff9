"""Labels out of a LeRobot data set: by the language columns, else by the number on each row, else by SARM's stages."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from models.errors import KnownError, NoLabelsError
from models.exports import lerobot_language as language
from models.exports import lerobot_sarm as sarm
from models.exports.files import Answer, Labels, Options
from models.exports.frames import frame_start_ns, frames_of, rounder, runs_of
from models.exports.labelset import Frames, LabelSet, Mark, Segment
from models.exports.lanes import event_marks, event_names, marks_as_read
from models.exports.lerobot_aside import asides_in
from models.exports.lerobot_files import Dataset, Rows, open_dataset, rows_of
from models.exports.lerobot_subtasks import UNLABELLED, Subtasks
from models.exports.losses import Loss, Losses, losses_of
from models.exports.together import Held, completed
from models.readers.lerobot_episodes import EpisodeRow
from models.readers.lerobot_table import EpisodeTable, open_table, to_matrix
from models.timebase import seconds_to_ns

WHAT = "LeRobot"
KEPT = frozenset({"grade", "texts", "tiers", "marks"})
SUBTASK_INDEX = "subtask_index"
ARM = f"{SUBTASK_INDEX}."
"""What the column of an arm begins with."""


def read(path: Path, _options: Options) -> Labels:
    """The labels in the data set at ``path``; an episode is known by its index and its first and last stamp.

    Raises:
        NoLabelsError: no such data set.
    """
    try:
        dataset = open_dataset(path.parent.parent if path.name == "info.json" else path)
        texts = {number: text for text, number in Subtasks.of(dataset.root).numbers.items()}
        asides = asides_in(dataset.root)
    except KnownError as error:
        raise NoLabelsError("{path} cannot be read: {why}", path=path, why=error) from error

    def of(base: LabelSet, *, anyway: bool = False) -> Answer | None:  # noqa: ARG001 - a row has its index
        found = episode_in(dataset, base)
        if found is None:
            return None
        row, rows = found
        table = open_table(row.data, row.cuts)
        framed = replace(base, frames=frames_of_rows(dataset, rows))
        order = np.argsort(rows.stamps_ns, kind="stable")
        segments = _segments(dataset, table, rows, base, texts) + _arms(table, framed, order, texts)
        marks = tuple(_marks(table, framed, order))
        grade = "success" if _succeeded(table) else ""
        laid = asides.get(row.index)
        if not segments and not marks and not grade and laid is None:
            return None
        said = replace(base, segments=segments, marks=marks, grade=grade)
        answer = Answer(said, losses=_unread(table), rounded=rounder(base, framed.frames))
        held = Held(WHAT, KEPT, partial(marks_as_read, labels=framed), joins_arms=True, only_success=True)
        return completed(answer, base, laid, held)

    return of


def episode_in(dataset: Dataset, base: LabelSet) -> tuple[EpisodeRow, Rows] | None:
    """Where the episode lies, None where another one lies there."""
    try:
        row = dataset.row(base)
        rows = rows_of(row)
    except KnownError:
        return None
    ends = (int(rows.stamps_ns.min()), int(rows.stamps_ns.max()) + 1) if len(rows.stamps_ns) else (0, 0)
    return (row, rows) if ends == (base.range.start_ns, base.range.end_ns) else None


def frames_of_rows(dataset: Dataset, rows: Rows) -> Frames:
    """The rows of an episode in order of their stamps, as frames."""
    return Frames("rows", np.sort(rows.stamps_ns), float(dataset.info.fps or 0.0))


def _segments(
    dataset: Dataset, table: EpisodeTable, rows: Rows, base: LabelSet, texts: Mapping[int, str]
) -> tuple[Segment, ...]:
    order = np.argsort(rows.stamps_ns, kind="stable")
    frames = frames_of_rows(dataset, rows)
    spoken = _spoken(table, base)
    numbered = _numbered(table, SUBTASK_INDEX, order, texts, replace(base, frames=frames))
    if spoken:
        # LeRobot's converter of v2.1 keeps the numbers and leaves out the file that says what they mean.
        return _named(spoken, numbered) if texts else spoken
    return numbered or _staged(dataset.episodes.rows[rows.index], frames, base)


def _spoken(table: EpisodeTable, base: LabelSet) -> tuple[Segment, ...]:
    if language.PERSISTENT not in table.schema.names or not table.count:
        return ()
    told = table.column(language.PERSISTENT)[0].as_py() or []
    rows = sorted(
        (row for row in told if row.get("style") == language.SUBTASK), key=lambda row: row["timestamp"]
    )
    starts = [seconds_to_ns(row["timestamp"]) for row in rows]
    ends = [*starts[1:], base.range.end_ns]
    return tuple(
        Segment(str(row["content"]), start_ns, end_ns)
        for row, start_ns, end_ns in zip(rows, starts, ends, strict=True)
    )


def _unread(table: EpisodeTable) -> Losses:
    """Rows of language that are no subtask."""
    there = [name for name in (language.PERSISTENT, language.EVENTS) if name in table.schema.names]
    columns = {name: table.column(name) for name in there if table.count}
    persistent = columns[language.PERSISTENT][0].as_py() or [] if language.PERSISTENT in columns else []
    said = sum(row.get("style") != language.SUBTASK for row in persistent)
    if language.EVENTS in columns:
        said += pc.sum(pc.list_value_length(columns[language.EVENTS])).as_py() or 0
    return losses_of([Loss("LeRobot: language rows that are no subtask, not taken: {n}", said)])


def _arms(table: EpisodeTable, framed: LabelSet, order: Any, texts: Mapping[int, str]) -> tuple[Segment, ...]:
    """Phases of arms, each in a column of its own."""
    return tuple(
        replace(one, tier=name.removeprefix(ARM))
        for name in table.schema.names
        if name.startswith(ARM)
        for one in _numbered(table, name, order, texts, framed)
    )


def _marks(table: EpisodeTable, framed: LabelSet, order: Any) -> Iterator[Mark]:
    for name in event_names(table.schema.names):
        column = table.column(name)
        if pa.types.is_boolean(column.type):
            yield from event_marks(name, np.array(column.to_pylist(), bool)[order], framed)


def _numbered(
    table: EpisodeTable,
    name: str,
    order: Any,
    texts: Mapping[int, str],
    framed: LabelSet,
) -> tuple[Segment, ...]:
    if name not in table.schema.names:
        return ()
    values = to_matrix(table.column(name)).reshape(-1)[order].astype(np.int64).tolist()
    named = [texts.get(value, str(value)) for value in values]
    return segments_of(runs_of(named), frames_of(framed, WHAT), framed)


def segments_of(
    runs: Sequence[tuple[object, int, int]], frames: Frames, base: LabelSet
) -> tuple[Segment, ...]:
    """Stretches of rows as segments, without those that nobody labelled."""
    return tuple(
        Segment(str(name), frame_start_ns(start, base.range, frames), frame_start_ns(end, base.range, frames))
        for name, start, end in runs
        if name != UNLABELLED
    )


def _named(spoken: tuple[Segment, ...], numbered: tuple[Segment, ...]) -> tuple[Segment, ...]:
    """Spoken instructions with the name of their subtask, where both tell of the same boundaries."""
    names = {segment.start_ns: segment.code for segment in numbered}
    if not names or not names.keys() <= {segment.start_ns for segment in spoken}:
        return spoken
    found: list[Segment] = []
    name = ""
    for segment in spoken:
        name = names.get(segment.start_ns, name)
        text = "" if segment.code == name else segment.code
        found.append(replace(segment, code=name, text=text) if name else segment)
    return tuple(found)


def _staged(raw: Mapping[str, Any], frames: Frames, base: LabelSet) -> tuple[Segment, ...]:
    names, starts, ends = (
        raw.get(sarm.DENSE + name) or []
        for name in ("subtask_names", "subtask_start_frames", "subtask_end_frames")
    )
    return segments_of(
        [(str(n), int(s), int(e)) for n, s, e in zip(names, starts, ends, strict=False)], frames, base
    )


def _succeeded(table: EpisodeTable) -> bool:
    if "next.success" not in table.schema.names:
        return False
    column = table.column("next.success")
    return pa.types.is_boolean(column.type) and any(column.to_pylist())
