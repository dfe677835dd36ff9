"""``rushes export --format FORMAT``: labels as files of others, with a report of what they cannot hold."""

import argparse
import sys
from datetime import UTC, datetime
from pathlib import Path

from app.cli.console import Console
from app.cli.episode_choice import chosen_episodes
from app.cli.losses import report
from app.cli.options import add_json, profile_of
from app.cli.store import opened_store, require_store, taxonomy_of
from app.exporting import labelsets, put_export
from app.profile import Profile
from models.errors import KnownError
from models.exports.files import Export, Options
from models.exports.formats import FORMATS, Format, Shape, format_named
from models.exports.losses import NOTHING_LOST

TO_STDOUT = frozenset({"csv", "json"})


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Arguments of the command."""
    parser.add_argument(
        "episodes",
        metavar="EPISODE",
        nargs="*",
        help="by id, name, recording or the id that inspect prints (default: all)",
    )
    parser.add_argument(
        "--format",
        choices=[one.name for one in FORMATS],
        required=True,
        help="; ".join(f"{one.name}: {one.summary}" for one in FORMATS),
    )
    parser.add_argument(
        "--out",
        metavar="PATH",
        type=Path,
        help="a file, a folder or a new data set (csv and json: default stdout)",
    )
    parser.add_argument(
        "--in-place",
        action="store_true",
        help="change the data set, or add to the file that is there; what it was is kept beside it",
    )
    parser.add_argument("--episode", metavar="ID", dest="one", help="the same as EPISODE")
    parser.add_argument(
        "--camera", metavar="STREAM", default="", help="whose frames count (default: the first)"
    )
    parser.add_argument(
        "--inclusive-end", action="store_true", help="agibot: end_frame is the last one of a phase"
    )
    parser.add_argument(
        "--for-spreadsheet",
        action="store_true",
        help="for Excel and the like: mark the text as UTF-8, and disarm notes that begin like a formula",
    )
    parser.add_argument(
        "--plain",
        action="store_true",
        help="leave out what only Rushes reads: remarks, questions, exact times, all that the format has no place for",
    )
    add_json(parser)


def execute(arguments: argparse.Namespace, console: Console) -> int:
    """Write the labels of every episode, or of those named, and say what was lost.

    Returns:
        0.

    Raises:
        KnownError: nowhere to write to, an episode that is not there, a recording that is needed and cannot be read.
    """
    chosen = format_named(arguments.format)
    _refuse_nowhere(arguments, chosen, console)
    profile = profile_of(arguments)
    require_store(profile)
    words = [*arguments.episodes, *([arguments.one] if arguments.one else [])]
    with opened_store(profile, arguments) as store:
        found = labelsets(
            store,
            chosen_episodes((row.record for row in store.episodes()), words),
            chosen,
            taxonomy_of(profile),
            camera=arguments.camera,
            empty_too=bool(words) or chosen.shape is Shape.FILE,
        )
        exported = list(console.progress(found, total=None, unit=" episodes"))
    options = _options(arguments, profile)
    if arguments.out is None and not arguments.in_place:
        return _to_stdout(chosen.write(exported, Path(), options), console)
    losses = put_export(
        chosen, exported, options, out=arguments.out, in_place=arguments.in_place, stamp=_stamp()
    )
    path = str(arguments.out or exported[0].recording)
    headline = f"{path}: labels of {len(exported)} episodes"
    report(console, {"path": path, "episodes": len(exported)}, headline, losses)
    return 0


def _refuse_nowhere(arguments: argparse.Namespace, chosen: Format, console: Console) -> None:
    if arguments.out is not None:
        return
    if console.json and not arguments.in_place:
        raise KnownError("With --json the labels need a file of their own: --out FILE")
    if chosen.name not in TO_STDOUT and not (arguments.in_place and chosen.shape is Shape.DATASET):
        raise KnownError("Where to? Say it with --out PATH")


def _options(arguments: argparse.Namespace, profile: Profile) -> Options:
    return Options(
        author=profile.user,
        made_at=datetime.now(UTC).isoformat(timespec="seconds"),
        inclusive_end=arguments.inclusive_end,
        spreadsheet_safe=arguments.for_spreadsheet,
        plain=arguments.plain,
    )


def _stamp() -> str:
    return datetime.now(UTC).strftime("%Y%m%dT%H%M%S")


def _to_stdout(export: Export, console: Console) -> int:
    sys.stdout.flush()
    for file in export.files:
        sys.stdout.buffer.write(file.content())
    sys.stdout.buffer.flush()
    if export.losses != NOTHING_LOST:
        for sentence in export.losses.sentences:
            console.note(sentence)
    return 0
