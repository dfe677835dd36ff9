"""``python -m tests.benchmarks [--full] [--only NAME]``: measure, print the table, write ``build/bench.json``
and a picture per table into ``build/bench/``."""

import argparse
import os
import sys
import time
import traceback
from collections.abc import Iterator, Sequence
from importlib import import_module
from pathlib import Path

from tests.benchmarks.charts import draw
from tests.benchmarks.harness import Measure, Stage
from tests.benchmarks.rows import Row, table, write
from tests.support.data import ROOT

ROOMS = (
    "start",
    "opening",
    "showing",
    "remote",
    "memory",
    "ingesting",
    "signals",
    "seeking",
    "hand",
    "preparing",
    "redraw",
    "space",
    "clouds",
    "plots",
    "timeline",
    "listing",
    "store",
    "sync",
)
REPETITIONS, FULL_REPETITIONS = 30, 200
FAILED, UNKNOWN = 1, 2


def main(argv: Sequence[str] | None = None) -> int:
    """Exit code 1 where a measurement itself failed; a goal that is missed is a figure, not a failure."""
    chosen = _parser().parse_args(argv)
    measures = chosen_measures(chosen.only)
    if not measures:
        _say(f"nothing is called {', '.join(chosen.only)}; rooms: {', '.join(ROOMS)}")
        return UNKNOWN
    stage = Stage(FULL_REPETITIONS if chosen.full else REPETITIONS, chosen.work, _say)
    rows: list[Row] = []
    failed = [measure.name for measure, row in run(measures, stage) if not _kept(row, rows)]
    write(rows, chosen.out)
    draw(by_room(rows), chosen.work)
    sys.stdout.write(table(rows) + "\n")
    if failed:
        _say(f"not measured: {', '.join(failed)}")
    return FAILED if failed else 0


def chosen_measures(only: Sequence[str]) -> list[Measure]:
    """All measures of this machine; only those whose room or name is given, or whose name begins so."""
    found = []
    for room in ROOMS:
        for measure in _measures(room):
            wanted = not only or room in only or any(measure.name.startswith(name) for name in only)
            if wanted and measure.available():
                found.append(measure)
    return found


def by_room(rows: Sequence[Row]) -> dict[str, list[Row]]:
    """The rows of each table, in their order."""
    rooms = {measure.name: room for room in ROOMS for measure in _measures(room)}
    return {room: found for room in ROOMS if (found := [row for row in rows if rooms.get(row.name) == room])}


def _measures(room: str) -> Sequence[Measure]:
    found: Sequence[Measure] = import_module(f"tests.benchmarks.{room}").MEASURES
    return found


def run(measures: Sequence[Measure], stage: Stage) -> Iterator[tuple[Measure, Row | None]]:
    """One after the other; None for one that failed."""
    begun_s = time.monotonic()
    for number, measure in enumerate(measures, 1):
        _say(f"[{number}/{len(measures)}] {time.monotonic() - begun_s:4.0f} s  {measure.name}")
        try:
            yield measure, measure.row(stage)
        except Exception:
            traceback.print_exc()
            yield measure, None


def _kept(row: Row | None, rows: list[Row]) -> bool:
    if row is not None:
        rows.append(row)
    return row is not None


def _say(words: str) -> None:
    print(words, file=sys.stderr, flush=True)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    parser.add_argument("--full", action="store_true", help=f"{FULL_REPETITIONS} repetitions of everything")
    parser.add_argument(
        "--only", action="append", default=[], metavar="NAME", help="a room or a row; may be repeated"
    )
    parser.add_argument("--out", type=Path, default=ROOT / "build" / "bench.json", help=argparse.SUPPRESS)
    parser.add_argument("--work", type=Path, default=ROOT / "build" / "bench", help=argparse.SUPPRESS)
    return parser


if __name__ == "__main__":
    # Without a display there is no window to paint in, but painting itself can still be measured.
    if not os.environ.get("DISPLAY"):
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    sys.exit(main())
