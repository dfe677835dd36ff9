"""Labels as every format sees them: segments by tier, marks, and what is said of the episode as a whole."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from models.episode import EpisodeRecord
from models.labelling.document import Document, Remark
from models.labelling.document import Mark as PinnedMark
from models.taxonomy import Taxonomy
from models.timebase import TimeRange

PHASES = "phase"
"""The tier that tiles its episode."""


@dataclass(frozen=True, slots=True)
class Segment:
    """A half-open stretch ``[start_ns, end_ns)`` in log time.

    ``code`` is that of the taxonomy, or what a file says in its place; ``names`` are by language tag. ``text`` and
    ``text_zh`` are an instruction of its own. ``confidence_pm`` is in thousandths, None where nobody guessed;
    ``raw_ns`` is when the key was pressed.
    """

    code: str
    start_ns: int
    end_ns: int
    tier: str = PHASES
    names: Mapping[str, str] = field(default_factory=dict)
    grade: str = ""
    text: str = ""
    text_zh: str = ""
    source: str = ""
    confidence_pm: int | None = None
    raw_ns: int | None = None

    @property
    def said(self) -> str:
        """What a model is to learn: the instruction, else the English name, else the code."""
        return self.text or self.names.get("en") or self.code


@dataclass(frozen=True, slots=True)
class Mark:
    """An event or a mistake: a point where both times are equal, an interval otherwise.

    ``tier`` is its lane in the taxonomy, "" where a file does not say it; the rest as in ``document.Mark``.
    """

    code: str
    start_ns: int
    end_ns: int
    text: str = ""
    tier: str = ""
    stream: str = ""
    source: str = ""
    confidence_pm: int | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Frames:
    """Stamps of the pictures (or rows) that a format counts, int64 (N,), ascending, in log time.

    ``uri`` is where their video lies, empty where it has no file of its own; it begins ``offset_ns`` into that file.
    """

    stream: str
    stamps_ns: NDArray[np.int64]
    fps: float
    uri: str = ""
    offset_ns: int = 0

    @property
    def count(self) -> int:
        """Number of frames."""
        return len(self.stamps_ns)


@dataclass(frozen=True, slots=True)
class LabelSet:
    """The labels of one episode. What a file does not say stays empty and is left alone by an import."""

    episode_id: str
    episode: str
    range: TimeRange
    recording: str = ""
    inner_id: str = ""
    task: str = ""
    segments: tuple[Segment, ...] = ()
    marks: tuple[Mark, ...] = ()
    instruction: str = ""
    instruction_zh: str = ""
    grade: str = ""
    score: int | None = None
    rubric: tuple[tuple[str, int], ...] = ()
    unusable: str = ""
    reasons: tuple[str, ...] = ()
    note: str = ""
    remarks: tuple[Remark, ...] = ()
    state: str = ""
    annotator: str = ""
    reviewer: str = ""
    privacy: str = ""
    retain_until: str = ""
    taxonomy_id: str = ""
    taxonomy_version: int = 0
    frames: Frames | None = None

    @property
    def phases(self) -> tuple[Segment, ...]:
        """The segments that tile the episode, in order."""
        return self.tier(PHASES)

    @property
    def tiers(self) -> tuple[str, ...]:
        """Names of the tiers, that of the phases first."""
        others = dict.fromkeys(segment.tier for segment in self.segments)
        return tuple(sorted(others, key=lambda tier: tier != PHASES))

    def tier(self, name: str) -> tuple[Segment, ...]:
        """The segments of one tier, in order."""
        found = (segment for segment in self.segments if segment.tier == name)
        return tuple(sorted(found, key=lambda segment: segment.start_ns))

    @property
    def is_labelled(self) -> bool:
        """Whether anybody said anything of it."""
        pinned = (self.segments, self.marks, self.remarks)
        said = (self.grade, self.score, self.rubric, self.unusable, self.note)
        told = (self.instruction, self.instruction_zh)
        return any((*pinned, *said, *told)) or self.state not in {"", "new"}


def labelset_of(
    document: Document, record: EpisodeRecord, taxonomy: Taxonomy, frames: Frames | None = None
) -> LabelSet:
    """The labels of a document with the names that the taxonomy gives them."""
    return LabelSet(
        episode_id=record.id,
        episode=record.name,
        range=document.range,
        recording=record.path,
        inner_id=record.inner_id,
        task=record.task,
        segments=_segments(document, taxonomy),
        marks=tuple(map(_mark, document.marks)),
        instruction=document.instruction,
        instruction_zh=document.instruction_zh,
        score=document.score or None,
        rubric=document.rubric,
        unusable=document.unusable,
        grade=document.grade,
        reasons=document.reasons,
        note=document.note,
        remarks=document.remarks,
        state=document.state.value,
        annotator=document.annotator,
        reviewer=document.reviewer,
        privacy=document.privacy.flag.value,
        retain_until=document.privacy.retain_until,
        taxonomy_id=document.taxonomy_id,
        taxonomy_version=document.taxonomy_version,
        frames=frames,
    )


def _segments(document: Document, taxonomy: Taxonomy) -> tuple[Segment, ...]:
    """Of the main track and of those of the arms."""
    names = {label.code: label.names for label in taxonomy.phases}
    return tuple(
        Segment(
            phase.label,
            phase.start_ns,
            phase.end_ns,
            tier=track.tier or PHASES,
            names=names.get(phase.label, {}),
            grade=phase.grade,
            text=phase.text,
            text_zh=phase.text_zh,
            source=phase.source,
            confidence_pm=phase.confidence_pm,
            raw_ns=phase.raw_ns,
        )
        for track in (document.track, *document.arms)
        for phase in track.phases
    )


def _mark(mark: PinnedMark) -> Mark:
    return Mark(
        mark.label,
        mark.start_ns,
        mark.end_ns,
        text=mark.text,
        tier=mark.tier,
        stream=mark.stream,
        source=mark.source,
        confidence_pm=mark.confidence_pm,
    )
