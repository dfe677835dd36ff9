"""What GR00T's annotations are called, and labels out of them."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from models.errors import KnownError, NoLabelsError
from models.exports.files import Answer, Labels, Options
from models.exports.frames import rounder, runs_of
from models.exports.labelset import Frames, LabelSet, Mark, Segment
from models.exports.lanes import event_marks, event_names, marks_as_read
from models.exports.lerobot_aside import asides_in
from models.exports.lerobot_files import json_lines, open_dataset
from models.exports.lerobot_read import episode_in, frames_of_rows, segments_of
from models.exports.lerobot_subtasks import UNLABELLED
from models.exports.losses import Loss, losses_of
from models.exports.together import Held, completed
from models.readers.lerobot_table import EpisodeTable, open_table, to_matrix

WHAT = "GR00T"
COARSE, FINE, VALIDITY = "human.coarse_action", "human.fine_action", "human.validity"
ARM, HUMAN, NONE = f"{FINE}.", "human.", "none"
PREFIX = "annotation."
VALID, INVALID = "valid", "invalid"
TASKS = "meta/tasks.jsonl"
KEPT = frozenset({"grade", "instruction", "tiers", "marks"})


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


def read(path: Path, _options: Options) -> Labels:
    """The phases, the arms, the events and the validity in the data set at ``path``.

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
        order = np.argsort(rows.stamps_ns, kind="stable")
        framed = replace(base, frames=frames_of_rows(dataset, rows))
        said = _said(open_table(row.data, row.cuts), order, texts)
        labels = _labelset(said, framed, {base.task, row.task, UNLABELLED})
        laid = asides.get(row.index)
        if laid is None and (labels.segments, labels.marks, labels.grade, labels.instruction) == (
            (),
            (),
            "",
            "",
        ):
            return None
        held = Held(
            WHAT,
            KEPT,
            partial(marks_as_read, labels=framed),
            joins=True,
            joins_arms=True,
            only_success=True,
        )
        answer = completed(Answer(labels, rounded=rounder(base, framed.frames)), base, laid, held)
        vague = INVALID in said.get(VALIDITY, ()) and not answer.labels.grade
        invalid = Loss("GR00T says invalid, not which grade; left out: {n}", int(vague))
        return replace(answer, losses=answer.losses + losses_of([invalid]))

    return of


def _said(table: EpisodeTable, order: Any, texts: Mapping[int, str]) -> dict[str, list[str]]:
    """Texts on the rows, in order of their stamps, by annotation; none where there are no phases."""
    columns = [name for name in table.schema.names if name.startswith(PREFIX)]
    if PREFIX + FINE not in columns:
        return {}
    said: dict[str, list[str]] = {}
    for name in columns:
        numbers = to_matrix(table.column(name)).reshape(-1)[order]
        said[name.removeprefix(PREFIX)] = [texts.get(int(number), str(int(number))) for number in numbers]
    return said


def _labelset(said: Mapping[str, Sequence[str]], framed: LabelSet, tasks: set[str]) -> LabelSet:
    frames = framed.frames
    assert frames is not None
    arms = {name.removeprefix(ARM): rows for name, rows in said.items() if name.startswith(ARM)}
    arm_segments = (
        replace(one, tier=arm) for arm, rows in arms.items() for one in _segments(rows, frames, framed)
    )
    return replace(
        framed,
        segments=(*_segments(said.get(FINE, ()), frames, framed), *arm_segments),
        marks=tuple(_marks(said, framed)),
        grade="success" if set(said.get(VALIDITY, ())) == {VALID} else "",
        instruction=_instruction(said.get(COARSE, ()), tasks),
    )


def _segments(rows: Sequence[str], frames: Frames, base: LabelSet) -> tuple[Segment, ...]:
    return segments_of(runs_of(rows), frames, base) if rows else ()


def _marks(said: Mapping[str, Sequence[str]], framed: LabelSet) -> Iterator[Mark]:
    for name in event_names(said, HUMAN):
        flags = np.array([text != NONE for text in said[HUMAN + name]], bool)
        yield from event_marks(name, flags, framed)


def _instruction(rows: Sequence[str], tasks: set[str]) -> str:
    """What all rows call the episode, unless that is its task."""
    said = set(rows)
    return said.pop() if len(said) == 1 and not said <= tasks else ""
