"""Text tables of numbers: CSV, TSV or columns apart by blanks, with a header or without, with stamps or without.

The fields are split and converted by pyarrow; what is decided here is which row names the columns, which column
tells the time, and in which unit.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pcsv
from numpy.typing import NDArray

from models.errors import UnreadableRecordingError
from models.readers.name_stamps import LARGEST_NS, unit_ns
from models.streams import Stamps
from models.timebase import NS_PER_S

LARGEST_NBYTES = 1 << 29
MAX_COLUMNS = 4096
TIMES = (
    "t",
    "time",
    "timestamp",
    "stamp",
    "timestamps",
    "stamps",
    "time_ns",
    "timestamp_ns",
    "stamp_ns",
    "t_ns",
)
_UNITS = {"ns": 1, "us": 1000, "µs": 1000, "ms": 10**6, "s": NS_PER_S, "sec": NS_PER_S, "secs": NS_PER_S}
_UNIT = re.compile(r"(.*?)(?:[\s_]+|[\s_]*[\[(])(ns|us|µs|ms|secs?|s)[\])]?", re.IGNORECASE)
_COUNTERS = frozenset({"frame", "index", "idx", "frame_index", "step", "i", "n", "no", "row", "id"})
_DECIMAL = r"^\s*(?P<sign>[-+]?)(?P<whole>\d{1,19})(?:\.(?P<part>\d*))?\s*$"
_CALENDAR = r"^\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(\.\d{1,9})?(Z|[+-]\d\d:?\d\d)?$"


@dataclass(frozen=True, slots=True, eq=False)
class NumberTable:
    """``values`` float64 (N, columns), NaN where a field is empty or no number; ``stamps_ns`` int64 (N,) ascending,
    None where no column tells the time. ``left_out`` are columns of text, ``flaws`` sentences about the rest.
    """

    names: tuple[str, ...]
    values: NDArray[np.float64]
    stamps_ns: Stamps | None
    left_out: tuple[str, ...] = ()
    flaws: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Text:
    """Rows of fields apart by one ``delimiter``; names are unique."""

    names: tuple[str, ...]
    body: bytes
    delimiter: str


def is_table(head: bytes) -> bool:
    """Whether these first bytes of a file are rows of numbers, perhaps after a header."""
    try:
        text = _split(head)
    except ValueError:
        return False
    first = text.body.split(b"\n", 1)[0].decode("utf-8", "replace").split(text.delimiter)
    return len(first) == len(text.names) and any(_is_number(field) and field.strip() for field in first)


def read_table(path: Path, *, time_column: str | None = None) -> NumberTable:
    """The whole table.

    Args:
        path: text, at most 512 MiB.
        time_column: name of the column of stamps, None to look for it.

    Raises:
        UnreadableRecordingError: no table of numbers.
    """
    try:
        if path.stat().st_size > LARGEST_NBYTES:
            raise ValueError("it is larger than 512 MiB")
        text = _split(path.read_bytes())
        columns, skipped = _columns(text)
    except OSError as error:
        raise UnreadableRecordingError(
            "{path} cannot be read: {why}", path=path, why=error.strerror
        ) from error
    except (ValueError, pa.ArrowException) as error:
        why = str(error).splitlines()[0] if str(error) else "it is no text"
        raise UnreadableRecordingError(
            "The table {path} cannot be read: {why}", path=path, why=why
        ) from error
    flaws = [f"{skipped} rows have another number of fields and are left out"] if skipped else []
    return _table(text.names, columns, time_column, flaws)


def _split(data: bytes) -> _Text:
    """Raises ValueError where the first rows are no table."""
    if b"\0" in data[:4096]:
        raise ValueError("it is no text")
    comment, start = "", 3 if data.startswith(b"\xef\xbb\xbf") else 0
    while data[start : start + 1] in (b"#", b"%", b"\n", b"\r"):
        end = data.find(b"\n", start) + 1 or len(data)
        comment = data[start:end].decode("utf-8", "replace").strip("#% \t\r\n") or comment
        start = end
    end = data.find(b"\n", start) + 1 or len(data)
    first = data[start:end].decode("utf-8", "replace").strip()
    delimiter = next((mark for mark in ",;\t" if mark in first), " ")
    fields = [
        field.strip(" \"'") for field in (first.split() if delimiter == " " else first.split(delimiter))
    ]
    if not fields or not first or len(fields) > MAX_COLUMNS:
        raise ValueError("it has no rows of fields")
    numbers = all(map(_is_number, fields)) and any(fields)
    body = data[start if numbers else end :]
    if delimiter == " ":
        body, delimiter = re.sub(rb"[ \t]+", b",", re.sub(rb"(?m)^[ \t]+|[ \t\r]+$", b"", body)), ","
    named = next(
        (words for words in (_words(comment, ","), comment.split()) if len(words) == len(fields)), fields[:0]
    )
    names = fields if not numbers else named if named else [str(i) for i in range(len(fields))]
    return _Text(_unique(names), body, delimiter)


def _words(text: str, delimiter: str) -> list[str]:
    return [word.strip() for word in text.split(delimiter)]


def _unique(names: Sequence[str]) -> tuple[str, ...]:
    found: dict[str, None] = {}
    for place, name in enumerate(names):
        candidate, number = name or str(place), 1
        while candidate in found:
            number += 1
            candidate = f"{name or place}_{number}"
        found[candidate] = None
    return tuple(found)


def _is_number(field: str) -> bool:
    if not field.strip():
        return True
    try:
        float(field)
    except ValueError:
        return False
    return True


def _columns(text: _Text) -> tuple[list[pa.ChunkedArray], int]:
    """Every column as text, and how many rows did not fit."""
    skipped = 0

    def skip(_row: object) -> str:
        nonlocal skipped
        skipped += 1
        return "skip"

    if not text.body.strip():
        return [pa.chunked_array([], pa.string()) for _ in text.names], 0
    table = pcsv.read_csv(
        pa.BufferReader(text.body),
        pcsv.ReadOptions(column_names=list(text.names), use_threads=False, encoding="latin1"),
        pcsv.ParseOptions(delimiter=text.delimiter, invalid_row_handler=skip),
        pcsv.ConvertOptions(column_types=dict.fromkeys(text.names, pa.string()), strings_can_be_null=True),
    )
    return table.columns, skipped


def _table(
    names: tuple[str, ...], columns: list[pa.ChunkedArray], time_column: str | None, flaws: list[str]
) -> NumberTable:
    numbers = {name: _numbers(column) for name, column in zip(names, columns, strict=True)}
    time = _time_place(names, numbers, time_column)
    kept = [name for i, name in enumerate(names) if i != time and numbers[name] is not None]
    left_out = tuple(name for i, name in enumerate(names) if i != time and numbers[name] is None)
    count = len(columns[0])
    values = np.empty((count, len(kept)))
    for place, name in enumerate(kept):
        values[:, place] = numbers[name]
    if time is None:
        return NumberTable(tuple(kept), values, None, left_out, tuple(flaws))
    stamps_ns, known = _stamps(columns[time], names[time])
    if not known.all():
        flaws.append(f"{np.count_nonzero(~known)} rows have no time and are left out")
        stamps_ns, values = stamps_ns[known], values[known]
    if np.any(np.diff(stamps_ns) < 0):
        flaws.append("The rows are not in the order of their stamps; they were sorted")
        order = np.argsort(stamps_ns, kind="stable")
        stamps_ns, values = stamps_ns[order], values[order]
    return NumberTable(tuple(kept), values, stamps_ns, left_out, tuple(flaws))


def _numbers(column: pa.ChunkedArray) -> NDArray[np.float64] | None:
    """float64 (N,), None of a column that is mostly text."""
    try:
        return _to_float(pc.cast(column, pa.float64()))
    except pa.ArrowException:
        pass
    words = {"true": 1.0, "false": 0.0}
    values = np.full(len(column), np.nan)
    bad = 0
    for row, word in enumerate(column.to_pylist()):
        try:
            values[row] = (
                words[word.strip().lower()]
                if word and word.strip().lower() in words
                else float(word or "nan")
            )
        except ValueError:
            bad += 1
            if bad > 10 and bad > (row + 1) // 2:
                return None
    return values if bad * 2 <= len(column) else None


def _to_float(column: pa.ChunkedArray) -> NDArray[np.float64]:
    return np.asarray(pc.fill_null(column, np.nan).to_numpy(), np.float64)


def _time_name(name: str) -> bool:
    base, _ = _name_and_unit(name)
    return name.lower() in TIMES or base in TIMES


def _name_and_unit(name: str) -> tuple[str, int | None]:
    match = _UNIT.fullmatch(name.strip())
    if match is None or not match[1]:
        return name.strip().lower(), None
    return match[1].strip().lower(), _UNITS[match[2].lower()]


def _time_place(
    names: Sequence[str], numbers: dict[str, NDArray[np.float64] | None], wanted: str | None
) -> int | None:
    """The column that tells the time: the one wanted, one of that name, or the first if it only grows."""
    if wanted is not None:
        return names.index(wanted) if wanted in names else None
    for place, name in enumerate(names):
        if _time_name(name):
            return place
    first = numbers[names[0]]
    if first is None or len(names) < 2 or len(first) < 2 or names[0].lower() in _COUNTERS:
        return None
    return 0 if bool(np.all(np.diff(first) > 0)) else None


def _stamps(column: pa.ChunkedArray, name: str) -> tuple[Stamps, NDArray[np.bool_]]:
    """Stamps of the rows, int64 (N,), and which rows have one. Decimals are read as digits, so that the nanoseconds
    of seconds since 1970 are kept.
    """
    parts = pc.extract_regex(column, _DECIMAL)
    known = np.asarray(pc.is_valid(parts).to_numpy(), np.bool_)
    if not known.any():
        return _calendar_stamps(column)
    whole = _integers(parts, "whole")
    sign = np.where(_strings(parts, "sign") == "-", -1, 1)
    known &= whole >= 0
    unit = _unit(np.where(known, whole, 0), name)
    known &= whole <= LARGEST_NS // unit
    part = pc.utf8_slice_codeunits(pc.utf8_rpad(_field(parts, "part"), 9, "0"), 0, 9)
    decimals = np.asarray(pc.cast(part, pa.int64()).to_numpy(), np.int64)
    stamps_ns: Stamps = sign * (np.where(known, whole, 0) * unit + decimals * unit // NS_PER_S)
    return stamps_ns, known


def _calendar_stamps(column: pa.ChunkedArray) -> tuple[Stamps, NDArray[np.bool_]]:
    """As ``_stamps`` of dates and times after ISO 8601; those that name no zone count as UTC."""
    unknown = np.zeros(len(column), np.int64), np.zeros(len(column), np.bool_)
    words = pc.utf8_trim_whitespace(column)
    words = pc.if_else(pc.match_substring_regex(words, _CALENDAR), words, None)
    for kind in (pa.timestamp("ns", "UTC"), pa.timestamp("ns")):
        try:
            times = pc.cast(pc.cast(words, kind), pa.int64())
        except pa.ArrowException:
            continue
        stamps_ns: Stamps = np.asarray(pc.fill_null(times, -1).to_numpy(), np.int64)
        return stamps_ns, stamps_ns >= 0
    return unknown


def _field(parts: pa.ChunkedArray, name: str) -> pa.ChunkedArray:
    return pc.fill_null(pc.struct_field(parts, name), "")


def _strings(parts: pa.ChunkedArray, name: str) -> NDArray[np.object_]:
    return np.asarray(_field(parts, name).to_numpy(zero_copy_only=False), object)


def _integers(parts: pa.ChunkedArray, name: str) -> NDArray[np.int64]:
    """int64 (N,), -1 where there is none or it is too large."""
    text = _field(parts, name)
    try:
        filled = pc.if_else(pc.equal(text, ""), "-1", text)
        return np.asarray(pc.cast(filled, pa.int64()).to_numpy(), np.int64)
    except pa.ArrowException:
        numbers = (int(word) if word else -1 for word in text.to_pylist())
        return np.array([number if number <= LARGEST_NS else -1 for number in numbers], np.int64)


def _unit(whole: NDArray[np.int64], name: str) -> int:
    """Nanoseconds of one unit: by magnitude, by the name of the column, or by the steps between whole numbers."""
    absolute = unit_ns(int(whole.max(initial=0)))
    named = _name_and_unit(name)[1]
    if absolute is not None and named is None:
        return absolute
    if named is not None:
        return named
    steps = np.diff(whole)
    return 1 if len(steps) and np.median(steps) >= 100_000 else NS_PER_S
