"""Two documents that grew from one base, laid together: what is proposed, what a person has to choose, the result.

Nothing is decided here that both sides changed differently. What one side changed alone is proposed from it.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from models.labelling.differences import Difference, Kind, Value, status_of
from models.labelling.document import Document, Mark, Remark
from models.labelling.merge_episode import differing, with_value
from models.labelling.merge_phases import Side, Status, Weave, braid, named, parts_of, weave
from models.phases import Phase, PhaseTrack
from models.review import Role, State
from models.timebase import TimeRange

__all__ = ["Difference", "Kind", "Merge", "Side", "Status", "carried", "merge", "merged", "undecided"]


@dataclass(frozen=True, slots=True)
class Merge:
    """``differences`` in order of time, those of the whole episode last; ``woven`` has each tier."""

    base: Document
    mine: Document
    theirs: Document
    woven: tuple[Weave, ...]
    differences: tuple[Difference, ...]

    def difference(self, difference_id: str) -> Difference | None:
        """The difference of that id."""
        return next((one for one in self.differences if one.id == difference_id), None)


Choices = Mapping[str, Side]
_Pinned = TypeVar("_Pinned", Remark, Mark)


def merge(base: Document, mine: Document, theirs: Document, *, role: Role) -> Merge:
    """Lay three documents of one episode together; ``role`` decides which moves of the review may still be taken.

    Raises:
        ValueError: they speak of two episodes, or of two stretches of time.
    """
    if len({(one.episode_id, one.range) for one in (base, mine, theirs)}) != 1:
        raise ValueError(f"{base.episode_id}, {mine.episode_id} and {theirs.episode_id} are not one episode")
    sides = {Side.BASE: base, Side.MINE: mine, Side.THEIRS: theirs}
    tiers = sorted({track.tier for document in sides.values() for track in document.tracks})
    woven = tuple(weave(*(document.track_of(tier) for document in sides.values())) for tier in tiers)
    found = [one for each in woven for one in _phases(each, sides)]
    found += _pinned(Kind.REMARK, {side: document.remarks for side, document in sides.items()})
    found += _pinned(Kind.MARK, {side: document.marks for side, document in sides.items()})
    found.sort(key=lambda one: (one.range.start_ns, one.range.end_ns, one.id) if one.range else (0, 0, ""))
    return Merge(base, mine, theirs, woven, (*found, *differing(sides, role)))


def merged(laid: Merge, choices: Choices) -> Document:
    """The document of the proposals and ``choices`` (by id of the difference); open ones stay as THEIRS has them.

    It always tiles, and choosing THEIRS everywhere gives THEIRS unchanged.
    """
    taken = {one.id: _taken(one, choices) for one in laid.differences}
    track, *arms = _tracks(laid, taken)
    document = replace(
        laid.theirs,
        track=track,
        arms=tuple(arms),
        remarks=tuple(_kept(laid, laid.theirs.remarks, Kind.REMARK, taken)),
        marks=tuple(_kept(laid, laid.theirs.marks, Kind.MARK, taken)),
    )
    for one in laid.differences:
        document = with_value(document, one.values[taken[one.id]])
    return _under_one_taxonomy(laid, document)


def undecided(laid: Merge, choices: Choices) -> tuple[Difference, ...]:
    """What a person still has to choose."""
    return tuple(
        one for one in laid.differences if one.proposed is None and choices.get(one.id) not in one.options
    )


def carried(choices: Choices, before: Merge, after: Merge) -> dict[str, Side]:
    """The choices that still fit when ``before`` was made anew: neither side's word about them changed."""
    kept = {}
    for difference_id, side in choices.items():
        old, new = before.difference(difference_id), after.difference(difference_id)
        if old is not None and new is not None and old.values == new.values and side in new.options:
            kept[difference_id] = side
    return kept


def _taken(one: Difference, choices: Choices) -> Side:
    chosen = choices.get(one.id)
    if chosen in one.options:
        return chosen
    return one.proposed or Side.THEIRS


def _phases(woven: Weave, sides: Mapping[Side, Document]) -> Iterator[Difference]:
    base_is_empty = not sides[Side.BASE].track_of(woven.tier).phases
    for stretch in woven.stretches:
        values: dict[Side, Value] = {
            side: _touching(sides[side].track_of(woven.tier), stretch.range) for side in Side
        }
        back = stretch.status is Status.OPEN and not base_is_empty
        found = Difference.of(
            _phases_id(stretch.range, woven.tier),
            Kind.PHASES,
            stretch.status,
            values=values,
            options=tuple(Side) if back else (Side.MINE, Side.THEIRS),
            at=stretch.range,
        )
        yield replace(found, tier=woven.tier)


def _phases_id(stretch: TimeRange, tier: str) -> str:
    lane = f"phases@{tier}" if tier else "phases"
    return f"{lane}:{stretch.start_ns}-{stretch.end_ns}"


def _touching(track: PhaseTrack, stretch: TimeRange) -> tuple[Phase, ...]:
    """Phases that share time with a stretch, and those on both sides of a cut without length."""
    low, high = stretch.start_ns, max(stretch.end_ns, stretch.start_ns + 1)
    if stretch.start_ns == stretch.end_ns:
        low -= 1
    return tuple(phase for phase in track.phases if phase.start_ns < high and low < phase.end_ns)


def _pinned(kind: Kind, sides: Mapping[Side, tuple[Remark, ...] | tuple[Mark, ...]]) -> Iterator[Difference]:
    """Remarks or marks, met by their ids."""
    known = {side: {item.id: item for item in items} for side, items in sides.items()}
    for item_id in dict.fromkeys(item.id for items in sides.values() for item in items):
        values: dict[Side, Value] = {side: items.get(item_id) for side, items in known.items()}
        status = status_of(values)
        if status is not None:
            some = next(items[item_id] for items in known.values() if item_id in items)
            start_ns = some.t_ns if isinstance(some, Remark) else some.start_ns
            at = TimeRange(start_ns, start_ns if isinstance(some, Remark) else some.end_ns)
            yield Difference.of(f"{kind.value}:{item_id}", kind, status, values=values, at=at)


def _tracks(laid: Merge, taken: Mapping[str, Side]) -> list[PhaseTrack]:
    """The main track first."""
    found, used = [], set[str]()
    for woven in laid.woven:
        chosen = {n: taken[_phases_id(one.range, woven.tier)] for n, one in enumerate(woven.stretches)}
        parts = braid(woven, chosen)
        theirs, mine, base = (each.track_of(woven.tier) for each in (laid.theirs, laid.mine, laid.base))
        kept = parts == parts_of(theirs)
        track = (
            theirs if kept else named(parts, (theirs, mine, base), space=laid.theirs.episode_id, used=used)
        )
        used.update(phase.id for phase in track.phases)
        found.append(track)
    return found


def _kept(
    laid: Merge, theirs: tuple[_Pinned, ...], kind: Kind, taken: Mapping[str, Side]
) -> Iterator[_Pinned]:
    moot: dict[str, Any] = {one.id: one.values[taken[one.id]] for one in laid.differences if one.kind is kind}
    yield from (item for item in theirs if f"{kind.value}:{item.id}" not in moot)
    yield from (item for item in moot.values() if item is not None)


def _under_one_taxonomy(laid: Merge, document: Document) -> Document:
    """Labels that are no longer THEIRS alone are a draft at least, made with the newer taxonomy of both."""
    theirs, mine = laid.theirs, laid.mine
    if document == theirs:
        return theirs
    state = State.DRAFT if document.state is State.NEW else document.state
    if not theirs.taxonomy_id or theirs.state is State.NEW:
        return replace(
            document, state=state, taxonomy_id=mine.taxonomy_id, taxonomy_version=mine.taxonomy_version
        )
    if mine.taxonomy_id != theirs.taxonomy_id:
        return replace(document, state=state)
    newer = max(theirs.taxonomy_version, mine.taxonomy_version)
    return replace(document, state=state, taxonomy_version=newer)
