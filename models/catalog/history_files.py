"""The history of labels as Parquet, a folder a day, for DuckDB, Spark and the like.

``DIR/day=2026-11-27/SITE-000000000001.parquet``: the name holds the site and the first number of the log in the file.
``DIR/history.json`` says how far each site was followed. What a run that was cut off has written is written again by
the next one under the same names; a withdrawn episode is taken out of the files that are there.
"""

import json
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from models.catalog.history import History, HistoryRow
from models.errors import CatalogError
from models.media.disk import write_whole

STATE_NAME = "history.json"
SCHEMA = pa.schema(
    [
        ("site", pa.string()),
        ("seq", pa.int64()),
        ("at", pa.timestamp("us", "UTC")),
        *(
            (name, pa.string())
            for name in ("kind", "episode_id", "changeset_id", "author", "name", "task", "robot")
        ),
        ("state", pa.string()),
        ("grade", pa.string()),
        ("phases", pa.int32()),
        ("changes", pa.string()),
    ]
)
_FILE_ROWS = 200_000


@dataclass(frozen=True, slots=True)
class HistoryReport:
    """``rows`` new entries in ``files``; ``withdrawn`` episodes were taken out of older files."""

    rows: int
    files: int
    withdrawn: int


def export_history(
    history: History,
    directory: Path,
    *,
    anew: bool = False,
    progress: Callable[[int, int], None] | None = None,
) -> HistoryReport:
    """Bring ``directory`` up to the heads of ``history``; only what is new is read.

    Args:
        history: see ``reading_history``.
        directory: made where it is missing.
        anew: throw away what is there first, for instance after the catalog was restored from a backup.
        progress: told (done, total) entries.

    Raises:
        CatalogError: the folder holds another catalog's history or another past of this one, or cannot be written.
    """
    try:
        directory.mkdir(parents=True, exist_ok=True)
        if anew:
            _empty(directory)
        return _Export(history, directory, progress or (lambda _done, _total: None)).run()
    except OSError as error:
        raise CatalogError(
            "The history in {path} cannot be written: {why}", path=directory, why=error.strerror or error
        ) from error


class _Export:
    """One run."""

    def __init__(self, history: History, directory: Path, progress: Callable[[int, int], None]) -> None:
        self._history = history
        self._directory = directory
        self._progress = progress
        self._state: dict[str, Any] = _read_state(directory)
        self._total = sum(max(site.head - self._reached(site.code), 0) for site in history.sites)
        self._done = self._files = 0
        self._withdrawn: set[str] = set()

    def run(self) -> HistoryReport:
        self._refuse_another_past()
        for site in self._history.sites:
            for rows in self._batches(site.code, site.head):
                self._write(site.code, rows)
                self._keep(site.code, rows[-1].seq)
        if self._withdrawn:
            _take_out(self._directory, self._withdrawn)
        return HistoryReport(self._done, self._files, len(self._withdrawn))

    def _refuse_another_past(self) -> None:
        known = self._state.get("catalog_id", self._history.catalog_id)
        if (
            known != self._history.catalog_id
            or self._state.get("epoch", self._history.epoch) != self._history.epoch
        ):
            raise self._other_past()
        for code, reached in self._sites().items():
            if reached["seq"] and self._history.chain_at(code, reached["seq"]) != reached["chain"]:
                raise self._other_past()

    def _other_past(self) -> CatalogError:
        return CatalogError(
            "{path} holds the history of another catalog, or of this one before it was restored; write it anew "
            "with --anew, or into another folder",
            path=self._directory,
        )

    def _batches(self, code: str, head: int) -> Iterator[list[HistoryRow]]:
        """Of one day each, as the log has them."""
        waiting: list[HistoryRow] = []
        after = self._reached(code)
        while after < head and (page := self._history.rows(code, after=after, up_to=head)):
            after = page[-1].seq
            for row in page:
                if waiting and (row.at.date() != waiting[-1].at.date() or len(waiting) >= _FILE_ROWS):
                    yield waiting
                    waiting = []
                waiting.append(row)
        if waiting:
            yield waiting

    def _write(self, code: str, rows: list[HistoryRow]) -> None:
        self._withdrawn.update(row.episode_id for row in rows if row.kind == "withdrawn")
        folder = self._directory / f"day={rows[0].at.date().isoformat()}"
        folder.mkdir(exist_ok=True)
        _write_whole(folder / f"{code}-{rows[0].seq:012d}.parquet", table_of(code, rows))
        self._files += 1
        self._done += len(rows)
        self._progress(self._done, self._total)

    def _keep(self, code: str, seq: int) -> None:
        chain = self._history.chain_at(code, seq)
        self._state = {
            "catalog_id": self._history.catalog_id,
            "epoch": self._history.epoch,
            "sites": {**self._sites(), code: {"seq": seq, "chain": chain}},
        }
        write_whole(self._directory / STATE_NAME, json.dumps(self._state, indent=1, ensure_ascii=False))

    def _sites(self) -> dict[str, dict[str, Any]]:
        return dict(self._state.get("sites", {}))

    def _reached(self, code: str) -> int:
        return int(self._sites().get(code, {}).get("seq", 0))


def table_of(code: str, rows: list[HistoryRow]) -> pa.Table:
    """Rows of one site as a table of ``SCHEMA``."""
    names = [field.name for field in fields(HistoryRow)]
    columns = {name: [getattr(row, name) for row in rows] for name in names}
    return pa.table({"site": [code] * len(rows), **columns}, schema=SCHEMA)


def _write_whole(path: Path, table: pa.Table) -> None:
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        pq.write_table(table, part, compression="zstd")
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


def _take_out(directory: Path, episode_ids: set[str]) -> None:
    """Entries of withdrawn episodes lose all that tells of their content."""
    gone = pa.array(sorted(episode_ids))
    for path in sorted(directory.glob("day=*/*.parquet")):
        table = pq.read_table(path, schema=SCHEMA)
        hit = pc.is_in(table["episode_id"], value_set=gone)
        if pc.any(hit).as_py():
            _write_whole(path, _emptied(table, hit))


def _emptied(table: pa.Table, hit: pa.ChunkedArray) -> pa.Table:
    for name in ("author", "name", "task", "robot", "changes", "state", "grade"):
        blank = None if name in {"state", "grade"} else ""
        column = pc.if_else(hit, pa.scalar(blank, pa.string()), table[name])
        table = table.set_column(table.schema.get_field_index(name), name, column)
    return table


def _empty(directory: Path) -> None:
    for path in directory.glob("day=*/*.parquet"):
        path.unlink()
    for folder in directory.glob("day=*"):
        folder.rmdir()
    (directory / STATE_NAME).unlink(missing_ok=True)


def _read_state(directory: Path) -> dict[str, Any]:
    path = directory / STATE_NAME
    if not path.exists():
        return {}
    try:
        state = json.loads(path.read_text(encoding="utf-8"))
    except ValueError as error:
        raise CatalogError("{path} cannot be read: {why}", path=path, why=error) from error
    return state if isinstance(state, dict) else {}
