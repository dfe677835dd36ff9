"""``episode.toml``: what the files of a plain folder are, told by whoever recorded them.

task = "Pick up the can"
robot = "g1"
[[streams]]
name = "head"                  # else the name of the file or its folder
path = "color/*.png"           # a file, or a pattern of numbered files
kind = "video"                 # video, depth, points or signal
rate_hz = 30.0                 # where neither names nor a table tell the time
stamps = "color/times.csv"     # a table of stamps, one row a sample
time = "t"                     # column of stamps of a signal
start_ns = 1700000000000000000 # stamp of the first sample
frame = "camera_head"
depth_unit_m = 0.001           # metres of one step of depth
intrinsics = { fx = 518.0, fy = 519.0, cx = 325.5, cy = 253.5 }
poses = "pose.txt"             # where the camera was; both as ``folder_cameras`` has it
units = { elbow = "N·m" }
limits = { elbow = [-25.0, 25.0] }
"""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from math import isfinite
from pathlib import Path, PurePosixPath
from typing import Any

from models.episode import StreamKind
from models.errors import UnreadableRecordingError
from models.readers.folder_cameras import camera_note
from models.readers.folder_layout import CLOUDS, IMAGES, MANIFEST, TABLES, VIDEOS, Source, SourceKind
from models.readers.image_stream import MILLIMETRE_M
from models.readers.name_stamps import named_number, sequences

LARGEST_NBYTES = 1 << 20
MOST_STREAMS = 1000
MOST_FILES = 1_000_000
_CAMERA = frozenset({"intrinsics", "pose", "poses"})
_KINDS = {
    kind.value: kind for kind in (StreamKind.VIDEO, StreamKind.DEPTH, StreamKind.POINTS, StreamKind.SIGNAL)
}


@dataclass(frozen=True, slots=True)
class Manifest:
    """What the manifest says, with the files that its patterns find. ``missing`` are patterns that find none."""

    sources: tuple[Source, ...]
    missing: tuple[str, ...]
    task: str = ""
    robot: str = ""


def read_manifest(root: Path) -> Manifest:
    """Read ``episode.toml`` of a folder.

    Raises:
        UnreadableRecordingError: it cannot be used; the sentence says why.
    """
    path = root / MANIFEST
    try:
        if path.stat().st_size > LARGEST_NBYTES:
            raise ValueError("it is larger than 1 MiB")
        data = tomllib.loads(path.read_text(encoding="utf-8"))
        rows = data.get("streams", [])
        if not isinstance(rows, list) or not rows or len(rows) > MOST_STREAMS:
            raise ValueError("it lists no streams")
        found = [(row, _source(root, row)) for row in rows]
    except (
        OSError,
        UnicodeDecodeError,
        tomllib.TOMLDecodeError,
        ValueError,
        TypeError,
        RecursionError,
    ) as error:
        why = " ".join(str(error).split()) or type(error).__name__
        raise UnreadableRecordingError("{path} cannot be used: {why}", path=path, why=why) from error
    sources = tuple(source for _, source in found if source is not None)
    missing = tuple(str(row.get("path")) for row, source in found if source is None)
    if len({source.name for source in sources}) < len(sources):
        raise UnreadableRecordingError(
            "{path} cannot be used: {why}", path=path, why="two streams have one name"
        )
    return Manifest(sources, missing, str(data.get("task", "")), str(data.get("robot", "")))


def _source(root: Path, row: Any) -> Source | None:
    """One stream, None where no file fits its pattern."""
    if not isinstance(row, dict) or not isinstance(row.get("path"), str):
        raise ValueError("a stream has no path")
    paths = list(_files(root, row["path"]))
    if not paths:
        return None
    kind = row.get("kind")
    if kind is not None and kind not in _KINDS:
        raise ValueError(f"there is no kind {kind!r} of stream")
    what = _what(paths[0], kind)
    if what in (SourceKind.VIDEO, SourceKind.TABLE) and len(paths) > 1:
        raise ValueError(f"{row['path']} fits several files, which are not numbered samples")
    name = row.get("name") or _name(paths)
    if not isinstance(name, str):
        raise ValueError("the name of a stream is no text")
    numbers = [named_number(path.stem) for path in paths]
    stamps = row.get("stamps")
    return Source(
        name=name,
        what=what,
        paths=tuple(paths),
        numbers=tuple(n for n in numbers if n is not None) if None not in numbers else (),
        kind=_KINDS[kind] if kind is not None else None,
        rate_hz=_number(row, "rate_hz", least=1e-6, most=1e9),
        stamps=None if stamps is None else _inside(root, stamps),
        time=_text(row, "time"),
        units={str(k): str(v) for k, v in _mapping(row, "units").items()},
        limits={str(k): _limit(v) for k, v in _mapping(row, "limits").items()},
        depth_unit_m=_number(row, "depth_unit_m", least=1e-9, most=1e3) or MILLIMETRE_M,
        frame_id=_text(row, "frame") or "",
        start_ns=_start(row),
        note=camera_note(row, _poses(root, row), MANIFEST) if _CAMERA & row.keys() else None,
    )


def _poses(root: Path, row: Mapping[str, Any]) -> Path | None:
    poses = row.get("poses")
    return None if poses is None else _inside(root, poses)


def _files(root: Path, pattern: str) -> Iterator[Path]:
    """Files inside ``root`` that fit, in the order of their numbers."""
    _inside(root, pattern)
    if pattern.count("**") > 1:
        raise ValueError(f"{pattern} has more than one **")
    if not any(mark in pattern for mark in "*?["):
        path = root / pattern
        yield from (path for path in (path,) if path.is_file())
        return
    paths = [path for path in islice(root.glob(pattern), MOST_FILES) if path.is_file()]
    groups = sequences([str(path.relative_to(root).with_suffix("")) for path in paths])
    if len(groups) == 1 and sum(map(len, groups.values())) == len(paths):
        by_stem = {str(path.relative_to(root).with_suffix("")): path for path in paths}
        yield from (by_stem[stem] for stem, _ in next(iter(groups.values())) if stem in by_stem)
        return
    yield from sorted(paths)


def _inside(root: Path, pattern: object) -> Path:
    if not isinstance(pattern, str) or not pattern or "\0" in pattern:
        raise ValueError("a path is no text")
    pure = PurePosixPath(pattern)
    if pure.is_absolute() or ".." in pure.parts or "\\" in pattern or not pure.parts:
        raise ValueError(f"{pattern} leads out of the folder")
    return root / pattern


def _what(path: Path, kind: object) -> SourceKind:
    suffix = path.suffix.lower()
    if kind == StreamKind.POINTS.value or (kind is None and suffix in CLOUDS):
        return SourceKind.CLOUDS
    if kind == StreamKind.SIGNAL.value or (kind is None and suffix in TABLES):
        return SourceKind.TABLE
    if suffix in IMAGES:
        return SourceKind.IMAGES
    if suffix in VIDEOS and kind in (None, StreamKind.VIDEO.value):
        return SourceKind.VIDEO
    raise ValueError(f"{path.name} is of no kind that a stream can be made of")


def _name(paths: list[Path]) -> str:
    return paths[0].stem if len(paths) == 1 else paths[0].parent.name


def _text(row: Mapping[str, Any], key: str) -> str | None:
    value = row.get(key)
    if value is not None and not isinstance(value, str):
        raise ValueError(f"{key} is no text")
    return value


def _mapping(row: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    value = row.get(key, {})
    if not isinstance(value, dict):
        raise ValueError(f"{key} is no table")
    return value


def _is_number(value: object) -> bool:
    return (
        isinstance(value, int | float)
        and not isinstance(value, bool)
        and abs(value) < 1e30
        and isfinite(value)
    )


def _number(row: Mapping[str, Any], key: str, *, least: float, most: float) -> float | None:
    value = row.get(key)
    if value is None:
        return None
    if not _is_number(value) or not least <= value <= most:
        raise ValueError(f"{key} is no number between {least:g} and {most:g}")
    return float(value)


def _limit(value: object) -> tuple[float, float]:
    if (
        not isinstance(value, list)
        or len(value) != 2
        or not all(map(_is_number, value))
        or value[0] > value[1]
    ):
        raise ValueError("a limit is no pair of numbers, the lower first")
    return float(value[0]), float(value[1])


def _start(row: Mapping[str, Any]) -> int | None:
    value = row.get("start_ns")
    if value is None:
        return None
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value < 1 << 62:
        raise ValueError("start_ns is no stamp")
    return value
