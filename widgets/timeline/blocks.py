"""Phases prepared for drawing: arrays of times and palette slots beside their labels."""

from dataclasses import dataclass, replace
from operator import attrgetter
from typing import Self

import numpy as np
from numpy.typing import NDArray

from models.labelling.changes import shared
from models.phases import Phase, PhaseTrack
from models.taxonomy import PhaseLabel, Taxonomy
from models.timebase import NS_PER_MS, NS_PER_S
from widgets.i18n import tr
from widgets.theme import slot_of

_ID, _LABEL, _START_NS, _END_NS = map(attrgetter, ("id", "label", "start_ns", "end_ns"))


@dataclass(frozen=True, slots=True, eq=False)
class Blocks:
    """``starts`` and ``ends`` are int64 nanoseconds, ``slots`` palette slots, all of shape (n,)."""

    origin_ns: int
    language: str
    ids: tuple[str, ...]
    labels: tuple[PhaseLabel, ...]
    starts: NDArray[np.int64]
    ends: NDArray[np.int64]
    slots: NDArray[np.int64]

    @classmethod
    def of(cls, track: PhaseTrack, taxonomy: Taxonomy, language: str) -> Self:
        """All phases of a track; a code that the taxonomy does not know gets slot 0 and keeps its code as name."""
        return cls._of(track.phases, track.range.start_ns, taxonomy, language)

    @classmethod
    def _of(cls, phases: tuple[Phase, ...], origin_ns: int, taxonomy: Taxonomy, language: str) -> Self:
        known = {label.code: label for label in taxonomy.phases}
        codes = list(map(_LABEL, phases))
        used = {code: known.get(code) or PhaseLabel(code, "", 0, {}) for code in set(codes)}
        slots = {code: slot_of(label) for code, label in used.items()}
        return cls(
            origin_ns=origin_ns,
            language=language,
            ids=tuple(map(_ID, phases)),
            labels=tuple(map(used.__getitem__, codes)),
            starts=np.fromiter(map(_START_NS, phases), np.int64, len(codes)),
            ends=np.fromiter(map(_END_NS, phases), np.int64, len(codes)),
            slots=np.fromiter(map(slots.__getitem__, codes), np.int64, len(codes)),
        )

    def after(self, old: tuple[Phase, ...], new: tuple[Phase, ...], taxonomy: Taxonomy) -> Self:
        """Of ``new``, where ``self`` is of ``old`` with the same taxonomy: an edit among thousands of phases works
        out only those that it touched.
        """
        first, last = shared(old, new)
        tail = len(old) - last
        made = self._of(new[first : len(new) - last], self.origin_ns, taxonomy, self.language)
        return replace(
            self,
            ids=(*self.ids[:first], *made.ids, *self.ids[tail:]),
            labels=(*self.labels[:first], *made.labels, *self.labels[tail:]),
            starts=np.concatenate((self.starts[:first], made.starts, self.starts[tail:])),
            ends=np.concatenate((self.ends[:first], made.ends, self.ends[tail:])),
            slots=np.concatenate((self.slots[:first], made.slots, self.slots[tail:])),
        )

    @classmethod
    def none(cls) -> Self:
        """No phases."""
        times = np.zeros(0, dtype=np.int64)
        return cls(0, "en", (), (), times, times, times)

    def __len__(self) -> int:
        return len(self.ids)

    def with_boundary(self, index: int, t_ns: int) -> Self:
        """Phase ``index`` begins at ``t_ns`` and the one before ends there."""
        starts, ends = self.starts.copy(), self.ends.copy()
        starts[index] = ends[index - 1] = t_ns
        return replace(self, starts=starts, ends=ends)

    def ending_at(self, t_ns: int) -> Self:
        """The last phase ends at ``t_ns``, never before it begins."""
        ends = self.ends.copy()
        ends[-1] = max(t_ns, int(self.starts[-1]))
        return replace(self, ends=ends)

    def part(self, begin: int, end: int) -> Self:
        """Phases ``begin`` up to ``end``."""
        cut = slice(begin, end)
        return replace(
            self,
            ids=self.ids[cut],
            labels=self.labels[cut],
            starts=self.starts[cut],
            ends=self.ends[cut],
            slots=self.slots[cut],
        )

    def index_at(self, t_ns: int) -> int | None:
        """Index of the phase that holds ``t_ns``."""
        index = int(np.searchsorted(self.starts, t_ns, side="right")) - 1
        return index if index >= 0 and t_ns < self.ends[index] else None

    def index_of(self, phase_id: str | None) -> int | None:
        """Index of the phase with that id."""
        return self.ids.index(phase_id) if phase_id in self.ids else None

    def name(self, index: int) -> str:
        """In the language of the labels."""
        return self.labels[index].name(self.language)

    def duration_text(self, index: int) -> str:
        """How long the phase lasts."""
        return duration_text(int(self.ends[index] - self.starts[index]))

    def sentence(self, index: int) -> str:
        """The phase in words, as a screen reader says it: "Grasp, key 2, 6.47 to 7.85 s"."""
        start, end = (int(t[index]) - self.origin_ns for t in (self.starts, self.ends))
        return tr(
            "{name}, key {key}, {start} to {end} s",
            name=self.name(index),
            key=self.labels[index].key,
            start=f"{start / NS_PER_S:.2f}",
            end=f"{end / NS_PER_S:.2f}",
        )


def duration_text(duration_ns: int) -> str:
    """``4.88 s``, from a minute on ``1:04.88``."""
    if duration_ns < 60 * NS_PER_S:
        return tr("{seconds} s", seconds=f"{duration_ns / NS_PER_S:.2f}")
    minutes, rest_ns = divmod(duration_ns, 60 * NS_PER_S)
    seconds, hundredths = divmod(rest_ns // 10_000_000, 100)
    return f"{minutes}:{seconds:02d}.{hundredths:02d}"


def moved_text(moved_ns: int, frame_period_ns: int) -> str:
    """How far a boundary went: signed frames, milliseconds where there is no frame period."""
    count = round(moved_ns / (frame_period_ns or NS_PER_MS))
    signed = f"+{count}" if count > 0 else f"\u2212{-count}" if count else "0"
    return tr("{count} frames", count=signed) if frame_period_ns else tr("{count} ms", count=signed)
