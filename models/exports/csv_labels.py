"""Labels as CSV: one row a phase, UTF-8, RFC 4180."""

import csv
import io
from collections.abc import Iterable

from models.episode import EpisodeRecord
from models.labelling.document import Document
from models.phases import Phase
from models.timebase import NS_PER_S

COLUMNS = (
    "episode_id",
    "episode",
    "phase",
    "label",
    "start_ns",
    "end_ns",
    "start_s",
    "end_s",
    "grade",
    "reasons",
    "note",
    "state",
    "annotator",
    "reviewer",
    "privacy",
    "retain_until",
)

REASON_SEPARATOR = ";"
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def csv_labels(
    episodes: Iterable[tuple[EpisodeRecord, Document]], *, spreadsheet_safe: bool = False, header: bool = True
) -> str:
    """Labels of ``episodes`` as CSV text.

    ``phase`` counts from 0. ``start_ns`` and ``end_ns`` are log time, half-open; ``start_s`` and ``end_s`` are seconds
    from the start of the episode with nine digits, exact. Labels, grades and reasons are codes of the taxonomy,
    reasons joined with ";". An episode that was touched but has no phase has one row with empty phase columns, so
    that its grade is not lost; an untouched one has none. ``privacy`` says which must not be passed on: restricted,
    or unchecked.

    Args:
        episodes: records with their labels.
        spreadsheet_safe: put an apostrophe before texts that a spreadsheet would run as a formula. Such a
            text is not read back as it was written.
        header: begin with the names of the columns.
    """
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    if header:
        writer.writerow(COLUMNS)
    for record, document in episodes:
        for row in _rows(record, document):
            writer.writerow([_defused(cell) for cell in row] if spreadsheet_safe else row)
    return text.getvalue()


def _rows(record: EpisodeRecord, document: Document) -> Iterable[tuple[str, ...]]:
    before = (record.id, record.name)
    after = (
        document.grade,
        REASON_SEPARATOR.join(document.reasons),
        document.note,
        document.state.value,
        document.annotator,
        document.reviewer,
        document.privacy.flag.value,
        document.privacy.retain_until,
    )
    for index, phase in enumerate(document.track.phases):
        yield (*before, str(index), *_phase_cells(phase, document.range.start_ns), *after)
    if not document.track.phases and _is_touched(document):
        yield (*before, *[""] * 6, *after)


def _phase_cells(phase: Phase, episode_start_ns: int) -> tuple[str, ...]:
    return (
        phase.label,
        str(phase.start_ns),
        str(phase.end_ns),
        _exact_seconds(phase.start_ns - episode_start_ns),
        _exact_seconds(phase.end_ns - episode_start_ns),
    )


def _exact_seconds(offset_ns: int) -> str:
    return f"{offset_ns // NS_PER_S}.{offset_ns % NS_PER_S:09d}"


def _is_touched(document: Document) -> bool:
    return bool(document.grade or document.note or document.remarks) or document.state.value != "new"


def _defused(cell: str) -> str:
    return f"'{cell}" if cell.startswith(_FORMULA_STARTS) else cell
