"""``rushes ingest DIR``: add the recordings under a folder to the person's episode list."""

import argparse
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

from app.cli.console import Console
from app.cli.options import add_json, profile_of
from app.cli.store import opened_store
from app.ingesting import LOCAL, looked
from app.profile import Profile
from models.errors import UnreadableRecordingError
from models.ingest import Outcome, Step, find_recordings, jobs_for, steps_of
from models.readers.place import place
from models.storage.label_store import LabelStore
from models.storage.previews import PreviewStore

NEW = frozenset({Outcome.ADDED, Outcome.MOVED})

_GROUP, _GROUP_S = 32, 0.25
"""Steps are stored together that come within a moment: one wait for the disk each would take longer than reading."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Arguments of the command."""
    parser.add_argument(
        "path", metavar="DIR", type=place, help="a folder or bucket of recordings, or one recording"
    )
    parser.add_argument("--jobs", type=_count, metavar="N", help="processes (default: one a core)")
    parser.add_argument(
        "--engine", default=LOCAL, metavar="ENGINE", help="local, or dask://HOST:PORT (extra: rushes[dask])"
    )
    parser.add_argument("--no-previews", action="store_true", help="no filmstrips and torques for the list")
    add_json(parser)


def execute(arguments: argparse.Namespace, console: Console) -> int:
    """Store every episode as soon as it was read, so that a second run goes on where this one was stopped.

    Returns:
        0 where at least one episode could be read.

    Raises:
        UnreadableRecordingError: nothing under the folder could be read.
    """
    begun_s = time.monotonic()
    plan = find_recordings(arguments.path)
    profile = profile_of(arguments)
    with opened_store(profile, arguments) as store:
        steps = list(
            console.weighed_progress(
                _ingested(store, profile, plan, arguments), total=len(plan), unit=" recordings"
            )
        )
    counts = Counter(step.outcome for step in steps)
    damaged = [step for step in steps if step.outcome is Outcome.DAMAGED]
    for step in damaged:
        console.note(f"{step.path}: {step.sentence}")
    if len(damaged) == len(steps):
        raise UnreadableRecordingError(
            "Nothing under {path} could be read as a recording", path=arguments.path
        )
    _report(counts, steps, console, seconds=time.monotonic() - begun_s)
    return 0


def _ingested(
    store: LabelStore, profile: Profile, plan: tuple[Path, ...], arguments: argparse.Namespace
) -> Iterator[tuple[int, Step]]:
    known = [row.record for row in store.episodes()]
    with PreviewStore.open(profile.folder) as previews:
        lacking = frozenset() if arguments.no_previews else previews.without(record.id for record in known)
        jobs = jobs_for(plan, (r for r in known if r.id not in lacking), previews=not arguments.no_previews)
        answers = looked(jobs, engine=arguments.engine, workers=arguments.jobs)
        for group in _groups(steps_of(answers, known, total=len(jobs))):
            store.put_episodes([s.record for s in group if s.outcome in NEW and s.record is not None])
            previews.put({s.record.id: s.preview for s in group if s.record and s.preview})
            yield from ((step.recordings_done, step) for step in group)


def _groups(steps: Iterable[Step]) -> Iterator[list[Step]]:
    group: list[Step] = []
    since_s = time.monotonic()
    for step in steps:
        group.append(step)
        if len(group) >= _GROUP or time.monotonic() - since_s >= _GROUP_S:
            yield group
            group, since_s = [], time.monotonic()
    if group:
        yield group


def _count(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError("at least 1")
    return number


def _report(counts: Counter[Outcome], steps: list[Step], console: Console, *, seconds: float) -> None:
    if console.json:
        console.document(
            {
                **{outcome.value: counts[outcome] for outcome in Outcome},
                "seconds": round(seconds, 3),
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
        f"{counts[Outcome.DAMAGED]} could not be read, in {seconds:.1f} s"
    )
