"""``rushes sample PATH --stream NAME --at NS --out FILE``: one sample as a file."""

import argparse
from pathlib import Path

import numpy as np

from app.cli.console import Console
from app.cli.options import add_json, add_recording, profile_of
from app.files import write_atomically
from models.blur import veiled
from models.errors import NoSampleError, UnknownNameError
from models.exports.samples import npy_of, sample_file
from models.ingest.look import fingerprints_of
from models.privacy import Privacy, effective, for_export
from models.readers import Episode, open_episode
from models.readers.place import is_remote
from models.readers.scene import depth_points
from models.storage.privacy import stored_privacy
from models.streams import Stream, index_at
from models.timebase import Clock

_INT64 = np.iinfo(np.int64)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Arguments of the command."""
    add_recording(parser)
    parser.add_argument("--stream", metavar="NAME", required=True, help="name of the stream, see inspect")
    parser.add_argument(
        "--at",
        metavar="NS",
        type=int,
        required=True,
        help="time in nanoseconds; the last sample at or before it",
    )
    parser.add_argument(
        "--out",
        metavar="FILE",
        type=Path,
        required=True,
        help="PNG for video, 16-bit PNG in mm for depth (.npy: float32 metres), NPY for points, else JSON",
    )
    parser.add_argument(
        "--as",
        dest="shape",
        choices=["points"],
        help="depth as points: NPY of x, y, z in metres in the camera's optical frame, float32 (N, 3)",
    )
    add_json(parser)


def execute(arguments: argparse.Namespace, console: Console) -> int:
    """Write the file, then print which sample it holds.

    Returns:
        0; every failure is a known error and leaves no file.
    """
    with open_episode(arguments.path, arguments.episode, clock=Clock(arguments.clock)) as episode:
        stream = _stream(episode, arguments.stream)
        stamps_ns = stream.stamps()
        index = index_at(stamps_ns, min(max(arguments.at, int(_INT64.min)), int(_INT64.max)))
        if index < 0:
            raise NoSampleError(
                "Stream {stream} has no sample at or before {t_ns} ns{hint}",
                stream=arguments.stream,
                t_ns=arguments.at,
                hint=f"; its first is at {stamps_ns[0]} ns" if len(stamps_ns) else "",
            )
        veil = for_export(_privacy(arguments, episode))
        if arguments.shape == "points":
            image = veiled(stream.sample(index), arguments.stream, veil)
            data = npy_of(depth_points(episode, arguments.stream, image))
        else:
            data = sample_file(stream, index, npy=arguments.out.suffix.lower() == ".npy", veil=veil)
        if veil.hides(arguments.stream, int(stamps_ns[index])):
            console.note(f"Parts of {arguments.out.name} are blurred, as the privacy of the episode asks")
    write_atomically(arguments.out, data)
    stamp_ns = int(stamps_ns[index])
    console.document({"stamp_ns": stamp_ns, "index": index, "age_ns": arguments.at - stamp_ns})
    return 0


def _privacy(arguments: argparse.Namespace, episode: Episode) -> Privacy:
    """What the person's store and the recording say; a recording that the store does not know is given as it is."""
    store = profile_of(arguments).folder / "labels.sqlite"
    path = arguments.path if is_remote(arguments.path) else arguments.path.absolute()
    said = stored_privacy(
        store, str(path), episode.summary.id, lambda: fingerprints_of(arguments.path, episode)
    )
    return Privacy() if said is None else effective(said, episode.summary.attributes.get("privacy", ""))


def _stream(episode: Episode, name: str) -> Stream:
    stream = episode.streams.get(name)
    if stream is None:
        raise UnknownNameError(
            "There is no stream {name}; the episode has {names}", name=name, names=", ".join(episode.streams)
        )
    return stream
