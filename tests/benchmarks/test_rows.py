import json

import pytest

from tests.benchmarks.rows import Row, measured, table, write

KEYS = {
    "name", "unit", "median", "p95", "peer", "peer_median", "limit_median", "ratio_to_peer", "ratio_to_limit", "goal",
    "met", "n", "peer_n", "took_s",
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


@pytest.mark.parametrize("column", ["what", "met", "x peer", "n"])
def test_the_table_has_a_head(column: str):
    assert column in table([Row("open", "ms", 4, 5, "median < 10")])


def test_the_table_says_of_how_many_actions_a_row_is():
    few = measured("seek", "ms", [2.0] * 200, goal="median < 5", peer="cv2", peer_values=[6.0] * 67)
    same = measured("step", "ms", [2.0] * 200, goal="median < 5", peer="decord", peer_values=[6.0] * 200)
    derived = measured("late", "of all", [0.0], goal="median == 0", actions=30)
    assert (few.n, few.peer_n, same.n, derived.n) == (200, 67, 200, 30)
    _, first, second, third = table([few, same, derived]).splitlines()
    assert first.split()[-4:] == ["200", "cv2", "(n", "67)"]
    assert second.split()[-2:] == ["200", "decord"]
    assert third.split()[-2:] == ["30", "-"]
