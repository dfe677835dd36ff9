"""Parquet files with a damaged part: the rows that remain are shown, with their own numbers."""

from pathlib import Path

import numpy as np
import pyarrow.parquet as pq
import pytest

from models.readers import Episode, open_episode
from models.streams import SignalStream
from tests.support.lerobot_factory import CAMERA, Recipe, write_dataset
from tests.support.video_factory import read_number

ROWS, GROUP = 40, 10


def damage(path: Path, *, group: int, columns: list[str]) -> None:
    """Overwrite a column of one row group."""
    meta = pq.read_metadata(path).row_group(group)
    data = bytearray(path.read_bytes())
    for number in range(meta.num_columns):
        column = meta.column(number)
        if any(column.path_in_schema in (name, f"{name}.list.element") for name in columns):
            start = column.dictionary_page_offset or column.data_page_offset
            data[start : start + column.total_compressed_size] = b"\xff" * column.total_compressed_size
    path.write_bytes(data)


def codes(episode: Episode) -> set[str]:
    return {problem.code for problem in episode.summary.problems}


def dataset(folder: Path, version: str) -> tuple[Path, Path]:
    root = write_dataset(folder, Recipe(version=version, lengths=(ROWS,), row_group_size=GROUP))
    (data,) = root.glob("data/*/*.parquet")
    return root, data


@pytest.mark.parametrize("version", ["v2.1", "v3.0"])
def test_a_damaged_row_group_leaves_the_others(version: str, tmp_path: Path) -> None:
    root, data = dataset(tmp_path, version)
    damage(data, group=1, columns=pq.read_schema(data).names)
    with open_episode(root) as episode:
        index = episode.streams["index"]
        assert isinstance(index, SignalStream)
        kept = [*range(GROUP), *range(2 * GROUP, ROWS)]
        assert index.block().values[:, 0].tolist() == kept
        assert codes(episode) & {"rows_lost", "data_damaged"}
        camera = episode.streams[CAMERA]
        assert [read_number(camera.sample(i).rgb) for i in (9, 10, 29)] == [9, 20, 39]


def test_a_damaged_part_of_one_column_is_left_empty(tmp_path: Path) -> None:
    root, data = dataset(tmp_path, "v2.1")
    whole = np.array(pq.read_table(data, partitioning=None).column("observation.state").to_pylist())
    damage(data, group=2, columns=["observation.state"])
    with open_episode(root) as episode:
        state = episode.streams["observation.state"]
        assert isinstance(state, SignalStream)
        values = state.block().values
        assert np.isnan(values[20:30]).all()
        np.testing.assert_array_equal(values[:20], whole[:20])
        np.testing.assert_array_equal(values[30:], whole[30:])
        assert episode.streams["index"].info.count == ROWS
