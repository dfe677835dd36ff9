"""Labels as Parquet: the example query of the documents over 300,000 episodes, in a full run 3 million, and the export.

Each episode is made known, labelled twice and handed over or approved, over 60 days at three sites, in files such as
the export writes them. The limit of "success rate per robot and task last month" in DuckDB is one aggregate over the
columns that it needs, each read once; what remains is the last word of each episode. Goal: within 5 times that.

The limit of the export is COPY of the same entries with their bodies and episodes, as text to this process. The export
reads them as JSON and writes columns. Goal: within 10 times that.
"""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import duckdb
import numpy as np
import psycopg
import pyarrow as pa
import pyarrow.parquet as pq

from models.catalog.history import reading_history
from models.catalog.history_files import SCHEMA, export_history
from tests.benchmarks.catalog_made import FULL, LOG_ROWS, REDUCED, many_episodes
from tests.benchmarks.harness import Contest, Measure, Side, Stage, timed
from tests.support.data import ROOT
from tests.support.postgres import as_user

QUERY = (ROOT / "resources" / "queries" / "success_per_robot_and_task.sql").read_text(encoding="utf-8")
_FILES = "read_parquet(getvariable('history') || '/day=*/*.parquet', hive_partitioning = false)"
_ONCE = f"""
select count(distinct site), max(hash(episode_id)), max(seq), max(hash(state)), max(hash(grade)), max("at"),
    max(hash(robot)), max(hash(task)) from {_FILES}
"""
_COPY = """
copy (select l.seq, l.at, l.kind, l.episode_id, l.changeset_id, l.login, e.name, e.task, e.robot, r.body
    from rushes.change_log l left join rushes.revision r using (changeset_id)
    left join rushes.episode e on e.site_id = l.site_id and e.episode_id = l.episode_id
    where l.site_id = 1 and l.seq <= {rows} order by l.seq) to stdout
"""
_SITES, _DAYS = ("sz1", "bj1", "sh2"), 60
_LAST_DAY = datetime(2026, 11, 27, tzinfo=UTC)
_CHANGES = (
    '[{"op": "put_phase", "body": {"id": "%s", "label": "grasp", "start_ns": 0, "end_ns": 2000000000}}]'
)


def history(work: Path, episodes: int) -> Path:
    """A folder as ``export_history`` leaves it, made once."""
    folder = work / "history" / str(episodes)
    if not folder.exists():
        part = folder.with_suffix(".part")
        shutil.rmtree(part, ignore_errors=True)
        for day in range(_DAYS):
            _write_day(part, day, episodes // _DAYS)
        part.rename(folder)
    return folder


def _write_day(folder: Path, day: int, episodes: int) -> None:
    date = _LAST_DAY - timedelta(days=_DAYS - day)
    directory = folder / f"day={date.date().isoformat()}"
    directory.mkdir(parents=True)
    each = episodes // len(_SITES)
    for place, site in enumerate(_SITES):
        table = _day(site, day * each * 4 + 1, each, date, np.random.default_rng(day * 10 + place))
        pq.write_table(table, directory / f"{site}-{day * each * 4 + 1:012d}.parquet", compression="zstd")


def _day(site: str, first: int, count: int, date: datetime, chance: np.random.Generator) -> pa.Table:
    """Four entries an episode, one beside the other as the work went on."""
    ids = [chance.bytes(16).hex() for _ in range(count)]
    uuids = np.array([f"{i[:8]}-{i[8:12]}-{i[12:16]}-{i[16:20]}-{i[20:]}" for i in ids])
    robots = np.array([f"arm-{n:02d}" for n in np.minimum(*chance.integers(0, 24, (2, count)))])
    tasks = np.array([f"task {n}" for n in np.minimum(*chance.integers(0, 40, (2, count)))])
    grades = np.where(chance.random(count) < 0.7, "success", "failure")
    ends = np.where(chance.random(count) < 0.85, "approved", "submitted")
    rows = np.repeat(np.arange(count), 4)
    step = np.tile(np.arange(4), count)
    seq = np.arange(first, first + 4 * count)
    state = np.where(step == 1, "draft", np.where(step == 2, "submitted", ends[rows]))
    changed = [_CHANGES % ids[n] for n in range(count)]
    return pa.table(
        {
            "site": pa.array([site] * len(rows)),
            "seq": seq,
            "at": pa.array(
                np.datetime64(date.replace(tzinfo=None), "us")
                + (np.arange(len(rows)) * (86_000_000_000 // max(len(rows), 1))).astype("timedelta64[us]")
            ).cast(pa.timestamp("us", "UTC")),
            "kind": np.where(step == 0, "episode", "changeset"),
            "episode_id": uuids[rows],
            "changeset_id": pa.array([f"{n:032x}" if n % 4 else "" for n in range(len(rows))]),
            "author": pa.array([f"p{n % 300}" for n in rows]),
            "name": pa.array([f"episode {first + n}" for n in rows]),
            "task": tasks[rows],
            "robot": robots[rows],
            "state": pa.array(state, mask=step == 0),
            "grade": pa.array(grades[rows], mask=step != 1),
            "phases": pa.array(np.where(step == 1, 6, 0), pa.int32()),
            "changes": pa.array([changed[n] if s == 1 else "" for n, s in zip(rows, step, strict=True)]),
        },
        schema=SCHEMA,
    )


@contextmanager
def _query(stage: Stage) -> Iterator[Contest]:
    folder = history(stage.work, FULL if stage.full else REDUCED)
    with duckdb.connect() as connection:
        connection.execute("set variable history = $1", [str(folder)])
        connection.execute("set variable today = $1", [_LAST_DAY.date().isoformat()])
        assert len(connection.execute(QUERY).fetchall()) > len(_SITES)
        every = stage.seldom(reduced=2, full=10)
        yield Contest(
            Side(lambda _: connection.execute(QUERY).fetchall(), every=every),
            limit=Side(lambda _: connection.execute(_ONCE).fetchall(), every=every),
        )


class Exports:
    """The first 20,000 entries of a site, again and again into an empty folder."""

    def __init__(self, url: str, directory: Path) -> None:
        self._url, self._directory = url, directory
        self._link = psycopg.connect(url, autocommit=True)

    def export(self, _number: int) -> None:
        with reading_history(self._url) as past:
            rows = export_history(past, self._directory, anew=True).rows
        assert rows >= LOG_ROWS

    def copy(self, _number: int) -> None:
        with self._link.cursor() as cursor, cursor.copy(_COPY.format(rows=LOG_ROWS).encode()) as copy:
            assert sum(1 for _ in copy) >= LOG_ROWS

    def close(self) -> None:
        self._link.close()


@contextmanager
def _export(stage: Stage) -> Iterator[Contest]:
    with many_episodes(stage, REDUCED) as (_, url):
        directory = Path(tempfile.mkdtemp(prefix="history-", dir=stage.work))
        exports = Exports(as_user(url, "adm"), directory)
        try:
            every = stage.seldom(reduced=8, full=10)
            yield Contest(Side(exports.export, every=every), limit=Side(exports.copy, every=every))
        finally:
            exports.close()
            shutil.rmtree(directory)


MEASURES = (
    Measure("success per robot and task of a month", "ratio_to_limit <= 5", timed(_query)),
    Measure("export of the history", "ratio_to_limit <= 10", timed(_export)),
)
