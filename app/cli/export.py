"""``rushes export --format csv|json``: labels as a file."""

import argparse
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from app.cli.console import Console
from app.cli.options import add_json, profile_of
from app.cli.store import opened_store, require_store, shipped_taxonomy
from app.files import write_atomically
from models.episode import EpisodeRecord
from models.errors import KnownError, UnknownNameError
from models.exports.csv_labels import csv_labels
from models.labelling.document import Document
from models.proposals.labels_file import LabelledPhase, labels_text
from models.storage.label_store import LabelStore

Labelled = tuple[EpisodeRecord, Document]

_BYTE_ORDER_MARK = "\ufeff"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Arguments of the command."""
    parser.add_argument(
        "--format",
        choices=["csv", "json"],
        required=True,
        help="csv: one row a phase; json: a labels file of one episode, see propose",
    )
    parser.add_argument("--out", metavar="FILE", type=Path, help="where to (default: stdout)")
    parser.add_argument(
        "--episode", metavar="ID", help="only one, by its id, its name or the id that inspect prints"
    )
    parser.add_argument(
        "--for-spreadsheet",
        action="store_true",
        help="for Excel and the like: mark the text as UTF-8, and disarm notes that begin like a formula",
    )
    add_json(parser)


def execute(arguments: argparse.Namespace, console: Console) -> int:
    """Write the labels of every episode, or of one.

    Returns:
        0.

    Raises:
        KnownError: ``--json`` without ``--out``: both would want stdout; a labels file of no or of several episodes.
    """
    if console.json and arguments.out is None:
        raise KnownError("With --json the labels need a file of their own: --out FILE")
    profile = profile_of(arguments)
    require_store(profile)
    with opened_store(profile, arguments) as store:
        total = 1 if arguments.episode else None
        labelled = list(console.progress(_labelled(store, arguments.episode), total=total, unit=" episodes"))
    if arguments.format == "json":
        _write(_labels_file(labelled, arguments.out), arguments.out, 1, console)
        return 0
    text = csv_labels(labelled, spreadsheet_safe=arguments.for_spreadsheet)
    if arguments.for_spreadsheet:
        text = _BYTE_ORDER_MARK + text
    _write(text, arguments.out, len(labelled), console)
    return 0


def _labelled(store: LabelStore, wanted: str | None) -> Iterator[Labelled]:
    taxonomy = shipped_taxonomy()
    records = [row.record for row in store.episodes()]
    if wanted is not None:
        records = _chosen(records, wanted)
    for record in records:
        yield record, store.load(record, taxonomy)


def _chosen(records: list[EpisodeRecord], wanted: str) -> list[EpisodeRecord]:
    chosen = [record for record in records if wanted in (record.id, record.name, record.inner_id)]
    if len(chosen) == 1:
        return chosen
    if chosen:
        raise UnknownNameError(
            "{n} episodes are called {name}; choose one by id: {ids}",
            n=len(chosen),
            name=wanted,
            ids=", ".join(record.id for record in chosen),
        )
    raise UnknownNameError("The episode list has no {name}", name=wanted)


def _labels_file(labelled: Sequence[Labelled], out: Path | None) -> str:
    """Of the one episode that has phases; its recording as seen from the folder of the file."""
    found = [(record, document) for record, document in labelled if document.track.phases]
    if len(found) != 1:
        raise KnownError(
            "A labels file is of one episode with phases, and here are {n}: choose one with --episode",
            n=len(found),
        )
    record, document = found[0]
    phases = [LabelledPhase(each.label, each.start_ns, each.end_ns) for each in document.track.phases]
    recording = record.path
    if out is not None and "://" not in recording:
        recording = _seen_from(out.resolve().parent, Path(recording).resolve())
    inner = "" if Path(record.path).is_file() else record.inner_id
    return labels_text(recording, record.task, phases, inner)


def _seen_from(folder: Path, recording: Path) -> str:
    """A path that still holds when a recording and its labels beside it are moved together."""
    return recording.name if recording.parent == folder else str(recording)


def _write(text: str, out: Path | None, episodes: int, console: Console) -> None:
    if out is None:
        sys.stdout.flush()
        sys.stdout.buffer.write(text.encode("utf-8"))
        sys.stdout.buffer.flush()
        return
    write_atomically(out, text.encode("utf-8"))
    if console.json:
        console.document({"path": str(out), "episodes": episodes})
    else:
        console.say(f"{out}: labels of {episodes} episodes")
