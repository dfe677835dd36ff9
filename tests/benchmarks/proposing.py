"""Proposals: what one pair costs, how many boundaries are right, and whether confidence knows when they are not.

Episodes to judge confidence by are made with the simulator and laid into ``build/sim40``, half of them missed, dropped
or retried; without them that row is left out. Scores are no times: one value each.
"""

import time
from functools import cache
from itertools import islice
from pathlib import Path

import numpy as np

from models.proposals.motion import Motion, motion_of
from models.proposals.propose import Proposal, propose
from models.proposals.transfer import Example, carry, compared
from models.readers import open_episode
from tests.benchmarks.harness import MS_PER_S, Figures, Measure, Stage
from tests.support.data import ROOT, SHARED
from tests.support.sim_labels import boundary_score, true_phases, truth_of

SIM, MADE = SHARED / "sim", ROOT / "build" / "sim40"
_LEAST_MADE = 40


def _episodes(folder: Path) -> list[Path]:
    return [path for path in sorted(folder.glob("*.mcap")) if path.with_suffix(".truth.json").exists()]


@cache
def _motion(path: Path) -> Motion:
    with open_episode(path) as episode:
        return motion_of(episode)


@cache
def _example(path: Path) -> Example:
    motion, phases = _motion(path), true_phases(path)
    cuts = np.array([motion.step_of(each["start_ns"]) for each in phases[1:]])
    return Example(motion, tuple(each["label"] for each in phases), cuts)


@cache
def _good() -> list[Path]:
    return [path for path in _episodes(SIM) if truth_of(path)["outcome"] == "success"]


def _proposed(target: Path, count: int, first: int) -> Proposal:
    others = (_good()[(first + step) % len(_good())] for step in range(len(_good())))
    teachers = islice((path for path in others if path != target), count)
    return propose([_example(path) for path in teachers], _motion(target))


def _judged(target: Path, proposal: Proposal) -> tuple[float, bool]:
    found = [{"label": each.label, "start_ns": each.start_ns} for each in proposal.phases]
    return boundary_score(found, true_phases(target))


def _pair(stage: Stage) -> Figures:
    took_ms = []
    for number in range(stage.repetitions):
        one, other = (_good()[(number + step) % len(_good())] for step in (0, 1))
        example, target = _example(one), _motion(other)
        begun_s = time.thread_time()
        carry(compared(example, target), example.cuts)
        took_ms.append((time.thread_time() - begun_s) * MS_PER_S)
    return Figures(took_ms)


def _score(count: int) -> float:
    judged = [_judged(path, _proposed(path, count, place + 1)) for place, path in enumerate(_good())]
    return float(np.mean([score for score, _ in judged]))


def _knows(count: int) -> float:
    """AUROC: the chance that a wrong proposal is less sure than a right one."""
    sure: dict[bool, list[float]] = {True: [], False: []}
    for number, path in enumerate(_episodes(MADE)):
        proposal = _proposed(path, count, number)
        sure[_judged(path, proposal)[1]].append(proposal.confidence)
    wrong, right = np.array(sure[True])[:, None], np.array(sure[False])[None, :]
    return float(np.mean((wrong < right) + 0.5 * (wrong == right)))


MEASURES = (
    Measure("a pair of episodes is compared", "median <= 1000", _pair, available=SIM.exists),
    Measure(
        "boundaries from one example: F1",
        "median >= 0.85",
        lambda _: Figures([_score(1)]),
        "",
        available=SIM.exists,
    ),
    Measure(
        "boundaries from three examples: F1",
        "median >= 0.9",
        lambda _: Figures([_score(3)]),
        "",
        available=SIM.exists,
    ),
    *(
        Measure(
            f"confidence from {words}: AUROC",
            "median >= 0.9",
            lambda _, count=count: Figures([_knows(count)]),  # type: ignore[misc]
            "",
            available=lambda: SIM.exists() and len(_episodes(MADE)) >= _LEAST_MADE,
        )
        for count, words in ((1, "one example"), (3, "three examples"))
    ),
)
