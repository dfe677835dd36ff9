"""A row of the store as a line of the list of episodes."""

from datetime import datetime

from models.review import ANSWERING, Role, State
from models.search import Concern, Order, concern_of
from models.storage.rows import EpisodeRow
from models.timebase import NS_PER_S
from widgets.episode_row import EpisodeLine
from widgets.i18n import tr

TO_DO = frozenset({State.NEW, State.DRAFT, State.RETURNED})
_FIRST_DATE_NS = 946_684_800 * NS_PER_S


def episode_line(row: EpisodeRow, order: Order = Order.NAME, role: Role = Role.ANNOTATOR) -> EpisodeLine:
    """A row of the store as a line of the list that stands in an order, for somebody of a role."""
    record = row.record
    return EpisodeLine(
        id=record.id,
        name=record.name,
        task=record.task,
        duration_ns=record.end_ns - record.start_ns,
        state=row.state,
        grade=row.grade,
        annotator=row.annotator,
        detail=_detail(row, role),
        pending=row.pending,
        problem_count=record.problems,
        aside=_aside(row, order),
    )


def _aside(row: EpisodeRow, order: Order) -> str:
    """By what the order goes where the line says it nowhere else; stamps that begin at zero are no dates."""
    if order is Order.UNSURE and row.least_pm is not None:
        return f"{row.least_pm / 10:.0f} %"
    if order is Order.ANNOTATOR:
        return row.annotator
    if order is Order.RECORDED and row.record.start_ns >= _FIRST_DATE_NS:
        return f"{datetime.fromtimestamp(row.record.start_ns // NS_PER_S):%Y-%m-%d}"
    return ""


def _detail(row: EpisodeRow, role: Role) -> str:
    if row.conflicts:
        return tr("conflict")
    if role in ANSWERING and row.concern & (concern_of("question", role) or Concern.NONE):
        return tr("question for you")
    if row.state in TO_DO and row.concern & Concern.ANSWERED:
        return tr("answered")
    if row.concern & Concern.ASKED:
        return tr("question")
    if row.state in {State.DRAFT, State.RETURNED} and row.phases:
        return tr("{n} phases", n=row.phases)
    return ""
