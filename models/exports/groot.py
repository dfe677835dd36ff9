"""Annotations that GR00T trains on: columns of numbers into ``meta/tasks.jsonl`` of a LeRobot v2.1 data set.

The task becomes ``human.coarse_action``, the phase ``human.fine_action``, the grade ``human.validity``.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from models.errors import KnownError, NoLabelsError
from models.exports.dropped import dropped
from models.exports.files import Answer, Export, Labels, NewFile, Options
from models.exports.frames import codes_at, rounder, runs_of, spans_of
from models.exports.labelset import LabelSet, Segment
from models.exports.lerobot_aside import aside_files, asides_in
from models.exports.lerobot_files import (
    Columns,
    Dataset,
    info_file,
    int_column,
    json_bytes,
    json_lines,
    open_dataset,
    rewritten,
    rows_of,
    scalar,
)
from models.exports.lerobot_read import episode_in, frames_of_rows, segments_of
from models.exports.lerobot_subtasks import UNLABELLED, names_of
from models.exports.losses import Loss, Losses, losses_of
from models.exports.together import Held, completed
from models.readers.lerobot_table import open_table, to_matrix

WHAT = "GR00T"
COARSE, FINE, VALIDITY = "human.coarse_action", "human.fine_action", "human.validity"
PREFIX = "annotation."
VALID, INVALID = "valid", "invalid"
TASKS, MODALITY = "meta/tasks.jsonl", "meta/modality.json"
KEPT = frozenset({"grade", "instruction"})
HELD = Held(WHAT, KEPT, joins=True, only_success=True)
_CAMERA = "observation.images."


@dataclass(slots=True)
class Tasks:
    """Texts by their number; numbers once given stay."""

    numbers: dict[str, int]

    @classmethod
    def of(cls, root: Path) -> "Tasks":
        """Those of a data set.

        Raises:
            NoLabelsError: damaged.
        """
        path = root / TASKS
        try:
            rows = [
                json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()
            ]
            return cls({str(row["task"]): int(row["task_index"]) for row in rows})
        except FileNotFoundError:
            return cls({})
        except (OSError, ValueError, LookupError, TypeError) as error:
            raise NoLabelsError("{path} cannot be read: {why}", path=path, why=error) from error

    def number(self, text: str) -> int:
        """Of a text, a new one where it has none."""
        return self.numbers.setdefault(text, max(self.numbers.values(), default=-1) + 1)

    def content(self) -> bytes:
        """The file, in order of the numbers."""
        ordered = sorted(self.numbers.items(), key=lambda item: item[1])
        return json_lines({"task_index": number, "task": text} for text, number in ordered)


@dataclass(frozen=True, slots=True)
class Annotated:
    """One episode: numbers of its task, of its phases in order, and of its validity."""

    coarse: int
    fine: tuple[int, ...]
    valid: int
    segments: tuple[Segment, ...]


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
    blank = (
        tasks.number(UNLABELLED) if len(annotated) < len(dataset.episodes.rows) or _without(annotated) else 0
    )
    laid = {dataset.row(labels).index: labels for labels in labelsets}
    files = (*aside_files(root, laid, plain=options.plain), *_files(dataset, annotated, tasks, blank))
    moved = [losses for _, losses in made.values()]
    return Export(files, _losses(dataset, labelsets, moved, plain=options.plain))


def _without(annotated: Mapping[int, Annotated]) -> bool:
    return any(not one.segments for one in annotated.values())


def _annotated(
    dataset: Dataset, labels: LabelSet, tasks: Tasks, names: Mapping[str, str]
) -> tuple[Annotated, Losses]:
    row = dataset.row(labels)
    rows = rows_of(row)
    frames = frames_of_rows(dataset, rows)
    spans, losses = spans_of(replace(labels, frames=frames), labels.phases, WHAT)
    segments = tuple(span.segment for span in spans)
    twins = sum(a.code == b.code for a, b in pairwise(segments))
    verdict = {"": UNLABELLED, "success": VALID}.get(labels.grade, INVALID)
    one = Annotated(
        coarse=tasks.number(labels.instruction or labels.task or row.task),
        fine=tuple(tasks.number(names[segment.code]) for segment in segments),
        valid=tasks.number(verdict),
        segments=segments,
    )
    same = bool(labels.instruction) and labels.instruction in {labels.task, row.task}
    joined = Loss("GR00T joins phases of one label that meet: {n} boundaries are left out", twins)
    repeats = Loss("GR00T cannot tell an instruction that repeats the task: {n}", int(same))
    return one, losses + losses_of([joined, repeats])


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
    dataset: Dataset, annotated: Mapping[int, Annotated], tasks: Tasks, blank: int
) -> Iterator[NewFile]:
    yield NewFile(TASKS, tasks.content)

    def columns_of(rows: pa.Table) -> Columns:
        return _columns(rows, annotated, blank)

    for path in dataset.data_files:
        yield NewFile(dataset.name(path), lambda path=path: rewritten(path, columns_of))  # type: ignore[misc]
    yield NewFile(MODALITY, lambda: json_bytes(modality(dataset)))
    features = {PREFIX + name: scalar("int64") for name in (COARSE, FINE, VALIDITY)}
    yield info_file(dataset, features, total_tasks=len(tasks.numbers))


def modality(dataset: Dataset) -> dict[str, Any]:
    """What is there with the annotations added; else every state, action and camera under its own name."""
    path = dataset.root / MODALITY
    try:
        told: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        told = _plain_modality(dataset)
    except (OSError, ValueError) as error:
        raise NoLabelsError("{path} cannot be read: {why}", path=path, why=error) from error
    added: dict[str, Any] = {name: {} for name in (COARSE, FINE, VALIDITY)}
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


def _columns(rows: pa.Table, annotated: Mapping[int, Annotated], blank: int) -> Columns:
    episodes = int_column(rows, "episode_index")
    stamps_ns = np.rint(np.asarray(rows.column("timestamp").to_numpy(), np.float64) * 1e9).astype(np.int64)
    values = {}
    for name, of_task in ((COARSE, True), (FINE, False), (VALIDITY, False)):
        column = PREFIX + name
        start = "task_index" if of_task else ""
        there = next((each for each in (column, start) if each in rows.column_names), None)
        values[name] = int_column(rows, there).copy() if there else np.full(rows.num_rows, blank, np.int64)
    for index in np.unique(episodes).tolist():
        one = annotated.get(index)
        if one is None:
            continue
        mask = episodes == index
        values[COARSE][mask], values[VALIDITY][mask] = one.coarse, one.valid
        if one.segments:
            values[FINE][mask] = np.array(one.fine)[codes_at(one.segments, stamps_ns[mask])]
        else:
            values[FINE][mask] = blank
    return {PREFIX + name: pa.array(column) for name, column in values.items()}


def read(path: Path, _options: Options) -> Labels:
    """The phases and the validity in the data set at ``path``.

    Raises:
        NoLabelsError: no such data set.
    """
    try:
        dataset = open_dataset(path.parent.parent if path.name == "info.json" else path)
    except KnownError as error:
        raise NoLabelsError("{path} cannot be read: {why}", path=path, why=error) from error
    texts = {number: text for text, number in Tasks.of(dataset.root).numbers.items()}
    asides = asides_in(dataset.root)

    def of(base: LabelSet, *, anyway: bool = False) -> Answer | None:  # noqa: ARG001 - a row has its index
        found = episode_in(dataset, base)
        if found is None:
            return None
        row, rows = found
        laid = asides.get(row.index)
        table = open_table(row.data, row.cuts)
        order = np.argsort(rows.stamps_ns, kind="stable")
        frames = frames_of_rows(dataset, rows)
        named = {
            name: [texts.get(int(value), str(int(value))) for value in _values(table, name)[order]]
            for name in (COARSE, FINE, VALIDITY)
            if PREFIX + name in table.schema.names and PREFIX + FINE in table.schema.names
        }
        said = replace(
            base,
            segments=segments_of(runs_of(named.get(FINE, [])), frames, base),
            grade="success" if set(named.get(VALIDITY, ())) == {VALID} else "",
            instruction=_instruction(named.get(COARSE, ()), {base.task, row.task, UNLABELLED}),
        )
        if not said.segments and not said.grade and not said.instruction and laid is None:
            return None
        answer = completed(Answer(said, rounded=rounder(base, frames)), base, laid, HELD)
        vague = INVALID in named.get(VALIDITY, ()) and not answer.labels.grade
        invalid = Loss("GR00T says invalid, not which grade; left out: {n}", int(vague))
        return replace(answer, losses=answer.losses + losses_of([invalid]))

    return of


def _instruction(rows: Sequence[str], tasks: set[str]) -> str:
    """What all rows call the episode, unless that is its task."""
    said = set(rows)
    return said.pop() if len(said) == 1 and not said <= tasks else ""


def _values(table: Any, name: str) -> Any:
    return to_matrix(table.column(PREFIX + name)).reshape(-1)
