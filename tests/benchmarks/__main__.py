"""``python -m tests.benchmarks [--full [--anew]] [--only NAME]``: measure, print the table, write ``build/bench.json``
and a picture per table into ``build/bench/``.

A full run takes hours and keeps each row as soon as it is measured. Started again after a cut, it goes on with the rows
that are missing, if neither the product nor what measures it has changed; a reduced run measures all of them.
"""

import argparse
import os
import sys
import time
import traceback
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache
from importlib import import_module
from pathlib import Path

from tests.benchmarks.charts import draw
from tests.benchmarks.harness import FULL_REPETITIONS, Measure, Stage
from tests.benchmarks.kept import KeptRows
from tests.benchmarks.rows import Row, table, write
from tests.benchmarks.sources import commit, fingerprint
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
    "editing",
    "listing",
    "store",
    "proposing",
    "catalog_push",
    "catalog_lists",
    "catalog_crowd",
    "catalog_replica",
    "catalog_history",
)
REPETITIONS = 20
FAILED, UNKNOWN = 1, 2


def main(argv: Sequence[str] | None = None) -> int:
    """Exit code 1 where a measurement itself failed; a goal that is missed is a figure, not a failure."""
    chosen = _parser().parse_args(argv)
    measures = chosen_measures(chosen.only)
    if not measures:
        _say(f"nothing is called {', '.join(chosen.only)}; rooms: {', '.join(ROOMS)}")
        return UNKNOWN
    stage = Stage(FULL_REPETITIONS if chosen.full else REPETITIONS, chosen.work, _say)
    kept = _kept_rows(stage, anew=chosen.anew) if chosen.full else None
    taken = list(run(measures, stage, kept))
    rows, failed = (
        [row for _, row in taken if row is not None],
        [each.name for each, row in taken if row is None],
    )
    write(rows, chosen.out)
    draw(by_room(rows), chosen.work)
    sys.stdout.write(table(rows) + "\n")
    _say_how_long(rows)
    if chosen.full:
        _say_fewer(rows)
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
    rooms = _rooms()
    return {room: found for room in ROOMS if (found := [row for row in rows if rooms.get(row.name) == room])}


@cache
def _rooms() -> dict[str, str]:
    """The room of each row."""
    return {measure.name: room for room in ROOMS for measure in _measures(room)}


def _measures(room: str) -> Sequence[Measure]:
    found: Sequence[Measure] = import_module(f"tests.benchmarks.{room}").MEASURES
    return found


def run(
    measures: Sequence[Measure], stage: Stage, kept: KeptRows | None = None
) -> Iterator[tuple[Measure, Row | None]]:
    """One after the other, but for those that are kept; None for one that failed."""
    begun_s, again = time.monotonic(), 0
    for number, measure in enumerate(measures, 1):
        row = None if kept is None else kept.row(measure.name)
        again += row is not None
        word = "" if row is None else "kept: "
        _say(f"[{number}/{len(measures)}] {time.monotonic() - begun_s:4.0f} s  {word}{measure.name}")
        yield measure, row or _measured(measure, stage, kept)
    if again:
        _say(f"{again} of {len(measures)} rows were kept from an earlier run; --anew measures them again")


def _measured(measure: Measure, stage: Stage, kept: KeptRows | None) -> Row | None:
    begun_s = time.monotonic()
    try:
        row = replace(measure.row(stage), took_s=round(time.monotonic() - begun_s, 3))
        if kept is not None and (reason := kept.keep(row)):
            _say(f"  not kept: {reason}")
    except Exception:
        traceback.print_exc()
        return None
    return row


def _kept_rows(stage: Stage, *, anew: bool) -> KeptRows:
    rooms = _rooms()
    fingerprints = {room: fingerprint(room) for room in ROOMS}
    begun = {name: fingerprints[room] for name, room in rooms.items()}
    folder = stage.work / "rows"
    return KeptRows(folder, stage.repetitions, begun, lambda name: fingerprint(rooms[name]), commit(), anew)


def _say_how_long(rows: Sequence[Row]) -> None:
    spent = {room: sum(row.took_s for row in found) for room, found in by_room(rows).items()}
    each = ", ".join(f"{room} {seconds:.0f}" for room, seconds in spent.items())
    _say(f"seconds: {sum(spent.values()):.0f}, of them {each}")


def _say_fewer(rows: Sequence[Row]) -> None:
    few = [f"{row.name} ({row.n})" for row in rows if row.n < FULL_REPETITIONS]
    if few:
        _say(f"of fewer than {FULL_REPETITIONS} actions: {', '.join(few)}")


def _say(words: str) -> None:
    print(words, file=sys.stderr, flush=True)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    parser.add_argument("--full", action="store_true", help=f"{FULL_REPETITIONS} repetitions of everything")
    parser.add_argument("--anew", action="store_true", help="in a full run: measure also what is kept")
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
