"""What an export gives back: files that nobody has written yet; and what an import gets: labels by episode."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Protocol, TypeVar

from models.exports.labelset import LabelSet
from models.exports.losses import NOTHING_LOST, Losses

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Options:
    """What a person may choose.

    ``author`` and ``made_at`` (ISO 8601) are written where a format asks for them. ``inclusive_end`` makes the end
    frame of AgiBot the last one of its phase. ``tier`` names the tier of a file with several. ``plain`` leaves out what
    only Rushes would read.
    """

    author: str = ""
    made_at: str = ""
    inclusive_end: bool = False
    spreadsheet_safe: bool = False
    tier: str = ""
    plain: bool = False


@dataclass(frozen=True, slots=True)
class NewFile:
    """A file of an export. ``path`` is relative to where the export goes, empty for that place itself.

    ``content`` makes its bytes when they are wanted: a data set has more than fits in memory.
    """

    path: str
    content: Callable[[], bytes]


@dataclass(frozen=True, slots=True)
class Export:
    """``files`` in the order in which they may be put in place; ``losses`` are known before any is made."""

    files: tuple[NewFile, ...]
    losses: Losses = NOTHING_LOST


def as_it_is(t_ns: int) -> int:
    """The time of a format that rounds none."""
    return t_ns


@dataclass(frozen=True, slots=True)
class Answer:
    """The labels that a file holds of an episode, and what reading them lost.

    ``rounded`` is what the format makes of a time: a boundary that the file only rounded is known by it.
    """

    labels: LabelSet
    losses: Losses = NOTHING_LOST
    rounded: Callable[[int], int] = as_it_is


class Labels(Protocol):
    """The labels in a file that was read."""

    def __call__(self, base: LabelSet, *, anyway: bool = False) -> Answer | None:
        """Those of the episode ``base``, which brings range and frames; None where the file has none of it.

        With ``anyway`` a file of one episode is taken whatever it calls it.
        """


def matching(entries: Iterable[tuple[set[str], T]], base: LabelSet, *, anyway: bool) -> T | None:
    """The entry that names the episode by its id, else by its name; with ``anyway`` the only one there is."""
    found = list(entries)
    for name in (base.episode_id, base.episode):
        fits = [entry for names, entry in found if name and name in names]
        if len(fits) == 1:
            return fits[0]
    return found[0][1] if anyway and len(found) == 1 else None


def whole(data: bytes) -> Callable[[], bytes]:
    """Content that is there already."""
    return lambda: data
