"""The pictures of the tables: bars where the ratios are, goals marked, rows that missed them in another colour."""

import xml.etree.ElementTree as ET
from pathlib import Path

from tests.benchmarks.charts import draw, svg, x_of
from tests.benchmarks.rows import Row

MET = Row("seek <720p>", "ms", 5, 6, "ratio_to_peer <= 1", "cv2", 10, 4)
MISSED = Row("play", "ms", 50, 60, "ratio_to_limit <= 2", limit_median=10)
ALONE = Row("drift", "of all", 0, 0, "median == 0")


def test_a_bar_reaches_from_one_to_its_ratio_and_the_goal_is_marked():
    root = ET.fromstring(svg("seeking", [MISSED]))
    bars = [rect for rect in root.iter("{http://www.w3.org/2000/svg}rect") if rect.get("height") == "9"]
    assert len(bars) == 1
    assert float(bars[0].get("x", "0")) == round(x_of(1.0), 1)
    assert float(bars[0].get("x", "0")) + float(bars[0].get("width", "0")) > x_of(4.9)
    goals = [
        line for line in root.iter("{http://www.w3.org/2000/svg}line") if line.get("stroke-width") == "2"
    ]
    assert [float(line.get("x1", "0")) for line in goals] == [round(x_of(2.0), 1)]


def test_names_are_safe_and_a_missed_row_is_red():
    text = svg("seeking", [MET, MISSED])
    assert "seek &lt;720p&gt;" in text
    names = {
        node.text: node.get("fill") for node in ET.fromstring(text).iter("{http://www.w3.org/2000/svg}text")
    }
    assert names["play"] != names["seek <720p>"]


def test_only_tables_with_something_to_compare_are_drawn(tmp_path: Path):
    written = draw({"seeking": [MET], "drift": [ALONE]}, tmp_path / "bench")
    assert [path.name for path in written] == ["seeking.svg"]
    assert written[0].read_text().startswith("<svg")


def test_what_is_beyond_the_axis_stands_at_its_end():
    assert x_of(1e-9) == x_of(0.001) < x_of(0.5) < x_of(1.0) < x_of(1e9) == x_of(100.0)
