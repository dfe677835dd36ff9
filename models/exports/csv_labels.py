"""Labels as CSV: one row a phase, UTF-8, RFC 4180."""

import csv
import io
from collections.abc import Iterable, Sequence
from pathlib import Path

from models.errors import NoLabelsError
from models.exports.files import Export, Labels, NewFile, Options
from models.exports.labelset import LabelSet
from models.exports.rows import COLUMNS, labels_in, losses_of_rows, rows_of

WHAT = "CSV"
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
_BYTE_ORDER_MARK = "\ufeff"


def write(labelsets: Sequence[LabelSet], _root: Path, options: Options) -> Export:
    """Labels of ``labelsets`` as one file."""
    text = csv_labels(labelsets, spreadsheet_safe=options.spreadsheet_safe)
    marked = _BYTE_ORDER_MARK + text if options.spreadsheet_safe else text
    return Export((NewFile("", lambda: marked.encode("utf-8")),), losses_of_rows(labelsets, WHAT))


def csv_labels(labelsets: Iterable[LabelSet], *, spreadsheet_safe: bool = False, header: bool = True) -> str:
    """Labels as CSV text.

    ``phase`` counts from 0. ``start_ns`` and ``end_ns`` are log time, half-open; ``start_s`` and ``end_s`` are seconds
    from the start of the episode with nine digits, exact. Labels, grades and reasons are codes of the taxonomy,
    reasons joined with ";". An episode that was touched but has no phase has one row with empty phase columns, so
    that its grade is not lost; an untouched one has none. ``privacy`` says which must not be passed on: restricted,
    or unchecked.

    Args:
        labelsets: labels by episode.
        spreadsheet_safe: put an apostrophe before texts that a spreadsheet would run as a formula. Such a
            text is not read back as it was written.
        header: begin with the names of the columns.
    """
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    if header:
        writer.writerow(COLUMNS)
    for labels in labelsets:
        for row in rows_of(labels):
            cells = ["" if row.get(name) is None else str(row[name]) for name in COLUMNS]
            writer.writerow([_defused(cell) for cell in cells] if spreadsheet_safe else cells)
    return text.getvalue()


def read(path: Path, _options: Options) -> Labels:
    """The labels in a CSV file with at least the columns label, start_ns and end_ns.

    Raises:
        NoLabelsError: no such table.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = list(csv.DictReader(file))
    except OSError as error:
        raise NoLabelsError("{path} cannot be read: {why}", path=path, why=error.strerror or error) from error
    except (UnicodeDecodeError, csv.Error) as error:
        raise NoLabelsError("{path} is no CSV table: {why}", path=path, why=error) from error
    return labels_in(rows)


def _defused(cell: str) -> str:
    return f"'{cell}" if cell.startswith(_FORMULA_STARTS) else cell
