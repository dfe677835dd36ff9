"""Simulated episodes of one task, each from the others; nothing here may hang on the names that the simulator gives."""

import statistics
import time
from collections.abc import Callable
from functools import cache
from itertools import islice
from pathlib import Path

import numpy as np
import pytest

from models.proposals.examples import example_of
from models.proposals.labels_file import read_labels
from models.proposals.motion import Motion, motion_of
from models.proposals.propose import Proposal, propose
from models.proposals.transfer import Example, carry, compared
from models.readers import open_episode
from tests.support.data import SHARED, shared
from tests.support.sim_labels import (
    boundary_score,
    retold,
    retold_phases,
    true_phases,
    truth_of,
    write_labels,
)

SIM = SHARED / "sim"
FACTORS = (0.7, 1.4)
SHIFT_NS = 86_400_000_000_000

pytestmark = pytest.mark.slow


@cache
def good() -> tuple[Path, ...]:
    shared("sim")
    return tuple(path for path in sorted(SIM.glob("*.mcap")) if truth_of(path)["outcome"] == "success")


@cache
def motion(path: Path) -> Motion:
    with open_episode(path) as episode:
        return motion_of(episode)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("labels")


@cache
def example(path: Path, folder: Path) -> Example:
    labels = write_labels(folder / f"{path.stem}.json", path, true_phases(path), truth_of(path)["task"])
    return example_of(read_labels(labels))


def plain(proposal: Proposal) -> list[dict[str, object]]:
    return [{"label": each.label, "start_ns": each.start_ns} for each in proposal.phases]


@pytest.mark.parametrize(("count", "least"), [(1, 0.85), (3, 0.9)])
def test_boundaries_of_the_one_left_out(count: int, least: float, folder: Path):
    scores = []
    for place, target in enumerate(good()):
        others = (good()[(place + step) % len(good())] for step in range(1, len(good())))
        examples = [example(path, folder) for path in islice(others, count)]
        scores.append(boundary_score(plain(propose(examples, motion(target))), true_phases(target))[0])
    assert np.mean(scores) >= least


@pytest.mark.parametrize("name", ["ep_104", "ep_105"])
def test_a_miss_and_a_drop_are_less_sure_than_a_success(name: str, folder: Path):
    examples = [example(path, folder) for path in good()[:3]]
    failed = propose(examples, motion(shared(f"sim/{name}.mcap"))).confidence
    assert failed < min(propose(examples, motion(path)).confidence for path in good()[3:5])


@pytest.mark.parametrize("factor", FACTORS)
def test_other_names_another_day_and_another_pace(factor: float, folder: Path):
    source, target = good()[0], folder / f"retold_{factor}.mcap"
    retold(source, target, factor=factor, shift_ns=SHIFT_NS)
    phases = retold_phases(source, factor=factor, shift_ns=SHIFT_NS)
    examples = [example(path, folder) for path in good()[1:4]]
    proposal = propose(examples, motion(target))
    assert boundary_score(plain(proposal), phases)[0] >= 0.85
    labels = write_labels(folder / f"retold_{factor}.json", target, phases)
    back = propose([example_of(read_labels(labels))], motion(good()[1]))
    assert boundary_score(plain(back), true_phases(good()[1]))[0] >= 0.85


def thread_s(work: Callable[[], object]) -> float:
    """Seconds of this thread, the median of five."""
    taken_s = []
    for _ in range(5):
        begun_s = time.thread_time()
        work()
        taken_s.append(time.thread_time() - begun_s)
    return statistics.median(taken_s)


def test_a_pair_takes_well_under_a_second(folder: Path):
    one, other = example(good()[0], folder), motion(good()[1])
    rng = np.random.default_rng(1)
    rows, columns = rng.random((1200, 1, 16)), rng.random((1, 1200, 16))
    distances_s = thread_s(lambda: np.abs(rows - columns).sum(axis=2))
    assert thread_s(lambda: carry(compared(one, other), one.cuts)) < 8 * distances_s
