"""``rushes inspect PATH``: what a recording holds."""

import argparse
from pathlib import Path

from app.cli.console import Console
from app.cli.episodes import Document, episode_documents, is_readable
from app.cli.options import add_json, add_recording
from app.cli.tables import table
from models.errors import KnownError, UnknownNameError, UnreadableRecordingError
from models.readers import Recording, open_recording
from models.timebase import NS_PER_S, Clock

READ = 0
NOTHING_READ = 2
SHOWN_CHANNELS = 2


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Arguments of the command."""
    add_recording(parser)
    add_json(parser)


def execute(arguments: argparse.Namespace, console: Console) -> int:
    """Print the streams and problems of every episode, or of one.

    Returns:
        0 where at least one episode could be read, else 2.
    """
    try:
        recording = open_recording(arguments.path)
        ids = _chosen(recording, arguments.episode, arguments.path)
    except KnownError as error:
        return _nothing(error, console)
    steps = episode_documents(recording, ids, Clock(arguments.clock))
    episodes = list(console.progress(steps, total=len(ids), unit=" episodes"))
    if console.json:
        console.document({"format": recording.format, "episodes": episodes})
    else:
        _print_tables(recording.format, episodes, console)
    if any(is_readable(episode) for episode in episodes):
        return READ
    console.note(f"rushes: {_why(episodes, arguments.path)}")
    return NOTHING_READ


def _chosen(recording: Recording, episode_id: str | None, path: Path) -> tuple[str, ...]:
    ids = recording.episode_ids
    if not ids:
        raise UnreadableRecordingError("{path} holds no episode", path=path)
    if episode_id is None:
        return ids
    if episode_id in ids:
        return (episode_id,)
    raise UnknownNameError(
        "{path} has no episode {id}; it holds {ids}", path=path, id=episode_id, ids=", ".join(ids)
    )


def _nothing(error: KnownError, console: Console) -> int:
    sentence = " ".join(str(error).split())
    if console.json:
        console.document({"format": None, "episodes": [], "error": sentence})
    console.note(f"rushes: {sentence}")
    return NOTHING_READ


def _why(episodes: list[Document], path: Path) -> str:
    messages = [problem["message"] for episode in episodes for problem in episode["problems"]]
    return messages[0] if messages else f"{path} holds no sample"


def _print_tables(format_name: str, episodes: list[Document], console: Console) -> None:
    console.say(f"Format {format_name}, {len(episodes)} episode{'s' if len(episodes) != 1 else ''}")
    for episode in episodes:
        console.say("")
        console.say(_heading(episode))
        if episode["streams"]:
            console.say(table(_COLUMNS, [_row(stream, episode["start_ns"]) for stream in episode["streams"]]))
        for problem in episode["problems"]:
            console.say(f"  {problem['severity']}: {_place(problem)}{problem['message']}")


_COLUMNS = ("stream", "kind", "count", "Hz", "first s", "last s", "encoding", "shape", "channels")


def _heading(episode: Document) -> str:
    if episode["start_ns"] is None:
        return f"Episode {episode['id']}"
    duration_s = (episode["end_ns"] - episode["start_ns"]) / NS_PER_S
    return f"Episode {episode['id']}: {duration_s:.3f} s from {episode['start_ns']} to {episode['end_ns']} ns"


def _row(stream: Document, start_ns: int | None) -> tuple[str, ...]:
    return (
        stream["name"],
        stream["kind"],
        str(stream["count"]),
        "" if stream["rate_hz"] is None else f"{stream['rate_hz']:.2f}",
        _offset(stream["start_ns"], start_ns),
        _offset(stream["end_ns"], start_ns),
        stream["encoding"] or "",
        "x".join(str(length) for length in stream["shape"] or ()),
        _channels(stream["channels"] or []),
    )


def _place(problem: Document) -> str:
    stream = problem["stream"]
    return "" if stream is None or stream in problem["message"] else f"{stream}: "


def _offset(t_ns: int | None, start_ns: int | None) -> str:
    return "" if t_ns is None or start_ns is None else f"{(t_ns - start_ns) / NS_PER_S:.3f}"


def _channels(names: list[str]) -> str:
    shown = ", ".join(names[:SHOWN_CHANNELS])
    return f"{shown}, ... ({len(names)})" if len(names) > SHOWN_CHANNELS else shown
