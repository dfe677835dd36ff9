"""Plain folders of pictures, clouds, videos and tables, and what must come out of them by cv2 and numpy."""

import atexit
import shutil
import tempfile
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from models.streams import DepthImage, PointCloud, SignalSample, Stream, VideoFrame
from tests.support.video_factory import numbered_picture, read_number, write_video

S = 10**9
START_NS = 1_700_000_000 * S
MANIFEST = """
task = "Pick up the can"
robot = "g1"

[[streams]]
name = "eye"
path = "cam/*.jpg"
kind = "video"
rate_hz = 10
frame = "camera_head"

[[streams]]
name = "range"
path = "range/*.png"
kind = "depth"
depth_unit_m = 0.0002
stamps = "range/when.csv"

[[streams]]
path = "lidar/scan_*.xyz"
kind = "points"
rate_hz = 5
start_ns = 500

[[streams]]
name = "arm"
path = "arm.csv"
units = { elbow = "N·m" }
limits = { elbow = [-25, 25] }
"""


@cache
def _folder() -> Path:
    folder = Path(tempfile.mkdtemp(prefix="rushes-folders-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


def written(name: str, write: Callable[[Path], Any]) -> Callable[[], Path]:
    """A folder written once for the whole run."""

    @cache
    def path() -> Path:
        (_folder() / name).mkdir()
        write(_folder() / name)
        return _folder() / name

    return path


def write_stamped(root: Path) -> None:
    """Colour in nanoseconds, depth in seconds with decimals, clouds in microseconds, a table, a video."""
    for place in range(6):
        save(root / "rgb" / f"{START_NS + place * S // 10}.png", numbered_picture(place))
        stamp = f"{START_NS // S}.{place}00000"
        save(root / "depth" / f"{stamp}.png", np.full((4, 5), 1000 * place, np.uint16))
        cloud = root / "lidar" / f"{(START_NS + place * S // 10) // 1000}.csv"
        cloud.parent.mkdir(exist_ok=True)
        cloud.write_text(f"x,y,z\n{place},2,3\n4,5,6\n")
    rows = [f"{START_NS // S}.{place:02d},{place},{place * 0.5}" for place in range(20)]
    (root / "joints.csv").write_text("timestamp,elbow,wrist\n" + "\n".join(rows))
    write_video(root / "wrist.mp4", range(12))


def write_described(root: Path) -> None:
    """A folder of which a manifest tells the times."""
    (root / "lidar").mkdir()
    for place in range(4):
        save(root / "cam" / f"{place}.jpg", numbered_picture(place))
        save(root / "range" / f"{place}.png", np.full((4, 5), 5000 * place, np.uint16))
        (root / "lidar" / f"scan_{place}.xyz").write_text(f"{place} 2 3\n")
    (root / "range" / "when.csv").write_text("time_ns\n" + "".join(f"{i * 7000}\n" for i in range(4)))
    (root / "arm.csv").write_text("t,elbow\n0.0,1\n0.5,2\n1.0,nan\n")
    (root / "episode.toml").write_text(MANIFEST)


def save(path: Path, picture: np.ndarray) -> None:
    path.parent.mkdir(exist_ok=True, parents=True)
    cv2.imwrite(str(path), picture[..., ::-1] if picture.ndim == 3 else picture)


class FolderExpected:
    """Stamps by stream, and how the value of one sample is looked up."""

    def __init__(self, stamps: Mapping[str, Any], value: Callable[[str, int], Any]) -> None:
        self._stamps = {name: np.asarray(stamps_ns, np.int64) for name, stamps_ns in stamps.items()}
        self._value = value

    def stamps(self) -> dict[str, np.ndarray]:
        return self._stamps

    def check(self, stream: Stream, index: int) -> None:
        sample, value = stream.sample(index), self._value(stream.info.name, index)
        if isinstance(sample, VideoFrame):
            found: Any = read_number(sample.rgb) if isinstance(value, int) else sample.rgb
        elif isinstance(sample, DepthImage):
            found = sample.depth_m
        elif isinstance(sample, PointCloud):
            found = sample.table()
        else:
            assert isinstance(sample, SignalSample)
            found = sample.values
            np.testing.assert_array_equal(list(stream.message(index).values()), value)
        np.testing.assert_array_equal(found, value)


def stamped_expected(_: Path) -> FolderExpected:
    tenths = START_NS + np.arange(6) * (S // 10)
    video = START_NS + np.round(np.arange(12) * S / 30).astype(np.int64)
    rows = START_NS + np.arange(20) * (S // 100)

    def value(name: str, index: int) -> Any:
        if name == "depth":
            return np.full(
                (4, 5), np.float32(1000 * index) * np.float32(0.001) if index else np.nan, np.float32
            )
        if name == "lidar":
            return [[index, 2, 3], [4, 5, 6]]
        return (
            [index, index * 0.5] if name == "joints" else numbered_picture(index) if name == "rgb" else index
        )

    return FolderExpected(
        {"rgb": tenths, "depth": tenths, "lidar": tenths, "joints": rows, "wrist": video}, value
    )


def described_expected(_: Path) -> FolderExpected:
    def value(name: str, index: int) -> Any:
        if name == "range":
            metres = np.float32(5000 * index) * np.float32(0.001) * np.float32(0.2)
            return np.full((4, 5), metres if index else np.nan, np.float32)
        if name == "lidar":
            return [[index, 2, 3]]
        return index if name == "eye" else [(1.0, 2.0, np.nan)[index]]

    every = {"eye": S // 10, "range": 7000, "lidar": S // 5}
    stamps = {name: np.arange(4) * step for name, step in every.items()}
    stamps["lidar"] = stamps["lidar"] + 500
    return FolderExpected(stamps | {"arm": [0, S // 2, S]}, value)


def rgbd_expected(root: Path) -> FolderExpected:
    poses = np.loadtxt(root / "pose.txt")

    def value(name: str, index: int) -> Any:
        if name == "pose":
            return poses[index]
        if name == "color":
            return cv2.imread(str(root / f"color/{index + 1}.png"))[..., ::-1]
        stored = cv2.imread(str(root / f"depth/{index + 1}.pgm"), cv2.IMREAD_UNCHANGED)
        return np.where(stored == 0, np.float32("nan"), stored.astype(np.float32) * np.float32(0.001))

    return FolderExpected(dict.fromkeys(("color", "depth", "pose"), np.arange(5) * S), value)
