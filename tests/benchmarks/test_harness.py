"""How measurements are taken, on work whose length does not matter; no figure of time is judged here."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.benchmarks.__main__ import FAILED, ROOMS, UNKNOWN, chosen_measures, main, run
from tests.benchmarks.harness import (
    ENOUGH,
    FULL_REPETITIONS,
    WARM_UP,
    Contest,
    Figures,
    Measure,
    Side,
    Stage,
    timed,
)
from tests.benchmarks.rows import COMPARISONS, Row


@pytest.fixture
def said() -> list[str]:
    return []


@pytest.fixture
def stage(tmp_path: Path, said: list[str]) -> Stage:
    return Stage(repetitions=8, work=tmp_path, say=said.append)


def figures_of(contest: Contest, stage: Stage) -> Figures:
    @contextmanager
    def prepare(_stage: Stage) -> Iterator[Contest]:
        yield contest

    return timed(prepare)(stage)


def test_all_sides_take_turns_after_a_warm_up_that_does_not_count(stage: Stage) -> None:
    calls: list[tuple[str, int]] = []

    def side(name: str, every: int = 1) -> Side:
        return Side(lambda number: calls.append((name, number)), every=every)

    figures = figures_of(Contest(side("ours"), side("peer", every=4), side("limit")), stage)
    assert (len(figures.ours), len(figures.peer), len(figures.limit)) == (8, 2, 8)
    assert [number for name, number in calls if name == "ours"] == [*WARM_UP, *range(8)]
    counted = [name for name, number in calls if number >= 0]
    assert counted[:5] == ["limit", "ours", "peer", "ours", "limit"]


def test_a_slow_side_is_run_less_often_in_a_reduced_run_only(
    stage: Stage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = iter(range(0, 1_000_000, 20))
    monkeypatch.setattr("tests.benchmarks.harness.time.monotonic", lambda: float(next(clock)))
    slow = Contest(Side(lambda _: None))
    assert len(figures_of(slow, stage).ours) == ENOUGH
    full = Stage(repetitions=FULL_REPETITIONS, work=tmp_path, say=print)
    assert len(figures_of(slow, full).ours) == FULL_REPETITIONS


def test_what_comes_before_is_not_timed(stage: Stage) -> None:
    steps: list[str] = []
    side = Side(lambda _: steps.append("run"), before=lambda _: steps.append("before"))
    assert side.timed_ms(0) >= 0
    assert steps == ["before", "run"]


def test_a_peer_that_fails_leaves_our_figures_and_is_no_victory(stage: Stage, said: list[str]) -> None:
    def fails(number: int) -> None:
        if number == 3:
            raise OSError("gone")

    def take(stage: Stage) -> Figures:
        return figures_of(Contest(Side(lambda _: None), Side(fails)), stage)

    row = Measure("a", "median < 1000", take, peer="other").row(stage)
    assert row.peer_median is None
    assert not row.met
    assert row.median >= 0
    assert said == ["the peer failed: gone"]


def test_a_peer_that_is_not_there_says_so(stage: Stage, said: list[str]) -> None:
    def missing() -> Side:
        raise ImportError("no such library")

    assert stage.optional("other", missing) is None
    assert said == ["other cannot run: no such library"]


def test_a_slow_side_is_seldom_in_a_reduced_run_only(tmp_path: Path) -> None:
    reduced, full = (Stage(count, tmp_path, lambda _words: None) for count in (30, FULL_REPETITIONS))
    assert (reduced.full, reduced.seldom(reduced=6)) == (False, 6)
    assert (full.full, full.seldom(reduced=6), full.seldom(reduced=6, full=3)) == (True, 1, 3)


def test_a_failed_measurement_stops_no_other(stage: Stage, capsys: pytest.CaptureFixture[str]) -> None:
    def breaks(_stage: Stage) -> Figures:
        raise RuntimeError("broken")

    measures = [
        Measure("a", "median < 1", breaks),
        Measure("b", "median < 1", lambda _: Figures([0.5])),
    ]
    (_, first), (_, second) = run(measures, stage)
    assert first is None
    assert second is not None
    assert second.met
    assert "broken" in capsys.readouterr().err


def test_every_measure_has_a_name_of_its_own_and_a_goal_that_can_be_judged() -> None:
    measures = chosen_measures([])
    names = [measure.name for measure in measures]
    assert len(set(names)) == len(names) > 20
    for measure in measures:
        for part in measure.goal.split(" and "):
            figure, comparison, number = part.split()
            assert hasattr(Row, figure)
            assert comparison in COMPARISONS
            assert float(number) >= 0


def test_rooms_and_rows_can_be_chosen() -> None:
    assert {measure.name for measure in chosen_measures(["store"])} == {
        "edit made durable",
        "edit made durable and shown in the list",
    }
    assert [measure.name for measure in chosen_measures(["open demo"])] == ["open demo"]
    assert all(chosen_measures([room]) for room in ROOMS)


def test_one_real_row_from_the_command_to_the_file(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "build" / "bench.json"
    code = main(["--only", "stamps demo", "--out", str(out), "--work", str(tmp_path)])
    assert code == 0
    ((row),) = json.loads(out.read_text())["rows"]
    assert row["name"] == "stamps demo"
    assert row["median"] > 0
    assert row["limit_median"] > 0
    assert "stamps demo" in capsys.readouterr().out


def test_an_unknown_name_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--only", "nonsense", "--out", str(tmp_path / "x.json")]) == UNKNOWN
    assert "rooms: start" in capsys.readouterr().err
    assert UNKNOWN != FAILED
