"""Labels of others as proposals: a file or a data set says the phases of an episode, and a person takes them or not."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from models.cutting_aids.suggestions import Suggestion
from models.episode import EpisodeRecord
from models.errors import NoLabelsError
from models.exports.context import frames_in
from models.exports.files import Options
from models.exports.formats import format_of
from models.exports.importing import code_of
from models.exports.labelset import LabelSet, Segment
from models.exports.tiling import tile
from models.taxonomy import Taxonomy

OUTSIDE = "outside:"
"""What the source of a phase begins with that came this way; the name of the file follows."""
PER_MILLE = 1000


@dataclass(frozen=True, slots=True)
class Outside:
    """``suggestions`` tile the episode; ``strangers`` are labels that the taxonomy does not have, with how often."""

    suggestions: tuple[Suggestion, ...]
    strangers: Mapping[str, int]

    @property
    def least_pm(self) -> int:
        """How sure the least sure cut is, 0 where somebody did not say it."""
        return min((round(PER_MILLE * (one.confidence or 0.0)) for one in self.suggestions[1:]), default=0)


def data_set_of(path: Path) -> Path:
    """The folder of a data set where ``path`` is its ``meta/info.json``, else ``path``."""
    return path.parent.parent if path.parts[-2:] == ("meta", "info.json") else path


def proposals_in(path: Path, record: EpisodeRecord, taxonomy: Taxonomy) -> Outside:
    """The phases that a file or data set says of an episode; the time of a label that nobody knows is proposed as idle.

    The recording is read only where the file counts its frames.

    Raises:
        KnownError: it cannot be read, or is of no format that is known.
        NoLabelsError: it says nothing of this episode.
    """
    place = data_set_of(path)
    phases = phases_in(place, record)
    if not phases:
        raise NoLabelsError("{path} says no phases of {episode}", path=place, episode=record.name)
    codes = {each.code: code_of(each.code, taxonomy) for each in phases}
    strangers = Counter(each.code for each in phases if codes[each.code] is None)
    known = [(each, code) for each in phases if (code := codes[each.code]) is not None]
    source = OUTSIDE + place.name
    sure = {each.start_ns: each.confidence_pm for each, _ in known}
    tiled, _ = tile(
        [Segment(code, each.start_ns, each.end_ns) for each, code in known], record.range, taxonomy.idle
    )
    joined: list[Segment] = []
    for one in tiled:
        if not (joined and joined[-1].code == one.code == taxonomy.idle):
            joined.append(one)
    ends_ns = [*(one.start_ns for one in joined[1:]), record.range.end_ns]
    return Outside(
        tuple(
            Suggestion(one.code, one.start_ns, end_ns, _sure(sure.get(one.start_ns)), source)
            for one, end_ns in zip(joined, ends_ns, strict=True)
        ),
        strangers,
    )


def phases_in(path: Path, record: EpisodeRecord) -> tuple[Segment, ...]:
    """The phases that a file or data set says of an episode as it says them, in order; gaps and labels stay its own.

    The recording is read only where the file counts its frames.

    Raises:
        KnownError: it cannot be read, or is of no format that is known.
    """
    chosen = format_of(path)
    frames = frames_in(record) if chosen.frames else None
    base = LabelSet(
        record.id,
        record.name,
        record.range,
        recording=record.path,
        inner_id=record.inner_id,
        task=record.task,
        frames=frames,
    )
    answer = chosen.read(path, Options())(base, anyway=True)
    return () if answer is None else answer.labels.phases


def _sure(confidence_pm: int | None) -> float | None:
    return None if confidence_pm is None else confidence_pm / PER_MILLE
