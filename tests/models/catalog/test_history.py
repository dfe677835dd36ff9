"""The history of labels as Parquet, out of both homes."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import duckdb
import pyarrow.parquet as pq
import pytest

from models.catalog import history
from models.catalog.history import HistoryRow, reading_history
from models.catalog.history_files import SCHEMA, export_history, table_of
from models.errors import CatalogError
from tests.support.catalogs import (
    OTHER,
    Crowd,
    Home,
    chain,
    changeset,
    episode,
    set_field,
    sqlite_home,
    withdraw,
)
from tests.support.data import ROOT

QUERY = (ROOT / "resources" / "queries" / "success_per_robot_and_task.sql").read_text(encoding="utf-8")


def url_of(home: Home) -> str:
    """Of somebody who may read both sites."""
    return home.url if home.name == "sqlite" else home.login("eve")


def exported(home: Home, directory: Path, *, anew: bool = False) -> list[dict[str, object]]:
    """All rows in the folder after an export, by site and number."""
    with reading_history(url_of(home)) as past:
        export_history(past, directory, anew=anew)
    rows = [
        row
        for path in directory.glob("day=*/*.parquet")
        for row in pq.read_table(path, schema=SCHEMA).to_pylist()
    ]
    return sorted(rows, key=lambda row: (row["site"], row["seq"]))


def test_every_entry_of_every_site_is_there_once(home: Home, crowd: Crowd, tmp_path: Path) -> None:
    record, other = episode("pick 1"), episode("pick 2")
    crowd.push(chain(record.id, 3), {record.id: record})
    crowd.push([changeset(other.id, set_field("grade", "success"))], {other.id: other}, OTHER)

    rows = exported(home, tmp_path)

    assert [(row["site"], row["seq"], row["kind"]) for row in rows] == [
        *(("main", n, "episode" if n == 1 else "changeset") for n in (1, 2, 3, 4)),
        ("other", 1, "episode"),
        ("other", 2, "changeset"),
    ]
    assert {row["name"] for row in rows} == {"pick 1", "pick 2"}
    assert rows[-1]["grade"] == "success"
    assert rows[-1]["author"] == "ann"
    assert abs(rows[0]["at"] - datetime.now(UTC)) < timedelta(hours=1)  # type: ignore[operator]


def test_only_what_is_new_is_written_by_the_next_run(
    home: Home, crowd: Crowd, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(f"{history.__name__}_{home.name}.PAGE_ROWS", 2)
    edits = chain(episode().id, 9)
    crowd.push(edits[:4])
    first = exported(home, tmp_path)
    files = set(tmp_path.glob("day=*/*"))
    crowd.push(edits[4:])

    assert [row["changeset_id"] for row in first] == [e.id for e in edits[:4]]
    assert [row["changeset_id"] for row in exported(home, tmp_path)] == [e.id for e in edits]
    assert files < set(tmp_path.glob("day=*/*"))
    with reading_history(url_of(home)) as past:
        assert export_history(past, tmp_path).rows == 0


def test_a_run_that_was_cut_off_leaves_nothing_twice(home: Home, crowd: Crowd, tmp_path: Path) -> None:
    edits = chain(episode().id, 6)
    crowd.push(edits[:3])
    exported(home, tmp_path)
    (tmp_path / "history.json").unlink()
    crowd.push(edits[3:])

    assert [row["seq"] for row in exported(home, tmp_path)] == [1, 2, 3, 4, 5, 6]


def test_a_withdrawn_episode_is_taken_out_of_old_files(home: Home, crowd: Crowd, tmp_path: Path) -> None:
    gone, kept = episode("gone"), episode("kept")
    for record in (gone, kept):
        crowd.push([changeset(record.id, set_field("note", f"of {record.name}"))], {record.id: record})
    exported(home, tmp_path)
    withdraw(home, gone.id)

    rows = exported(home, tmp_path)

    of_gone = [row for row in rows if row["episode_id"] == gone.id]
    assert [row["kind"] for row in of_gone] == ["episode", "changeset", "withdrawn"]
    assert {row["changes"] + row["name"] for row in of_gone} == {""}  # type: ignore[operator]
    assert any("of kept" in str(row["changes"]) for row in rows)


def test_another_past_is_refused_until_it_is_asked_for(crowd: Crowd, home: Home, tmp_path: Path) -> None:
    crowd.push(chain(episode().id, 2))
    folder = tmp_path / "history"
    exported(home, folder)
    (tmp_path / "another").mkdir()
    another = sqlite_home(tmp_path / "another")

    with pytest.raises(CatalogError, match="another catalog"):
        exported(another, folder)
    assert exported(another, folder, anew=True) == []


def test_the_example_query_answers(tmp_path: Path) -> None:
    day = datetime(2026, 10, 14, 12, tzinfo=UTC)
    made = [
        *_life("e1", "g1", "pick", "success", day),
        *_life("e2", "g1", "pick", "failure", day),
        *_life("e3", "g1", "fold", "success", day),
        *_life("e4", "g1", "fold", "success", day - timedelta(days=40)),
        *_life("e5", "g1", "fold", "failure", day, approved=False),
    ]
    folder = tmp_path / "day=2026-10-14"
    folder.mkdir()
    rows = [row(n) for n, row in enumerate(made, 1)]
    pq.write_table(table_of("main", rows), folder / "main-000000000001.parquet")

    with duckdb.connect() as connection:
        connection.execute("set variable history = $1", [str(tmp_path)])
        connection.execute("set variable today = '2026-11-27'")
        answer = connection.execute(QUERY).fetchall()

    assert answer == [("g1", "fold", 1, 1.0), ("g1", "pick", 2, 0.5)]


def _life(
    episode_id: str, robot: str, task: str, grade: str, at: datetime, *, approved: bool = True
) -> list[Callable[[int], HistoryRow]]:
    """Labelled, graded wrongly at first, and approved."""
    other = "success" if grade == "failure" else "failure"
    steps = [("draft", other), ("submitted", grade), *([("approved", None)] if approved else [])]
    return [
        lambda seq, state=state, given=given: HistoryRow(
            seq=seq,
            at=at,
            kind="changeset",
            episode_id=episode_id,
            changeset_id=f"{episode_id}-{state}",
            author="ann",
            name=episode_id,
            task=task,
            robot=robot,
            state=state,
            grade=given,
            phases=0,
            changes="[]",
        )
        for state, given in steps
    ]
