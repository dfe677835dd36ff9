"""When each sample of a plain folder was taken: by names, by a table of stamps, or by an assumed rate."""

from collections.abc import Sequence

import numpy as np

from models.errors import KnownError
from models.readers.folder_layout import Source, SourceKind
from models.readers.number_table import NumberTable, read_table
from models.readers.plain_episode import Report
from models.streams import Stamps
from models.timebase import NS_PER_S

LATEST_NS = 1 << 62


class Times:
    """Stamps of the sources of one folder, on a common origin.

    Args:
        sources: of the folder.
        tables: numbers by name of the source, as far as they could be read.
        report: gets what had to be assumed.
    """

    def __init__(self, sources: Sequence[Source], tables: dict[str, NumberTable], report: Report) -> None:
        self._report = report
        self._first_number = min(
            (s.numbers[0].number for s in sources if _is_counted(s) and s.what is not SourceKind.VIDEO),
            default=0,
        )
        told = [stamps for s in sources if (stamps := _told(s)) is not None and len(stamps)]
        told += [t.stamps_ns for t in tables.values() if t.stamps_ns is not None and len(t.stamps_ns)]
        self._origin_ns = min((int(stamps[0]) for stamps in told), default=0)

    def of_files(self, source: Source) -> Stamps:
        """One stamp a file, int64 (files,), non-decreasing; fewer where a table of stamps is shorter."""
        given = self._given(source)
        if given is not None:
            return given[: len(source.paths)]
        told = _told(source)
        if told is not None:
            return told
        if len(source.paths) == 1:
            return np.array([self.start_ns(source)], np.int64)
        counted = _is_counted(source)
        numbers = [n.number for n in source.numbers] if counted else list(range(len(source.paths)))
        offset = self._first_number if counted else 0
        return self._at_rate(source, np.array(numbers, np.int64) - offset)

    def of_rows(self, source: Source, table: NumberTable) -> Stamps:
        """One stamp a row, int64 (rows,), non-decreasing; fewer where a table of stamps is shorter."""
        given = self._given(source)
        if given is not None:
            return given[: len(table.values)]
        if table.stamps_ns is not None:
            return table.stamps_ns + (source.start_ns or 0 if len(table.stamps_ns) else 0)
        return self._at_rate(source, np.arange(len(table.values)))

    def of_pictures(self, source: Source) -> Stamps | None:
        """Stamps of a video's pictures where a table tells them."""
        return self._given(source)

    def start_ns(self, source: Source) -> int:
        """Stamp of the first sample of a source whose file tells only the time since."""
        if source.start_ns is not None:
            return source.start_ns
        told = _told(source)
        return self._origin_ns if told is None else int(told[0])

    def _at_rate(self, source: Source, places: Stamps) -> Stamps:
        if source.rate_hz is None:
            self._report.warn(
                "assumed_rate",
                "Nothing tells the time of the samples; one a second was assumed",
                stream=source.name,
            )
        period_ns = NS_PER_S if source.rate_hz is None else NS_PER_S / source.rate_hz
        start_ns = self.start_ns(source)
        stamps_ns: Stamps = np.rint(places * period_ns).clip(0, LATEST_NS).astype(np.int64) + start_ns
        return stamps_ns

    def _given(self, source: Source) -> Stamps | None:
        if source.stamps is None:
            return None
        try:
            stamps_ns = _stamp_column(read_table(source.stamps))
        except KnownError as error:
            self._report.warn("stamps_missing", str(error), stream=source.name)
            return None
        if len(stamps_ns) < len(source.paths):
            self._report.warn(
                "stamps_missing",
                f"There are {len(stamps_ns)} stamps for {len(source.paths)} files",
                stream=source.name,
            )
        return stamps_ns


def _is_counted(source: Source) -> bool:
    return bool(source.numbers) and source.numbers[0].stamp_ns is None


def _told(source: Source) -> Stamps | None:
    """Stamps in the names of the files."""
    stamps = [number.stamp_ns for number in source.numbers]
    if not stamps or None in stamps or len(stamps) != len(source.paths):
        return None
    return np.array(stamps, np.int64)


def _stamp_column(table: NumberTable) -> Stamps:
    """The stamps of a table of stamps: its column of time, or its only one.

    Raises:
        KnownError: it has none.
    """
    if table.stamps_ns is not None:
        return table.stamps_ns
    raise KnownError("A table of stamps has no column that tells the time")
