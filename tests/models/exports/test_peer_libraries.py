"""Exported labels, read by the libraries of those who use them: LeRobot's own, and Label Studio's.

They bring PyTorch and another OpenCV, so they lie in an environment of their own, which ``make test-peers`` makes.
"""

import json
import os
import subprocess
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from models.exports.files import Options
from tests.models.exports.test_label_studio import laned as task_with_lanes
from tests.models.exports.test_label_studio import written
from tests.models.exports.test_lerobot_labels import LENGTHS, labelled, taken
from tests.support.data import ROOT
from tests.support.label_sets import Case, case_of, imported
from tests.support.lerobot_factory import TASKS, Recipe, write_dataset
from tests.support.placed import placed, records_of, stamps_of

PYTHON = os.environ.get("RUSHES_TEST_PEERS", "")
SCRIPTS = ROOT / "tests/support/peers"

pytestmark = pytest.mark.skipif(
    not PYTHON, reason="needs LeRobot's library and Label Studio's: make test-peers"
)


def told(script: str, *arguments: object, home: Path) -> Any:
    """The last line that a script prints; nothing is asked of a hub."""
    done = subprocess.run(
        [PYTHON, str(SCRIPTS / f"{script}.py"), *map(str, arguments)],
        env={**os.environ, "HF_HUB_OFFLINE": "1", "HF_HOME": str(home)},
        capture_output=True, text=True, timeout=280, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-3000:]
    return json.loads(done.stdout.splitlines()[-1])


def spans_of(case: Case) -> list[tuple[str, float, float]]:
    """Its phases by name, in the float32 seconds of the rows on which they begin; the last ends with the last row."""
    stamps_ns = [int(t_ns) for t_ns in case.frames.stamps_ns]
    seconds = [float(np.float32((t_ns - stamps_ns[0]) / 1e9)) for t_ns in stamps_ns]
    starts = [seconds[stamps_ns.index(phase.start_ns)] for phase in case.document.track.phases]
    names = [f"Name of {phase.label}" for phase in case.document.track.phases]
    return list(zip(names, starts, [*starts[1:], seconds[-1]], strict=True))


@pytest.mark.parametrize("version", ["v2.1", "v3.0"])
def test_lerobot_reads_every_encoding_of_the_phases(version: str, tmp_path: Path):
    root = write_dataset(tmp_path / "set", Recipe(version=version, lengths=LENGTHS, row_group_size=30))
    first, last = labelled(root)
    placed("lerobot", [first.labels, last.labels], root, tmp_path / "out")
    read = told("lerobot_reads", tmp_path / "out", home=tmp_path)
    assert [len(episode["times_s"]) for episode in read["episodes"]] == list(LENGTHS)
    for number, case in ((0, first), (2, last)):
        episode = read["episodes"][number]
        assert episode["task"] == TASKS[number % len(TASKS)]
        assert [span[0] for span in episode["spans"]] == [name for name, _, _ in spans_of(case)]
        assert [span[1:] for span in episode["spans"]] == [list(times) for _, *times in spans_of(case)]
        if version == "v3.0":
            by_row = [read["subtasks"][number] for number in episode["subtasks"]]
            assert by_row == [name_at(spans_of(case), at_s) for at_s in episode["times_s"]]
    assert [any(episode["success"]) for episode in read["episodes"]] == [True, False, False]
    assert read["episodes"][1]["spans"] == []
    stages = {"0": first, "2": last} if version == "v3.0" else {}
    assert read["stages"] == {
        number: [name for name, _, _ in spans_of(case)] for number, case in stages.items()
    }


def name_at(spans: list[tuple[str, float, float]], at_s: float) -> str:
    """Of the phase at a row."""
    return [name for name, start_s, _ in spans if start_s <= at_s][-1]


def test_what_its_converter_made_of_v21_gives_the_same_labels_again(tmp_path: Path):
    root = write_dataset(tmp_path / "set", Recipe(version="v2.1", lengths=LENGTHS))
    cases = labelled(root)
    placed("lerobot", [case.labels for case in cases], root, tmp_path / "out", Options(plain=True))
    told("lerobot_reads", tmp_path / "out", home=tmp_path)
    assert json.loads((tmp_path / "out/meta/info.json").read_text("utf-8"))["codebase_version"] == "v3.0"
    for case in cases:
        again = imported(case, taken(case, tmp_path / "out"))
        assert [(p.start_ns, p.end_ns) for p in again.track.phases] == [
            (p.start_ns, p.end_ns) for p in case.document.track.phases
        ]
        assert again.grade == ("success" if case is cases[0] else "")


def test_a_set_that_its_own_writer_made_is_labelled_and_read_again(tmp_path: Path):
    assert told("lerobot_makes", tmp_path / "set", 20, 30, home=tmp_path) == 2
    first, second = records_of(tmp_path / "set")
    assert first.task == "put the cup on the shelf"
    case = case_of(second, stamps_of(second), {0: "idle", 7: "grasp"}, grade="success")
    export = placed("lerobot", [case.labels], tmp_path / "set", tmp_path / "out")
    assert export.losses.largest_ns == 0
    read = told("lerobot_reads", tmp_path / "out", home=tmp_path)
    assert [span[0] for span in read["episodes"][1]["spans"]] == ["Name of idle", "Name of grasp"]
    assert read["episodes"][1]["spans"][1][1] == read["episodes"][1]["times_s"][7]
    assert read["episodes"][0]["spans"] == []


def test_label_studio_takes_task_and_annotation(tmp_path: Path):
    written(tmp_path / "a.json", task_with_lanes().labels)
    read = told("label_studio_reads", tmp_path / "a.json", home=tmp_path)
    assert read == {"regions": [[]] * 14, "valid": True, "valid without a range": False}
