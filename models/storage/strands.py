"""Refused work as people meet it: change-sets made on one another are one conflict. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from models.labelling.changes import Change, fold
from models.labelling.document import Document
from models.storage.values import AnswerStatus, Conflict


@dataclass(frozen=True, slots=True)
class Other:
    """A change-set that the catalog applied instead; ``made_at_ns`` is its author's clock, for people only."""

    id: str
    author: str
    made_at_ns: int


@dataclass(frozen=True, slots=True)
class Kept:
    """A document as a change-set left it, and what the catalog applied after it, as far as it was pulled."""

    document: Document
    others: tuple[Other, ...] = ()


@dataclass(frozen=True, slots=True)
class Strand:
    """Refused work of one episode, oldest first, each made on the one before.

    ``base`` is what the first was made on, None where this store does not know it. ``others`` is what was applied
    since. ``resolves`` are the ids that one settling change-set names: all of these, and what they had settled
    themselves. ``aside`` was put away by a person, and is kept.
    """

    episode_id: str
    conflicts: tuple[Conflict, ...]
    base: Document | None = None
    others: tuple[Other, ...] = ()
    resolves: tuple[str, ...] = ()
    aside: bool = False

    @property
    def parent(self) -> str:
        """Id of the change-set that the first was made on, "" for the beginning."""
        return self.conflicts[0].changeset.parent

    @property
    def ids(self) -> tuple[str, ...]:
        """Of all its change-sets."""
        return tuple(one.changeset.id for one in self.conflicts)

    @property
    def refusal(self) -> Conflict:
        """The first one; what stands on it was refused with it."""
        return self.conflicts[0]

    def changes(self) -> list[Change]:
        """Of all its change-sets, in order."""
        return [change for one in self.conflicts for change in one.changeset.changes]

    def mine(self) -> Document | None:
        """The base with this work on it; None without a base, or where the work does not fit it."""
        if self.base is None:
            return None
        try:
            return fold(self.base, self.changes())
        except (ValueError, KeyError, TypeError):
            return None

    def on(self, kept: Kept) -> "Strand":
        """The same with its base."""
        return replace(self, base=kept.document, others=kept.others)


def tied(
    conflicts: Iterable[Conflict],
    *,
    kept: Mapping[str, Kept],
    resolved: Mapping[str, tuple[str, ...]],
    aside: frozenset[str],
) -> list[Strand]:
    """Conflicts of one episode in strands.

    Args:
        conflicts: in the order in which they were made.
        kept: documents by the change-set that left them.
        resolved: ids by the change-set that settled them.
        aside: ids that a person put away.
    """
    strands: list[list[Conflict]] = []
    for one in conflicts:
        made_on = one.changeset.parent
        strand = next((each for each in strands if any(made_on == e.changeset.id for e in each)), None)
        if strand is None:
            strands.append([one])
        else:
            strand.append(one)
    return [_strand(tuple(each), kept, resolved, aside) for each in _swallowed(strands)]


def _swallowed(strands: list[list[Conflict]]) -> list[list[Conflict]]:
    """Without those that another one settles: its settlement was refused, and holds their work."""
    settled = {ref for strand in strands for one in strand for ref in one.changeset.resolves}
    return [strand for strand in strands if strand[0].changeset.id not in settled]


def _strand(
    conflicts: tuple[Conflict, ...],
    kept: Mapping[str, Kept],
    resolved: Mapping[str, tuple[str, ...]],
    aside: frozenset[str],
) -> Strand:
    first = conflicts[0].changeset
    ids = [one.changeset.id for one in conflicts]
    strand = Strand(
        episode_id=first.episode_id,
        conflicts=conflicts,
        resolves=tuple(_all_of(ids, conflicts, resolved)),
        aside=bool(aside.intersection(ids)),
    )
    return strand.on(kept[first.parent]) if first.parent in kept else strand


def _all_of(
    ids: list[str], conflicts: tuple[Conflict, ...], resolved: Mapping[str, tuple[str, ...]]
) -> dict[str, None]:
    """Ids, what they name as settled, and what was settled by those, each once."""
    named = {one.changeset.id: one.changeset.resolves for one in conflicts}
    found: dict[str, None] = {}
    waiting = list(ids)
    while waiting:
        each = waiting.pop(0)
        if each not in found:
            found[each] = None
            waiting += [*named.get(each, ()), *resolved.get(each, ())]
    return found


def is_clash(strand: Strand) -> bool:
    """Whether somebody else was first; otherwise a right or a rule stood against it."""
    return strand.refusal.status in {AnswerStatus.CONFLICT, AnswerStatus.ORPHAN}
