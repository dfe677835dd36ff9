"""A labels file: the phases of one recording as JSON, for proposals and for others' programs.

``{"recording": PATH, "task": TEXT, "phases": [{"label", "start_ns", "end_ns"}]}``, stamps in log time, half-open. The
path is absolute or relative to the file. ``"episode"`` names one of several in a data set; a phase may say how sure
somebody is of it: ``"confidence"``, from 0 to 1.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import Any

from models.errors import KnownError, NoLabelsError
from models.timebase import NS_PER_S, TimeRange

_JOINED_NS = NS_PER_S // 10
"""Phases that lie no farther apart follow one another."""


@dataclass(frozen=True, slots=True)
class LabelledPhase:
    """Half-open in log time; ``confidence`` from 0 to 1, None where the file does not say it."""

    label: str
    start_ns: int
    end_ns: int
    confidence: float | None = None


@dataclass(frozen=True, slots=True)
class LabelsFile:
    """``recording`` as it is written; ``episode`` is "" where the recording holds only one; ``more`` is all of it."""

    path: Path
    recording: str
    task: str
    phases: tuple[LabelledPhase, ...]
    episode: str = ""
    more: Mapping[str, Any] = field(default_factory=dict)

    @property
    def place(self) -> str:
        """Where the recording is, seen from here."""
        if "://" in self.recording:
            return self.recording
        return str(self.path.parent / self.recording)


def read_labels(path: Path, *, strict: bool = True) -> LabelsFile:
    """Read one. With ``strict`` its phases must come one after the other; else they may overlap, or be none.

    Raises:
        NoLabelsError: it cannot be read, or is no labels file.
        KnownError: it holds no phases in order.
    """
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise NoLabelsError("{path} cannot be read: {why}", path=path, why=error.strerror or error) from error
    except (ValueError, RecursionError) as error:
        raise NoLabelsError("{path} is no JSON: {why}", path=path, why=error) from error
    try:
        found = LabelsFile(
            path,
            _text(data["recording"]),
            _text(data.get("task") or ""),
            tuple(_phase(each) for each in data["phases"]),
            _text(data.get("episode") or ""),
            data,
        )
    except (KeyError, TypeError, AttributeError) as error:
        raise NoLabelsError(
            "{path} is no labels file: it needs a recording, and phases with label, start_ns and end_ns",
            path=path,
        ) from error
    if strict:
        _refuse_disorder(found)
    return found


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError("not a text")
    return value


def _phase(data: Any) -> LabelledPhase:
    start_ns, end_ns = data["start_ns"], data["end_ns"]
    if type(start_ns) is not int or type(end_ns) is not int:
        raise TypeError("not whole nanoseconds")
    return LabelledPhase(_text(data["label"]), start_ns, end_ns, _confidence(data.get("confidence")))


def _confidence(value: Any) -> float | None:
    if value is None:
        return None
    if type(value) not in {int, float} or not 0 <= value <= 1:
        raise TypeError("no number from 0 to 1")
    return float(value)


def _refuse_disorder(file: LabelsFile) -> None:
    if not file.phases:
        raise KnownError("{path} holds no phases", path=file.path)
    for phase in file.phases:
        if phase.end_ns <= phase.start_ns:
            raise KnownError(
                "{path}: the phase {label} at {t_ns} ns does not end after its start",
                path=file.path,
                label=phase.label,
                t_ns=phase.start_ns,
            )
    for left, right in pairwise(file.phases):
        if right.start_ns < left.end_ns - _JOINED_NS:
            raise KnownError(
                "{path}: the phases {a} and {b} overlap at {t_ns} ns",
                path=file.path,
                a=left.label,
                b=right.label,
                t_ns=right.start_ns,
            )


def tiles(file: LabelsFile, whole: TimeRange) -> tuple[tuple[str | None, ...], tuple[int, ...]]:
    """The labels in order, None for stretches without one, and the times between them.

    Raises:
        KnownError: the phases lie outside of the recording.
    """
    if file.phases[0].start_ns >= whole.end_ns or file.phases[-1].end_ns <= whole.start_ns:
        raise KnownError(
            "{path}: the phases lie outside of the recording {recording}",
            path=file.path,
            recording=file.recording,
        )
    labels: list[str | None] = []
    cuts_ns: list[int] = []
    reached_ns = whole.start_ns
    for phase in file.phases:
        if phase.start_ns - reached_ns > _JOINED_NS:
            labels.append(None)
            cuts_ns.append(reached_ns)
        labels.append(phase.label)
        cuts_ns.append(phase.start_ns)
        reached_ns = phase.end_ns
    if whole.end_ns - reached_ns > _JOINED_NS:
        labels.append(None)
        cuts_ns.append(reached_ns)
    return tuple(labels), tuple(cuts_ns[1:])


def labels_text(
    recording: str,
    task: str,
    phases: Sequence[LabelledPhase],
    episode: str = "",
    more: Mapping[str, Any] | None = None,
) -> str:
    """One as text, with ``more`` keys behind those that it must have."""
    document: dict[str, Any] = {"recording": recording, "task": task}
    if episode:
        document["episode"] = episode
    document["phases"] = [
        {"label": each.label, "start_ns": each.start_ns, "end_ns": each.end_ns} for each in phases
    ]
    document |= more or {}
    return json.dumps(document, ensure_ascii=False, indent=1) + "\n"
