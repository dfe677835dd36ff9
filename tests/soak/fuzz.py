"""``python -m tests.soak.fuzz [--only NAME] [--count N]``: damaged inputs for every parser and every reader.

20,000 for each parser of our own, 2,000 for each reader that wraps a library, each under a limit of memory and an
alarm of 5 s, in a child that may die of it. What is done stands in ``build/fuzz.json``, and a run that was cut goes on
there. Nothing but a known error, or a sentence among the problems, may come of any input.
"""

import argparse
import json
import random
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from models.errors import KnownError
from models.geometry.kinematics import joints_from_urdf
from models.readers.cdr import BadMessageError, plain
from models.readers.coder import make_coder
from models.readers.image import decode_compressed_depth, decode_raw_depth, decode_raw_rgb
from models.readers.jpegxl import picture_size
from models.readers.pointcloud import decode_points
from models.readers.sidecar import read_sidecar
from models.robot import limits_from_urdf
from tests.models.readers.test_mcap_damage import write as write_mcap
from tests.support import agibot_factory, fuzz_files, fuzz_messages, hdf5_factory, zarr_factory
from tests.support.cloud_factory import write_clouds
from tests.support.data import ROOT
from tests.support.folder_cases import write_described, write_stamped
from tests.support.lerobot_factory import Recipe, write_dataset
from tests.support.ros_mcap import CompressionType, serialize, typestore
from tests.support.video_factory import write_video

OWN, WRAPPED = 20_000, 2_000
BATCH = 2_000
SEED = 11
FAILED = 1
MISFITS = (BadMessageError, LookupError, TypeError, ValueError, AttributeError)


@dataclass(frozen=True)
class Target:
    """Something that reads. ``run(count, seed)`` yields what went wrong; ``own``: a parser that we wrote."""

    name: str
    own: bool
    run: Callable[[int, int], Iterator[str]]

    @property
    def wanted(self) -> int:
        """How many inputs it has to bear."""
        return OWN if self.own else WRAPPED


def of_message(name: str) -> Target:
    """A parser of bytes in memory."""

    def run(count: int, seed: int) -> Iterator[str]:
        told = fuzz_messages.run(name, count, seed)
        if told:
            yield told

    return Target(name, name not in fuzz_messages.WRAPPED, run)


def of_file(name: str, own: bool, make: Callable[[Path], Path], only: str = "") -> Target:
    """A reader of files: ``make(folder)`` gives a sound recording, of which one file a time is damaged."""

    def run(count: int, seed: int) -> Iterator[str]:
        with tempfile.TemporaryDirectory() as folder:
            source = make(Path(folder))
            for finding in fuzz_files.fuzz(source, count=count, seed=seed, only=only):
                yield f"input {finding.number} of seed {seed}: {finding.what} {finding.detail[-600:]}"

    return Target(name, own, run)


def targets() -> tuple[Target, ...]:
    """All of them."""
    fuzz_messages.TARGETS.update(_MESSAGES)
    messages = [of_message(name) for name in fuzz_messages.TARGETS]
    return (*messages, *_own_files(), *_wrapped_files())


def _own_files() -> Iterator[Target]:
    for coding in (CompressionType.ZSTD, CompressionType.LZ4, CompressionType.NONE):
        yield of_file(f"mcap-{coding.name.lower()}", True, _mcap(compression=coding))
    yield of_file("mcap-bare", True, _mcap(use_chunking=False))
    for name in ("a.pcd", "b.pcd", "c.pcd", "a.ply", "b.ply", "a.xyz"):
        yield of_file(f"cloud-{name}", True, _cloud(name))
    yield of_file("mp4-rescue", True, _without_table)
    yield of_file("manifest", True, _described, only="episode.toml")
    yield of_file("signals-csv", True, _described, only="arm.csv")
    yield of_file("names-and-stamps", True, _stamped)


def _wrapped_files() -> Iterator[Target]:
    for name in ("a.las", "b.laz"):
        yield of_file(f"cloud-{name}", False, _cloud(name))
    for name, codec in (
        ("a.mp4", "libx264"),
        ("b.mkv", "libx265"),
        ("c.avi", "mpeg4"),
        ("d.webm", "libvpx-vp9"),
    ):
        yield of_file(f"video-{name}", False, _video(name, codec))
    for version in ("v2.1", "v3.0"):
        yield of_file(f"lerobot-{version}", False, _lerobot(version))
    yield of_file("hdf5-aloha", False, lambda folder: hdf5_factory.write_aloha(folder / "a.hdf5"))
    yield of_file("hdf5-robomimic", False, lambda folder: hdf5_factory.write_robomimic(folder / "a.hdf5"))
    yield of_file(
        "hdf5-robomind", False, lambda folder: hdf5_factory.write_robomind(folder / "trajectory.hdf5")
    )
    yield of_file("zarr-umi", False, lambda folder: zarr_factory.write_umi(folder / "a.zarr"))
    yield of_file("zarr-jpegxl", False, lambda folder: zarr_factory.write_jpegxl(folder / "a.zarr.zip"))
    yield of_file("agibot", False, lambda folder: agibot_factory.write_agibot(folder / "agibot"))


def _mcap(**options: object) -> Callable[[Path], Path]:
    return lambda folder: write_mcap(folder / "a.mcap", **options)


def _cloud(name: str) -> Callable[[Path], Path]:
    def make(folder: Path) -> Path:
        write_clouds(folder)
        return folder / name

    return make


def _video(name: str, codec: str) -> Callable[[Path], Path]:
    return lambda folder: write_video(folder / name, range(12), codec=codec, gop=4)


def _without_table(folder: Path) -> Path:
    """An MP4 whose recorder never wrote the table of pictures."""
    whole = write_video(folder / "whole.mp4", range(12), gop=4).read_bytes()
    path = folder / "a.mp4"
    path.write_bytes(whole[: whole.index(b"moov") - 4])
    return path


def _described(folder: Path) -> Path:
    (folder / "run").mkdir()
    write_described(folder / "run")
    return folder / "run"


def _stamped(folder: Path) -> Path:
    (folder / "run").mkdir()
    write_stamped(folder / "run")
    return folder / "run"


def _lerobot(version: str) -> Callable[[Path], Path]:
    return lambda folder: write_dataset(folder / "set", Recipe(version=version, lengths=(20, 15)))


def _coder(type_name: str):
    from models.readers.archive import Schema

    text, _ = typestore().generate_msgdef(type_name, ros_version=2)
    return make_coder("cdr", Schema(1, type_name, "ros2msg", text.encode()))


_JOINTS, _CLOUD, _IMAGE = (
    "sensor_msgs/msg/JointState",
    "sensor_msgs/msg/PointCloud2",
    "sensor_msgs/msg/Image",
)


def _cdr(data: bytes) -> None:
    coder = _coder(_JOINTS)
    with suppress(BadMessageError):
        plain(coder.decode(data))
    with suppress(BadMessageError):
        coder.number_decoder(("position.a", "effort.b")).one(data)


def _cloud_message(data: bytes) -> None:
    with suppress(*MISFITS):
        decode_points(_coder(_CLOUD).decode(data))


def _image_message(data: bytes) -> None:
    try:
        fields = _coder(_IMAGE).decode(data)
    except BadMessageError:
        return
    for decode in (decode_raw_rgb, decode_raw_depth):
        with suppress(*MISFITS):
            decode(fields)


def _compressed_depth(data: bytes) -> None:
    for coding in ("16UC1; compressedDepth png", "32FC1; compressedDepth rvl", ""):
        with suppress(*MISFITS):
            decode_compressed_depth({"data": data, "format": coding})


def _jpegxl(data: bytes) -> None:
    with suppress(ValueError):
        picture_size(data)


def _sidecar(data: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "rushes.toml"
        path.write_bytes(data)
        read_sidecar(path)


def _urdf(data: bytes) -> None:
    with suppress(KnownError):
        limits_from_urdf(data.decode(errors="replace"))
    with suppress(KnownError):
        joints_from_urdf(data.decode(errors="replace"))


def _joint_message() -> bytes:
    return serialize(_JOINTS, {"name": ["a", "b"], "position": [1.0, 2.0], "effort": [3.0, 4.0]})


def _cloud_bytes() -> bytes:
    fields = [{"name": n, "offset": 4 * i, "datatype": 7, "count": 1} for i, n in enumerate("xyz")]
    cloud = {
        "height": 1,
        "width": 5,
        "fields": fields,
        "point_step": 12,
        "row_step": 60,
        "data": np.zeros(60, np.uint8),
    }
    return serialize(_CLOUD, cloud)


def _image_bytes() -> bytes:
    return serialize(
        _IMAGE, {"height": 4, "width": 6, "encoding": "16UC1", "step": 12, "data": np.zeros(48, np.uint8)}
    )


_MESSAGES: dict[str, tuple[Callable[[bytes], None], Callable[[], bytes]]] = {
    "cdr": (_cdr, _joint_message),
    "pointcloud2": (_cloud_message, _cloud_bytes),
    "image": (_image_message, _image_bytes),
    "compressed-depth": (_compressed_depth, lambda: bytes(12) + fuzz_messages.rvl_image()),
    "jpegxl-size": (
        _jpegxl,
        lambda: b"\x00\x00\x00\x0cJXL \x0d\x0a\x87\x0a\x00\x00\x00\x14jxlc\xff\x0a" + bytes(range(20)),
    ),
    "sidecar": (
        _sidecar,
        lambda: b'[streams."/a*"]\nnames = ["x"]\nunits = { "*" = "N" }\nlimits = { x = [1, 2] }\n',
    ),
    "urdf": (
        _urdf,
        lambda: (
            b'<robot name="r"><joint name="k"><limit effort="5" lower="-1" upper="2" velocity="9"/></joint></robot>'
        ),
    ),
}


def main() -> int:
    """Exit code 1 where anything was found."""
    parser = argparse.ArgumentParser(prog="python -m tests.soak.fuzz", description=__doc__)
    parser.add_argument(
        "--only", action="append", default=[], metavar="NAME", help="a target, or how its name begins"
    )
    parser.add_argument("--count", type=int, help="inputs for each, in place of what each has to bear")
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--out", type=Path, default=ROOT / "build" / "fuzz.json", help=argparse.SUPPRESS)
    options = parser.parse_args()
    done = json.loads(options.out.read_text()) if options.out.exists() else {}
    found = 0
    for target in targets():
        if options.only and not any(target.name.startswith(name) for name in options.only):
            continue
        key = f"{target.name}/{options.seed}"
        found += _bear(target, done.setdefault(key, {"inputs": 0, "findings": []}), options, done)
    for key, tally in done.items():
        print(f"{key}: {tally['inputs']} inputs, {len(tally['findings'])} findings")
    return FAILED if found else 0


def _bear(target: Target, tally: dict, options: argparse.Namespace, done: dict) -> int:
    """The rest of a target's inputs, saved after each batch; a batch has a seed of its own."""
    wanted, begun_s, new = options.count or target.wanted, time.monotonic(), 0
    while tally["inputs"] < wanted:
        batch = min(BATCH, wanted - tally["inputs"])
        seed = random.Random(f"{options.seed}/{target.name}/{tally['inputs']}").randrange(1 << 30)
        findings = list(target.run(batch, seed))
        new += len(findings)
        tally["findings"] += findings[:20]
        tally["inputs"] += batch
        options.out.parent.mkdir(parents=True, exist_ok=True)
        options.out.write_text(json.dumps(done, indent=1))
        for what in findings[:2]:
            print(f"{target.name}: {what}", file=sys.stderr, flush=True)
    print(
        f"{target.name}: {tally['inputs']} inputs, {time.monotonic() - begun_s:.0f} s",
        file=sys.stderr,
        flush=True,
    )
    return new


if __name__ == "__main__":
    sys.exit(main())
