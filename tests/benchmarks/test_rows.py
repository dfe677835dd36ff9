import json

import pytest

from tests.benchmarks.rows import Row, measured, table, write

KEYS = {
    "name", "unit", "median", "p95", "peer", "peer_median", "limit_median", "ratio_to_peer", "ratio_to_limit", "goal",
    "met",
}  # fmt: skip


def test_a_goal_is_judged_by_its_figures():
    row = measured("seek", "ms", [2, 3, 4], goal="ratio_to_peer <= 0.5", peer="cv2", peer_values=[6, 6, 7])
    assert row.met
    assert not Row("seek", "ms", 4, 5, "ratio_to_peer <= 0.5", "cv2", 6).met
    assert Row("seek", "ms", 4, 5, "ratio_to_limit <= 2 and median < 5", limit_median=2).met


def test_a_peer_that_could_not_run_is_no_victory():
    row = measured("seek", "ms", [2.0], goal="median < 5", peer="decord")
    assert row.peer_median is None
    assert not row.met


def test_scripts_find_every_key(tmp_path):
    rows = [Row("open", "ms", 4, 5, "median < 10")]
    write(rows, tmp_path / "bench.json")
    written = json.loads((tmp_path / "bench.json").read_text())
    assert set(written["rows"][0]) == KEYS
    assert written["rows"][0]["met"] is True


@pytest.mark.parametrize("column", ["what", "met", "x peer"])
def test_the_table_has_a_head(column: str):
    assert column in table([Row("open", "ms", 4, 5, "median < 10")])
