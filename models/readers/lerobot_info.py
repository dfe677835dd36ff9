"""``meta/info.json`` of a LeRobot data set: features, rate, and where its files lie.

Source of the format: huggingface/lerobot, ``lerobot/datasets/utils.py`` (v2.0, v2.1) and the v3.0 data set guide.
"""

import json
import re
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from models.errors import UnreadableRecordingError
from models.readers.lerobot_depth import DepthCoding, depth_coding

SUPPORTED = ("v2.0", "v2.1", "v3.0")
IMAGE_DTYPES = frozenset({"image", "video"})
_PATHS_V2 = (
    "data/chunk-{episode_chunk:03d}/episode_{episode_index:06d}.parquet",
    "videos/chunk-{episode_chunk:03d}/{video_key}/episode_{episode_index:06d}.mp4",
)
DEFAULT_PATHS = {
    "v2.0": _PATHS_V2,
    "v2.1": _PATHS_V2,
    "v3.0": (
        "data/chunk-{chunk_index:03d}/file-{file_index:03d}.parquet",
        "videos/{video_key}/chunk-{chunk_index:03d}/file-{file_index:03d}.mp4",
    ),
}
_PLACE = re.compile(r"\{(\w+)(?::0?(\d{1,2})d)?\}")


@dataclass(frozen=True, slots=True)
class Feature:
    """One column or camera. ``shape`` is that of one frame, ``channels`` names its numbers where they fit."""

    name: str
    dtype: str
    shape: tuple[int, ...]
    channels: tuple[str, ...]
    codec: str = ""
    depth: DepthCoding | None = None


@dataclass(frozen=True, slots=True)
class Info:
    """What ``info.json`` says. ``fps`` is None where it says nothing usable."""

    root: Path
    version: str
    robot: str
    fps: float | None
    total_episodes: int | None
    chunks_size: int
    data_path: str
    video_path: str
    features: dict[str, Feature]

    @property
    def cameras(self) -> tuple[Feature, ...]:
        """Features that lie in video files."""
        return tuple(feature for feature in self.features.values() if feature.dtype == "video")

    def data_file(self, **places: object) -> Path:
        """Path of a parquet file; ``places`` fill the template."""
        return self.root / fill_template(self.data_path, places)

    def video_file(self, **places: object) -> Path:
        """Path of a video file; ``places`` fill the template."""
        return self.root / fill_template(self.video_path, places)


def info_file(path: Path) -> Path | None:
    """``meta/info.json`` of a data set given as its folder or as that file, None where there is none."""
    candidate = path / "meta" / "info.json" if path.is_dir() else path
    fits = candidate.name == "info.json" and candidate.parent.name == "meta" and candidate.is_file()
    return candidate if fits else None


def load_info(path: Path) -> Info:
    """Read ``info.json``.

    Raises:
        UnreadableRecordingError: not JSON, not of a version that is read, or without features.
    """
    raw = _load_json(path)
    version = _version(raw, path)
    features = raw.get("features")
    if not isinstance(features, dict) or not features:
        raise UnreadableRecordingError("{path} lists no features, so nothing can be shown", path=path)
    data_path, video_path = DEFAULT_PATHS[version]
    return Info(
        root=path.parent.parent,
        version=version,
        robot=str(raw.get("robot_type") or ""),
        fps=_positive(raw.get("fps")),
        total_episodes=_count(raw.get("total_episodes")),
        chunks_size=_count(raw.get("chunks_size")) or 1000,
        data_path=str(raw.get("data_path") or data_path),
        video_path=str(raw.get("video_path") or video_path),
        features={str(name): _feature(str(name), entry) for name, entry in features.items()},
    )


def fill_template(template: str, places: dict[str, object]) -> PurePosixPath:
    """``template`` with its places filled. Only plain and zero-padded whole numbers are allowed, because a
    recording may come from anywhere, and the result must stay inside the data set.

    Raises:
        UnreadableRecordingError: an unknown place, or a path that leads out of the data set.
    """

    def fill(place: re.Match[str]) -> str:
        value = places.get(place[1], place[0])
        return f"{int(value):0{int(place[2])}d}" if place[2] and isinstance(value, int) else str(value)

    filled = PurePosixPath(_PLACE.sub(fill, template))
    if "{" in str(filled) or filled.is_absolute() or ".." in filled.parts:
        raise UnreadableRecordingError("The path template {pattern} cannot be used", pattern=template)
    return filled


def channel_names(names: object, width: int) -> tuple[str, ...]:
    """Names of ``width`` numbers from the ``names`` of a feature, numbers where they do not fit."""
    flat = _flatten(names)
    return flat if len(flat) == width else tuple(str(i) for i in range(width))


def _flatten(names: object) -> tuple[str, ...]:
    """Lists, nested lists, ``{"motors": [...]}``, several groups, or ``{name: place}``."""
    if isinstance(names, str):
        return (names,)
    if isinstance(names, (list, tuple)):
        return tuple(flat for name in names for flat in (_flatten(name) or (str(name),)))
    if not isinstance(names, dict):
        return ()
    if names and all(isinstance(place, int) for place in names.values()):
        return tuple(str(name) for name, _ in sorted(names.items(), key=lambda item: item[1]))
    groups = [(str(group), _flatten(members)) for group, members in names.items()]
    flat = tuple(name for _, members in groups for name in members)
    if len(set(flat)) == len(flat) or len(groups) == 1:
        return flat
    return tuple(f"{group}.{name}" for group, members in groups for name in members)


def _feature(name: str, entry: object) -> Feature:
    fields: dict[str, Any] = entry if isinstance(entry, dict) else {}
    raw_shape = fields.get("shape")
    shape = tuple(n for n in raw_shape if isinstance(n, int)) if isinstance(raw_shape, (list, tuple)) else ()
    video = fields.get("info") or fields.get("video_info")
    about: dict[str, Any] = video if isinstance(video, dict) else {}
    codec = str(about.get("video.codec") or "")
    width = 1
    for extent in shape:
        width *= max(extent, 0)
    dtype = str(fields.get("dtype") or "")
    channels = () if dtype in IMAGE_DTYPES or width > 1 << 16 else channel_names(fields.get("names"), width)
    return Feature(
        name=name, dtype=dtype, shape=shape, channels=channels, codec=codec, depth=depth_coding(about)
    )


def _load_json(path: Path) -> dict[str, Any]:
    try:
        raw = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        raise UnreadableRecordingError("{path} is damaged: it is not JSON", path=path) from error
    if not isinstance(raw, dict):
        raise UnreadableRecordingError("{path} is damaged: it holds no JSON object", path=path)
    return raw


def _version(raw: dict[str, Any], path: Path) -> str:
    text = str(raw.get("codebase_version") or "")
    version = text if text.startswith("v") else f"v{text}"
    supported = next((known for known in SUPPORTED if version.startswith(known)), None)
    if supported is None:
        raise UnreadableRecordingError(
            "{path} is a LeRobot data set of version {version}; Rushes reads v2.0, v2.1 and v3.0, "
            "so please convert it with LeRobot's own script first",
            path=path.parent.parent,
            version=text or "unknown",
        )
    return supported


def _positive(value: object) -> float | None:
    return float(value) if isinstance(value, (int, float)) and 1e-3 < value < 1e6 else None


def _count(value: object) -> int | None:
    return value if isinstance(value, int) and value >= 0 else None
