"""``rushes proxies make PATH | status | clear``: quick copies of videos."""

import argparse
from pathlib import Path

from app.cli.console import Console
from app.cli.options import add_common, add_json, profile_of, recording_place
from app.proxy_job import make_proxy, source_mark, videos_of
from models.episode import EpisodeRecord
from models.errors import KnownError, UnreadableRecordingError
from models.ingest import jobs_for, look
from models.ingest.look import Found
from models.readers import open_episode
from models.storage.proxy_store import Kept, ProxyStore

INCOMPLETE = 1
_MIB = 1 << 20


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Arguments of the command."""
    actions = parser.add_subparsers(metavar="ACTION", dest="action", required=True)
    for name, summary in (
        ("make", "make those that a recording needs and lacks"),
        ("status", "how many there are, and where"),
        ("clear", "remove all of them"),
    ):
        action = actions.add_parser(name, help=summary, description=summary, allow_abbrev=False)
        if name == "make":
            action.add_argument(
                "path", metavar="PATH", type=recording_place, help="a recording, or the folder of a data set"
            )
            action.add_argument("--episode", metavar="ID", help="one episode of several, see inspect")
        add_json(action)
        add_common(action)


def execute(arguments: argparse.Namespace, console: Console) -> int:
    """Do the action.

    Returns:
        1 where a video that needs a copy has none, else 0.

    Raises:
        UnreadableRecordingError: there is no such episode.
    """
    folder = profile_of(arguments).where.proxies
    store = ProxyStore(folder)
    if arguments.action == "make":
        return _make(folder, arguments.path, arguments.episode, console)
    if arguments.action == "clear":
        _tell("{count} quick copies removed from {folder}, {size}", folder, store.clear(), console)
    else:
        _tell("{count} quick copies in {folder}, {size}", folder, store.kept(), console)
    return 0


def _make(folder: Path, path: Path, inner_id: str | None, console: Console) -> int:
    rows: list[dict[str, str]] = []
    for record in _records(path, inner_id):
        rows += _made(folder, record, console)
    if console.json:
        console.document({"videos": rows})
    for row in () if console.json else rows:
        console.say(f"{row['episode']}  {row['stream']}  {row['copy']}")
    return INCOMPLETE if any(row["copy"] == "failed" for row in rows) else 0


def _records(path: Path, inner_id: str | None) -> list[EpisodeRecord]:
    found = [each for job in jobs_for([path], ()) for each in look(job).found]
    records = [
        each.record for each in found if isinstance(each, Found) and inner_id in (None, each.record.inner_id)
    ]
    if not records:
        raise next(
            (each for each in found if isinstance(each, KnownError)),
            UnreadableRecordingError("There is no such episode in {path}", path=path),
        )
    return records


def _made(folder: Path, record: EpisodeRecord, console: Console) -> list[dict[str, str]]:
    rows: list[dict[str, str]] = []
    with open_episode(record.path, record.inner_id) as episode, console.bar(unit="pictures") as show:
        for stream in videos_of(episode):
            try:
                needed = make_proxy(folder, source_mark(record.fingerprint, record.path), stream, show)
                state = "ready" if needed else "not needed"
            except KnownError as error:
                console.note(f"rushes: {error}")
                state = "failed"
            rows.append({"episode": record.name, "stream": stream.info.name, "copy": state})
    return rows


def _tell(sentence: str, folder: Path, kept: Kept, console: Console) -> None:
    if console.json:
        console.document({"folder": str(folder), "copies": kept.count, "nbytes": kept.nbytes})
    else:
        size = f"{kept.nbytes / _MIB:.1f} MiB"
        console.say(sentence.format(count=kept.count, folder=folder, size=size))
