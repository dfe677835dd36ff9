"""Two documents that grew from one base, laid together: what is proposed, what a person has to choose, the result.

Nothing is decided here that both sides changed differently. What one side changed alone is proposed from it.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace

from models.labelling.differences import Difference, Kind, Outcome, Review, Value
from models.labelling.document import Document, Remark
from models.labelling.merge_phases import Side, Status, Weave, braid, named, weave
from models.phases import Phase, PhaseTrack
from models.privacy import Privacy
from models.review import MOVES, Role, State
from models.timebase import TimeRange

__all__ = ["Difference", "Kind", "Merge", "Side", "Status", "carried", "merge", "merged", "undecided"]


@dataclass(frozen=True, slots=True)
class Merge:
    """``differences`` in order of time, those of the whole episode last."""

    base: Document
    mine: Document
    theirs: Document
    woven: Weave
    differences: tuple[Difference, ...]

    def difference(self, difference_id: str) -> Difference | None:
        """The difference of that id."""
        return next((one for one in self.differences if one.id == difference_id), None)


Choices = Mapping[str, Side]


def merge(base: Document, mine: Document, theirs: Document, *, role: Role) -> Merge:
    """Lay three documents of one episode together; ``role`` decides which moves of the review may still be taken.

    Raises:
        ValueError: they speak of two episodes, or of two stretches of time.
    """
    if len({(one.episode_id, one.range) for one in (base, mine, theirs)}) != 1:
        raise ValueError(f"{base.episode_id}, {mine.episode_id} and {theirs.episode_id} are not one episode")
    woven = weave(base.track, mine.track, theirs.track)
    sides = {Side.BASE: base, Side.MINE: mine, Side.THEIRS: theirs}
    found = [*_phases(woven, sides), *_remarks(sides)]
    found.sort(key=lambda one: (one.range.start_ns, one.range.end_ns, one.id) if one.range else (0, 0, ""))
    return Merge(base, mine, theirs, woven, (*found, *_fields(sides, role)))


def merged(laid: Merge, choices: Choices) -> Document:
    """The document of the proposals and ``choices`` (by id of the difference); open ones stay as THEIRS has them.

    It always tiles, and choosing THEIRS everywhere gives THEIRS unchanged.
    """
    taken = {one.id: _taken(one, choices) for one in laid.differences}
    track, remarks = _track(laid, taken), tuple(_kept_remarks(laid, taken))
    document = replace(laid.theirs, track=track, remarks=remarks)
    for one in laid.differences:
        document = _with_value(document, one.values[taken[one.id]])
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
    base_is_empty = not sides[Side.BASE].track.phases
    for stretch in woven.stretches:
        values: dict[Side, Value] = {side: _touching(sides[side], stretch.range) for side in Side}
        back = stretch.status is Status.OPEN and not base_is_empty
        options = tuple(Side) if back else (Side.MINE, Side.THEIRS)
        yield _difference(
            _phases_id(stretch.range),
            Kind.PHASES,
            stretch.status,
            values=values,
            options=options,
            at=stretch.range,
        )


def _phases_id(stretch: TimeRange) -> str:
    return f"phases:{stretch.start_ns}-{stretch.end_ns}"


def _touching(document: Document, stretch: TimeRange) -> tuple[Phase, ...]:
    """Phases that share time with a stretch, and those on both sides of a cut without length."""
    low, high = stretch.start_ns, max(stretch.end_ns, stretch.start_ns + 1)
    if stretch.start_ns == stretch.end_ns:
        low -= 1
    return tuple(phase for phase in document.track.phases if phase.start_ns < high and low < phase.end_ns)


def _remarks(sides: Mapping[Side, Document]) -> Iterator[Difference]:
    ids = dict.fromkeys(remark.id for document in sides.values() for remark in document.remarks)
    for remark_id in ids:
        values: dict[Side, Value] = {side: document.remark(remark_id) for side, document in sides.items()}
        status = _status(values)
        if status is not None:
            known = next(value for value in values.values() if isinstance(value, Remark))
            yield _difference(
                f"remark:{remark_id}",
                Kind.REMARK,
                status,
                values=values,
                options=_distinct(values),
                at=TimeRange(known.t_ns, known.t_ns),
            )


def _fields(sides: Mapping[Side, Document], role: Role) -> Iterator[Difference]:
    readers: dict[Kind, Callable[[Document], Value]] = {
        Kind.OUTCOME: _outcome,
        Kind.NOTE: _note,
        Kind.PRIVACY: _privacy,
    }
    for kind, read in readers.items():
        values: dict[Side, Value] = {side: read(document) for side, document in sides.items()}
        status = _status(values)
        if status is not None:
            yield _difference(kind.value, kind, status, values=values, options=_distinct(values))
    yield from _review_difference(sides, role)


def _review_difference(sides: Mapping[Side, Document], role: Role) -> Iterator[Difference]:
    """Theirs stands unless the review's own rules still lead from it to mine.

    A verdict was given on other labels than those that stand now: it is never proposed, only offered.
    """
    mine, theirs = _review(sides[Side.MINE]), _review(sides[Side.THEIRS])
    values: dict[Side, Value] = {Side.BASE: _review(sides[Side.BASE]), Side.MINE: mine, Side.THEIRS: theirs}
    status = _status(values)
    if status is None or status is Status.SAME:
        return
    offered = status is not Status.THEIRS and _still_leads(theirs, mine, role)
    if not offered:
        yield Difference(Kind.REVIEW.value, Kind.REVIEW, Status.THEIRS, values, (Side.THEIRS,), Side.THEIRS)
        return
    verdict = mine.state in {State.APPROVED, State.RETURNED}
    status = Status.OPEN if verdict else status
    options = (Side.MINE, Side.THEIRS)
    yield _difference(Kind.REVIEW.value, Kind.REVIEW, status, values=values, options=options)


def _still_leads(theirs: Review, mine: Review, role: Role) -> bool:
    moves = (move for move in MOVES.values() if theirs.state in move.sources and move.target is mine.state)
    own_verdict = mine.state in {State.APPROVED, State.RETURNED} and mine.reviewer == theirs.annotator
    return not own_verdict and any(role in move.roles for move in moves)


def _difference(
    difference_id: str,
    kind: Kind,
    status: Status,
    *,
    values: Mapping[Side, Value],
    options: tuple[Side, ...],
    at: TimeRange | None = None,
) -> Difference:
    proposed = {Status.MINE: Side.MINE, Status.OPEN: None}.get(status, Side.THEIRS)
    if status is Status.SAME:
        options = (Side.THEIRS,)
    return Difference(difference_id, kind, status, values, options, proposed, at)


def _status(values: Mapping[Side, Value]) -> Status | None:
    base, mine, theirs = values[Side.BASE], values[Side.MINE], values[Side.THEIRS]
    if mine == theirs:
        return None if mine == base else Status.SAME
    if theirs == base:
        return Status.MINE
    return Status.THEIRS if mine == base else Status.OPEN


def _distinct(values: Mapping[Side, Value]) -> tuple[Side, ...]:
    """The base is worth offering only where both went away from it."""
    back = values[Side.BASE] not in (values[Side.MINE], values[Side.THEIRS])
    return tuple(Side) if back else (Side.MINE, Side.THEIRS)


def _outcome(document: Document) -> Outcome:
    return Outcome(document.grade, document.reasons)


def _note(document: Document) -> str:
    return document.note


def _privacy(document: Document) -> Privacy:
    return document.privacy


def _review(document: Document) -> Review:
    """NEW counts as a draft: the first edit makes it one, and nobody decides that."""
    state = State.DRAFT if document.state is State.NEW else document.state
    return Review(state, document.annotator, document.reviewer, document.review_reasons)


def _track(laid: Merge, taken: Mapping[str, Side]) -> PhaseTrack:
    chosen = {index: taken[_phases_id(one.range)] for index, one in enumerate(laid.woven.stretches)}
    parts = braid(laid.woven, chosen)
    theirs = laid.theirs.track
    if parts == [(phase.start_ns, phase.end_ns, phase.label) for phase in theirs.phases]:
        return theirs
    tracks = (theirs, laid.mine.track, laid.base.track)
    return named(parts, theirs.range, tracks, space=laid.theirs.episode_id)


def _kept_remarks(laid: Merge, taken: Mapping[str, Side]) -> Iterator[Remark]:
    differing = {one.id: one for one in laid.differences if one.kind is Kind.REMARK}
    yield from (remark for remark in laid.theirs.remarks if f"remark:{remark.id}" not in differing)
    for one in differing.values():
        remark = one.values[taken[one.id]]
        if isinstance(remark, Remark):
            yield remark


def _with_value(document: Document, value: Value) -> Document:
    """With what a side says about the whole episode; phases and remarks are laid in before."""
    match value:
        case Outcome(grade, reasons):
            return replace(document, grade=grade, reasons=reasons)
        case Privacy():
            return replace(document, privacy=value)
        case Review() if value != _review(document):
            return replace(
                document,
                state=value.state,
                annotator=value.annotator,
                reviewer=value.reviewer,
                review_reasons=value.reasons,
            )
        case str():
            return replace(document, note=value)
    return document


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
