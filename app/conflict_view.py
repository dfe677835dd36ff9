"""A conflict as the panel and the timeline show it: values only."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from models.errors import KnownError
from models.labelling.document import Document
from models.labelling.merge import Difference, Kind, Merge, Side, Status, merged
from models.labelling.settle import settle
from models.review import Role, State
from models.storage.strands import Strand, is_clash
from models.storage.values import AnswerStatus
from models.taxonomy import Taxonomy
from widgets.conflict_panel import ConflictView, DifferenceLine
from widgets.conflict_words import difference_title, refusal_words, side_word, value_words, when
from widgets.i18n import tr
from widgets.known import error_text
from widgets.timeline.values import DifferenceBar

SIDES = tuple(Side)
Choices = Mapping[str, Side]


def shown_differences(laid: Merge) -> tuple[Difference, ...]:
    """Those that a person looks at, open ones first: what both changed alike needs no eye."""
    shown = [one for one in laid.differences if one.status is not Status.SAME]
    return tuple(sorted(shown, key=lambda one: one.proposed is not None))


def taken(one: Difference, choices: Choices) -> Side | None:
    """The side that counts now, None while nobody chose."""
    chosen = choices.get(one.id)
    return chosen if chosen in one.options else one.proposed


def bars(laid: Merge, choices: Choices, current: str) -> list[DifferenceBar]:
    """Where the readings differ on the timeline."""
    found = []
    for one in shown_differences(laid):
        if one.kind is Kind.PHASES and one.range is not None:
            side = taken(one, choices)
            word = tr("choose") if side is None else side_word(side)
            tier = None if side is None else SIDES.index(side)
            found.append(DifferenceBar(one.id, one.range, tier, word, one.id == current))
    return found


def whole(document: Document) -> Document:
    """Drawn to its end, as a document that somebody has handed over."""
    return replace(document, state=State.SUBMITTED)


def reason_words(strand: Strand) -> str:
    """Why the catalog did not take it, in one sentence."""
    others = names(strand)
    why = strand.refusal.why
    if strand.refusal.status is AnswerStatus.CONFLICT and others:
        return tr("{names} changed this episode first. Your edits are kept until you decide.", names=others)
    if is_clash(strand) and not why.endswith(" holds this episode"):
        return tr("This episode was changed elsewhere first. Your edits are kept until you decide.")
    words = refusal_words(why) or strand.refusal.status.value
    return tr("The catalog refused your edits: {why}. They are kept.", why=words)


def names(strand: Strand) -> str:
    """Who was first, each once."""
    return ", ".join(dict.fromkeys(other.author for other in strand.others))


def people(strand: Strand, now: datetime) -> tuple[tuple[str, str], ...]:
    """Mine and theirs: who, how many edits, when."""
    own = [one.changeset for one in strand.conflicts]
    mine = (
        tr("Mine: {name}", name=own[0].author),
        _edits(len(own), when(own[0].made_at_ns, own[-1].made_at_ns, now)),
    )
    if not strand.others:
        return (mine,)
    stamps = [other.made_at_ns for other in strand.others]
    theirs = tr("Theirs: {name}", name=names(strand))
    return mine, (theirs, _edits(len(stamps), when(min(stamps), max(stamps), now)))


def _edits(count: int, time: str) -> str:
    return tr("1 edit, {time}", time=time) if count == 1 else tr("{n} edits, {time}", n=count, time=time)


def lines(laid: Merge, choices: Choices, taxonomy: Taxonomy, language: str) -> tuple[DifferenceLine, ...]:
    """Every difference with what each side says."""
    origin_ns = laid.theirs.range.start_ns
    return tuple(
        DifferenceLine(
            id=one.id,
            title=difference_title(one, origin_ns, taxonomy, language),
            options=tuple((side, value_words(one, side, taxonomy, language)) for side in one.options),
            taken=taken(one, choices),
            proposed=one.proposed is not None,
        )
        for one in shown_differences(laid)
    )


def why_not(laid: Merge, choices: Choices, taxonomy: Taxonomy, role: Role, language: str) -> str:
    """Why the merged labels cannot be written, "" where they can."""
    try:
        settle(laid.theirs, merged(laid, choices), taxonomy=taxonomy, role=role)
    except KnownError as error:
        return error_text(error, language)
    return ""


def view_of(
    strand: Strand,
    laid: Merge | None,
    choices: Choices,
    *,
    current: str,
    notice: str,
    taxonomy: Taxonomy,
    role: Role,
    language: str,
    now: datetime,
) -> ConflictView:
    """Everything that the panel shows."""
    agreed = sum(one.status is Status.SAME for one in laid.differences) if laid else 0
    return ConflictView(
        reason=reason_words(strand),
        people=people(strand, now),
        lines=lines(laid, choices, taxonomy, language) if laid else (),
        current=current,
        notice=notice,
        why_not=why_not(laid, choices, taxonomy, role, language) if laid else tr("There is nothing to merge"),
        agreed=agreed,
        aside=strand.aside,
    )
