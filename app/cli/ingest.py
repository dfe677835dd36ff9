"""``rushes ingest DIR``: add the recordings under a folder to the person's episode list."""

import argparse
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

from app.cli.console import Console
from app.cli.options import add_json, profile_of
from app.cli.store import opened_store
from models.errors import UnreadableRecordingError
from models.ingest import Outcome, Step, find_recordings, ingest
from models.storage.label_store import LabelStore

NEW = frozenset({Outcome.ADDED, Outcome.MOVED})


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Arguments of the command."""
    parser.add_argument("path", metavar="DIR", type=Path, help="a folder of recordings, or one recording")
    add_json(parser)


def execute(arguments: argparse.Namespace, console: Console) -> int:
    """Store every episode as soon as it was read, so that a second run goes on where this one was stopped.

    Returns:
        0 where at least one episode could be read.

    Raises:
        UnreadableRecordingError: nothing under the folder could be read.
    """
    plan = find_recordings(arguments.path)
    with opened_store(profile_of(arguments), arguments) as store:
        steps = list(console.weighed_progress(_stored(store, plan), total=len(plan), unit=" recordings"))
    counts = Counter(step.outcome for step in steps)
    damaged = [step for step in steps if step.outcome is Outcome.DAMAGED]
    for step in damaged:
        console.note(f"{step.path}: {step.sentence}")
    if len(damaged) == len(steps):
        raise UnreadableRecordingError(
            "Nothing under {path} could be read as a recording", path=arguments.path
        )
    _report(counts, steps, console)
    return 0


def _stored(store: LabelStore, plan: Iterable[Path]) -> Iterator[tuple[int, Step]]:
    known = [row.record for row in store.episodes()]
    for step in ingest(plan, known):
        if step.outcome in NEW and step.record is not None:
            store.put_episodes([step.record])
        yield step.recordings_done, step


def _report(counts: Counter[Outcome], steps: list[Step], console: Console) -> None:
    if console.json:
        console.document(
            {
                **{outcome.value: counts[outcome] for outcome in Outcome},
                "episodes": [step.record.id for step in steps if step.record is not None],
                "problems": [
                    {"path": str(step.path), "message": step.sentence}
                    for step in steps
                    if step.outcome is Outcome.DAMAGED
                ],
            }
        )
        return
    console.say(
        f"{counts[Outcome.ADDED]} added, {counts[Outcome.MOVED]} moved, {counts[Outcome.KNOWN]} known before, "
        f"{counts[Outcome.DAMAGED]} could not be read"
    )
