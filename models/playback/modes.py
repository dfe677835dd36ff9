"""Who is in control: the teleoperated or autonomous flag of a recording as changes over time."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from models.episode import StreamInfo, StreamKind
from models.errors import KnownError
from models.streams import Message, SignalStream, Stream

TELEOPERATED, AUTONOMOUS = "teleoperated", "autonomous"
MOST_MESSAGES = 200
MOST_CHANGES = 2000

_TEXT_WORDS = ("mode", "state", "control")
_FLAGS: tuple[tuple[str, Mapping[str, str]], ...] = (
    ("intervention", {"0": AUTONOMOUS, "1": TELEOPERATED}),
    ("teleop", {"0": AUTONOMOUS, "1": TELEOPERATED}),
    ("manual", {"0": AUTONOMOUS, "1": TELEOPERATED}),
    ("autonom", {"0": TELEOPERATED, "1": AUTONOMOUS}),
    ("control_mode", {}),
    ("mode", {}),
)
"""By a word in the name of a stream of one number, the first that fits: what its values mean."""


@dataclass(frozen=True, slots=True)
class ModeChange:
    """From ``t_ns`` on the robot is in ``mode``."""

    t_ns: int
    mode: str


def mode_stream(infos: Iterable[StreamInfo]) -> tuple[str, Mapping[str, str]] | None:
    """The stream that tells the mode, and what its values mean: a text of few messages, else a single number."""
    known = [info for info in infos if info.count]
    for info in known:
        speaks = any(word in info.name.lower() for word in _TEXT_WORDS)
        if info.kind is StreamKind.TEXT and speaks and info.count <= MOST_MESSAGES:
            return info.name, {}
    for word, meanings in _FLAGS:
        for info in known:
            if info.kind is StreamKind.SIGNAL and word in _last_part(info.name):
                return info.name, meanings
    return None


def _last_part(name: str) -> str:
    return name.lower().rstrip("/").replace(".", "/").rsplit("/", maxsplit=1)[-1]


def mode_changes(stream: Stream, meanings: Mapping[str, str]) -> tuple[ModeChange, ...]:
    """When the mode changes; before the first it is not known. Of a stream of several numbers there are none."""
    found = _of_numbers(stream) if isinstance(stream, SignalStream) else _of_texts(stream)
    changes: list[ModeChange] = []
    for t_ns, value in found:
        mode = meanings.get(value, value)
        if mode and (not changes or changes[-1].mode != mode):
            changes.append(ModeChange(t_ns, mode))
            if len(changes) >= MOST_CHANGES:
                break
    return tuple(changes)


def _of_numbers(stream: SignalStream) -> Iterator[tuple[int, str]]:
    if len(stream.describe().channels) != 1:
        return
    block = stream.block()
    values = block.values[:, 0]
    known = np.isfinite(values)
    stamps_ns, values = block.stamps_ns[known], values[known]
    turns = np.flatnonzero(np.diff(values, prepend=np.nan) != 0)
    for place in turns.tolist():
        yield int(stamps_ns[place]), f"{values[place]:g}"


def _of_texts(stream: Stream) -> Iterator[tuple[int, str]]:
    for index in range(min(stream.info.count, MOST_MESSAGES)):
        try:
            sample = stream.sample(index)
        except KnownError:
            continue
        if isinstance(sample, Message):
            yield sample.t_ns, str(sample.fields.get("data", ""))
