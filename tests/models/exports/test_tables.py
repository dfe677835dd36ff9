"""CSV and Parquet keep labels exactly; DuckDB and pyarrow read the second as it was meant."""

from pathlib import Path

import duckdb
import pyarrow.parquet as pq
import pytest
from hypothesis import given

from models.errors import KnownError
from models.exports import csv_labels, parquet_labels
from models.exports.files import Options
from models.exports.rows import COLUMNS
from tests.support.label_sets import Case, cases, imported, plain_case, some, without_ids

TABLES = [csv_labels, parquet_labels]


@pytest.mark.parametrize("table", TABLES)
@some
@given(case=cases())
def test_what_is_read_is_what_was_written(table, case: Case, tmp_path_factory: pytest.TempPathFactory):
    path = tmp_path_factory.mktemp("table") / "labels"
    export = table.write([case.labels], path, Options())
    path.write_bytes(export.files[0].content())
    answer = table.read(path, Options())(case.base)
    assert answer is not None
    assert (export.losses.sentences, answer.losses.sentences) == ((), ())
    assert without_ids(imported(case, answer)) == without_ids(case.document)


def test_parquet_has_the_columns_with_their_types(tmp_path: Path):
    case = plain_case()
    path = tmp_path / "labels.parquet"
    path.write_bytes(parquet_labels.write([case.labels], path, Options()).files[0].content())
    schema = pq.read_schema(path)
    assert schema.names == list(COLUMNS)
    (row,) = duckdb.sql(f"SELECT count(*), sum(end_ns - start_ns) FROM '{path}'").fetchall()
    assert row == (len(case.document.track.phases), case.document.range.duration_ns)


def test_a_table_without_times_is_refused(tmp_path: Path):
    path = tmp_path / "a.csv"
    path.write_text("label,begin\ngrasp,1\n", encoding="utf-8")
    with pytest.raises(KnownError, match="no column start_ns"):
        csv_labels.read(path, Options())


def test_a_table_of_another_episode_is_taken_only_where_asked(tmp_path: Path):
    path = tmp_path / "a.csv"
    path.write_text("episode,label,start_ns,end_ns\nother,grasp,0,33333333\n", encoding="utf-8")
    case = plain_case()
    labels = csv_labels.read(path, Options())
    assert labels(case.base) is None
    taken = labels(case.base, anyway=True)
    assert taken is not None
    assert [segment.code for segment in taken.labels.segments] == ["grasp"]
