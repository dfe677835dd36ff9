"""Annotations that GR00T trains on: columns of numbers into ``meta/tasks.jsonl`` of a LeRobot v2.1 data set.

The task becomes ``human.coarse_action``, the phase ``human.fine_action`` (of an arm ``human.fine_action.ARM``), the
grade ``human.validity``. Each label of an event has its own ``human.event.LANE.LABEL``, which says it or "none".
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from models.errors import KnownError, NoLabelsError
from models.exports.dropped import dropped
from models.exports.files import Export, NewFile, Options
from models.exports.frames import codes_at, spans_of
from models.exports.groot_read import (
    ARM,
    COARSE,
    FINE,
    HUMAN,
    INVALID,
    KEPT,
    NONE,
    PREFIX,
    TASKS,
    VALID,
    VALIDITY,
    WHAT,
    Tasks,
    read,
)
from models.exports.labelset import LabelSet, Segment
from models.exports.lanes import Spans, event_names, flags_of, label_of, lanes_of
from models.exports.lerobot_aside import aside_files
from models.exports.lerobot_files import (
    Columns,
    Dataset,
    info_file,
    int_column,
    json_bytes,
    open_dataset,
    rewritten,
    rows_of,
    scalar,
)
from models.exports.lerobot_read import frames_of_rows
from models.exports.lerobot_subtasks import UNLABELLED, names_of
from models.exports.losses import Loss, Losses, losses_of

__all__ = ["KEPT", "read", "write"]

MODALITY = "meta/modality.json"
_CAMERA = "observation.images."


@dataclass(frozen=True, slots=True)
class Annotated:
    """One episode: numbers of its task and of its validity; phases by column, with the number of each in order.

    ``stamps_ns`` are those of its rows, ascending; ``events`` are frames by column.
    """

    coarse: int
    valid: int
    stamps_ns: NDArray[np.int64]
    fine: Mapping[str, tuple[tuple[Segment, ...], tuple[int, ...]]]
    events: Mapping[str, Spans]


@dataclass(frozen=True, slots=True)
class Plan:
    """Columns of phases, and of events with the number of what they say; numbers of nothing said, and of no event."""

    fine: tuple[str, ...]
    events: Mapping[str, int]
    blank: int
    none: int

    @property
    def columns(self) -> tuple[str, ...]:
        """All of them."""
        return (COARSE, *self.fine, VALIDITY, *self.events)


def write(labelsets: Sequence[LabelSet], root: Path, options: Options) -> Export:
    """The files of the data set ``root`` that change.

    Raises:
        KnownError: it is not of version 2.
        UnreadableRecordingError: it cannot be read, or does not list an episode.
    """
    dataset = open_dataset(root)
    if dataset.is_v3:
        raise KnownError(
            "GR00T reads data sets of LeRobot v2.1; {path} is of {version}",
            path=root,
            version=dataset.info.version,
        )
    tasks = Tasks.of(root)
    names = names_of(labelsets)
    made = {dataset.row(labels).index: _annotated(dataset, labels, tasks, names) for labels in labelsets}
    annotated = {index: one for index, (one, _) in made.items()}
    laid = {dataset.row(labels).index: labels for labels in labelsets}
    plan = _plan(dataset, annotated, tasks)
    files = (*aside_files(root, laid, plain=options.plain), *_files(dataset, annotated, tasks, plan))
    moved = [losses for _, losses in made.values()]
    return Export(files, _losses(dataset, labelsets, moved, plain=options.plain))


def _plan(dataset: Dataset, annotated: Mapping[int, Annotated], tasks: Tasks) -> Plan:
    there = [name.removeprefix(PREFIX) for name in dataset.info.features if name.startswith(PREFIX)]
    made = list(annotated.values())
    arms = {*(name for name in there if name.startswith(ARM)), *(name for one in made for name in one.fine)}
    events = {*event_names(there, HUMAN), *(name.removeprefix(HUMAN) for one in made for name in one.events)}
    fine = (FINE, *sorted(arms - {FINE}))
    partly = len(annotated) < len(dataset.episodes.rows) or any(one.fine.keys() < set(fine) for one in made)
    return Plan(
        fine,
        {HUMAN + name: tasks.number(label_of(name)) for name in sorted(events)},
        blank=tasks.number(UNLABELLED) if partly else 0,
        none=tasks.number(NONE) if events else 0,
    )


def _annotated(
    dataset: Dataset, labels: LabelSet, tasks: Tasks, names: Mapping[str, str]
) -> tuple[Annotated, Losses]:
    row = dataset.row(labels)
    rows = rows_of(row)
    frames = frames_of_rows(dataset, rows)
    framed = replace(labels, frames=frames)
    spans, moved = spans_of(framed, labels.phases, WHAT)
    lanes, losses = lanes_of(framed, WHAT)
    columns = {FINE: spans, **{ARM + tier: arm for tier, arm in lanes.arms.items()}}
    segments = {name: tuple(span.segment for span in held) for name, held in columns.items() if held}
    twins = sum(a.code == b.code for held in segments.values() for a, b in pairwise(held))
    verdict = {"": UNLABELLED, "success": VALID}.get(labels.grade, INVALID)
    one = Annotated(
        coarse=tasks.number(labels.instruction or labels.task or row.task),
        valid=tasks.number(verdict),
        stamps_ns=frames.stamps_ns,
        fine={
            name: (held, tuple(tasks.number(names[one.code]) for one in held))
            for name, held in segments.items()
        },
        events={HUMAN + name: held for name, held in lanes.events.items()},
    )
    same = bool(labels.instruction) and labels.instruction in {labels.task, row.task}
    joined = Loss("GR00T joins phases of one label that meet: {n} boundaries are left out", twins)
    repeats = Loss("GR00T cannot tell an instruction that repeats the task: {n}", int(same))
    return one, moved + losses + losses_of([joined, repeats])


def _losses(
    dataset: Dataset, labelsets: Sequence[LabelSet], moved: Sequence[Losses], *, plain: bool
) -> Losses:
    other = sum(labels.grade not in {"", "success"} for labels in labelsets)
    without = len(dataset.episodes.rows) - len(labelsets)
    return losses_of(
        (
            *(loss for one in moved for loss in one.items),
            *dropped(labelsets, what=WHAT, kept=KEPT, aside=not plain).items,
            Loss("GR00T says valid or invalid; grades that become invalid: {n}", other),
            Loss(
                "Episodes of the data set without labels: {n}, their rows say {what}",
                without,
                what=UNLABELLED,
            ),
        )
    )


def _files(
    dataset: Dataset, annotated: Mapping[int, Annotated], tasks: Tasks, plan: Plan
) -> Iterator[NewFile]:
    yield NewFile(TASKS, tasks.content)

    def columns_of(rows: pa.Table) -> Columns:
        return _columns(rows, annotated, plan)

    for path in dataset.data_files:
        yield NewFile(dataset.name(path), lambda path=path: rewritten(path, columns_of))  # type: ignore[misc]
    yield NewFile(MODALITY, lambda: json_bytes(modality(dataset, plan.columns)))
    features = {PREFIX + name: scalar("int64") for name in plan.columns}
    yield info_file(dataset, features, total_tasks=len(tasks.numbers))


def modality(dataset: Dataset, columns: Iterable[str]) -> dict[str, Any]:
    """What is there with the annotations added; else every state, action and camera under its own name."""
    path = dataset.root / MODALITY
    try:
        told: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        told = _plain_modality(dataset)
    except (OSError, ValueError) as error:
        raise NoLabelsError("{path} cannot be read: {why}", path=path, why=error) from error
    added: dict[str, Any] = {name: {} for name in columns}
    return {**told, "annotation": {**told.get("annotation", {}), **added}}


def _plain_modality(dataset: Dataset) -> dict[str, Any]:
    features = dataset.info.features
    widths = {name: max(1, int(np.prod(features[name].shape))) for name in features}
    told: dict[str, Any] = {}
    for kind, column in (("state", "observation.state"), ("action", "action")):
        told[kind] = {kind: {"start": 0, "end": widths[column]}} if column in features else {}
    cameras = [name for name in features if name.startswith(_CAMERA)]
    told["video"] = {name.removeprefix(_CAMERA): {"original_key": name} for name in cameras}
    return told


def _columns(rows: pa.Table, annotated: Mapping[int, Annotated], plan: Plan) -> Columns:
    episodes = int_column(rows, "episode_index")
    stamps_ns = np.rint(np.asarray(rows.column("timestamp").to_numpy(), np.float64) * 1e9).astype(np.int64)
    values = {name: _before(rows, name, plan) for name in plan.columns}
    for index in np.unique(episodes).tolist():
        if index in annotated:
            mask = episodes == index
            for name, column in values.items():
                column[mask] = _numbers(name, annotated[index], stamps_ns[mask], plan)
    return {PREFIX + name: pa.array(column) for name, column in values.items()}


def _before(rows: pa.Table, name: str, plan: Plan) -> NDArray[np.int64]:
    """What the rows say before; of a new column that nothing is said, or for the whole episode its task."""
    start = "task_index" if name == COARSE else ""
    there = next((each for each in (PREFIX + name, start) if each in rows.column_names), None)
    if there is not None:
        return int_column(rows, there).copy()
    return np.full(rows.num_rows, plan.none if name in plan.events else plan.blank, np.int64)


def _numbers(name: str, one: Annotated, stamps_ns: NDArray[np.int64], plan: Plan) -> Any:
    """What the rows of one episode say in one column."""
    if name == COARSE:
        return one.coarse
    if name == VALIDITY:
        return one.valid
    if name in plan.events:
        flags = flags_of(one.events.get(name, ()), np.searchsorted(one.stamps_ns, stamps_ns))
        return np.where(flags, plan.events[name], plan.none)
    if name not in one.fine:
        return plan.blank
    segments, numbers = one.fine[name]
    return np.array(numbers)[codes_at(segments, stamps_ns)]
