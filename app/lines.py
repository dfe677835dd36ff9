"""A row of the store as a line of the list of episodes."""

from models.review import State
from models.storage.rows import EpisodeRow
from widgets.episode_row import EpisodeLine
from widgets.i18n import tr


def episode_line(row: EpisodeRow) -> EpisodeLine:
    """A row of the store as a line of the list."""
    record = row.record
    return EpisodeLine(
        id=record.id,
        name=record.name,
        task=record.task,
        duration_ns=record.end_ns - record.start_ns,
        state=row.state,
        grade=row.grade,
        annotator=row.annotator,
        detail=_detail(row),
        pending=row.pending,
        problem_count=record.problems,
    )


def _detail(row: EpisodeRow) -> str:
    if row.conflicts:
        return tr("conflict")
    if row.state in {State.DRAFT, State.RETURNED} and row.phases:
        return tr("{n} phases", n=row.phases)
    return ""
