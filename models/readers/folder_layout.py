"""Which files of a plain folder make which streams, and whether they are one recording at all.

Only names are looked at, and the first bytes of one file a sequence. A folder is one recording where pictures or
clouds are numbered or stamped in it or in its folders, or where videos lie beside tables of numbers. Folders that hold
files of other formats, or several such recordings, are none.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from pathlib import Path

from models.episode import StreamKind
from models.readers import cloud_csv
from models.readers.folder_cameras import CameraNote
from models.readers.image_stream import MILLIMETRE_M
from models.readers.name_stamps import NamedNumber, named_number, sequences
from models.readers.number_table import is_table
from models.readers.place import listing, open_binary

MANIFEST = "episode.toml"
IMAGES = frozenset({".png", ".jpg", ".jpeg", ".pgm", ".ppm", ".bmp", ".tif", ".tiff", ".webp"})
CLOUDS = frozenset({".pcd", ".ply", ".las", ".laz"})
VIDEOS = frozenset({".mp4", ".mkv", ".webm", ".avi", ".mov", ".m4v", ".ts"})
TABLES = frozenset({".csv", ".tsv", ".txt"})
FOREIGN = frozenset(
    {".mcap", ".bag", ".db3", ".hdf5", ".h5", ".parquet", ".zarr", ".zip", ".tfrecord", ".arrow"}
)
FOREIGN_NAMES = frozenset({"metadata.yaml", ".zgroup", ".zarray", ".zattrs", "zarr.json"})
FOREIGN_FOLDERS = frozenset({"meta", "task_info", "proprio_stats"})
MOST_FOLDERS = 1000
# What EuRoC lays beside a folder of pictures: their names again, and the camera.
_OF_DATA = frozenset({"data.csv", "sensor.yaml"})
_SENSOR = re.compile(
    r"cam|colou?r|rgb|image|img|depth|infra|ir\b|lidar|laser|cloud|points|pcd|velodyne|scan|left|right|wrist|hand|head|chest|view|sensor|mask|seg|front|back|rear|top|side|ego|overhead|gripper",
    re.IGNORECASE,
)
_RECORDING = re.compile(
    r"episode|ep|take|trial|demo|recording|session|run|traj(ectory)?|sample|clip", re.IGNORECASE
)
_TIMES = re.compile(r"(time|stamp)", re.IGNORECASE)


class SourceKind(StrEnum):
    """What the files of a stream are."""

    IMAGES = "images"
    CLOUDS = "clouds"
    VIDEO = "video"
    TABLE = "table"


@dataclass(frozen=True, slots=True)
class Source:
    """The files of one stream. ``numbers`` has one entry a file where their names are numbered or stamped.

    The rest comes from a manifest: ``kind`` of the stream, ``rate_hz``, ``stamps`` (a table of stamps), ``time`` (name
    of a column), ``units`` and ``limits`` by channel, ``depth_unit_m``, ``frame_id``, ``start_ns`` of the first sample,
    ``note`` about its camera.
    """

    name: str
    what: SourceKind
    paths: tuple[Path, ...]
    numbers: tuple[NamedNumber, ...] = ()
    kind: StreamKind | None = None
    rate_hz: float | None = None
    stamps: Path | None = None
    time: str | None = None
    units: dict[str, str] = field(default_factory=dict)
    limits: dict[str, tuple[float, float]] = field(default_factory=dict)
    depth_unit_m: float = MILLIMETRE_M
    frame_id: str = ""
    start_ns: int | None = None
    note: CameraNote | None = None


@dataclass(frozen=True, slots=True)
class _Folder:
    """``name`` is that of the folder below the root, "" for the root itself."""

    name: str
    path: Path
    files: tuple[str, ...]
    folders: tuple[str, ...]


def find_sources(root: Path) -> list[Source]:
    """Streams of a folder without a manifest, [] where it is no recording.

    Raises:
        OSError: it cannot be listed.
    """
    here = _listed(root, "")
    if _is_foreign(here):
        return []
    below: list[_Folder] = []
    for name in here.folders[:MOST_FOLDERS]:
        folder = _listed(root / name, name)
        if folder.folders == ("data",) and _OF_DATA.issuperset(folder.files):
            folder = _listed(root / name / "data", name)
        if _is_foreign(folder) or MANIFEST in folder.files:
            return []
        below.append(folder)
    groups = [list(_sources_of(folder)) for folder in (here, *below)]
    if _are_several(groups[0], below, groups[1:]):
        return []
    sources = [source for group in groups for source in group]
    if not _is_recording(sources) or not _are_most(sources, (here, *below)):
        return []
    return _with_stamp_tables([source for source in sources if _is_readable(source)])


def _listed(path: Path, name: str) -> _Folder:
    files: list[str] = []
    folders: list[str] = []
    try:
        for entry, is_folder in listing(path):
            if entry.startswith(".") and entry not in FOREIGN_NAMES:
                continue
            (folders if is_folder else files).append(entry)
    except OSError:
        if not name:
            raise
    return _Folder(name, path, tuple(sorted(files)), tuple(sorted(folders)))


def _is_foreign(folder: _Folder) -> bool:
    if FOREIGN_FOLDERS & {folder.name, *folder.folders}:
        return True
    names = (*folder.files, *folder.folders)
    return any(name in FOREIGN_NAMES or Path(name).suffix.lower() in FOREIGN for name in names)


def _sources_of(folder: _Folder) -> Iterator[Source]:
    by_suffix: dict[str, list[str]] = {}
    for name in folder.files:
        stem, suffix = Path(name).stem, Path(name).suffix
        by_suffix.setdefault(suffix, []).append(stem)
    kinds = {suffix: kind for suffix in by_suffix if (kind := _kind_of(suffix)) is not None}
    rows = sum(kind in (SourceKind.IMAGES, SourceKind.CLOUDS) for kind in kinds.values())
    for suffix, kind in kinds.items():
        stems = by_suffix[suffix]
        if kind in (SourceKind.IMAGES, SourceKind.CLOUDS):
            yield from _sequences_of(folder, stems, suffix, kind, alone=rows == 1)
        elif kind is SourceKind.TABLE and _are_clouds(folder, stems, suffix):
            yield from _sequences_of(folder, stems, suffix, SourceKind.CLOUDS, alone=not rows)
        else:
            yield from (_single(folder, stem, suffix, kind) for stem in stems)


def _are_clouds(folder: _Folder, stems: Sequence[str], suffix: str) -> bool:
    """Whether texts are one numbered sequence of clouds."""
    groups = list(sequences(stems).values())
    if len(groups) != 1 or not 1 < len(groups[0]) == len(stems):
        return False
    try:
        with open_binary(folder.path / (stems[0] + suffix)) as file:
            return cloud_csv.recognises(file.read(1 << 12), suffix)
    except OSError:
        return False


def _kind_of(suffix: str) -> SourceKind | None:
    kinds = (
        (IMAGES, SourceKind.IMAGES),
        (CLOUDS, SourceKind.CLOUDS),
        (VIDEOS, SourceKind.VIDEO),
        (TABLES, SourceKind.TABLE),
    )
    return next((kind for suffixes, kind in kinds if suffix.lower() in suffixes), None)


def _sequences_of(
    folder: _Folder, stems: Sequence[str], suffix: str, kind: SourceKind, *, alone: bool
) -> Iterator[Source]:
    groups = {pattern: group for pattern, group in sequences(stems).items() if len(group) > 1}
    for pattern, group in groups.items():
        own = "".join(pattern).strip("_-. ")
        if folder.name and (len(groups) == 1 and alone):
            name = folder.name
        elif folder.name:
            name = f"{folder.name}/{own or suffix.lstrip('.')}"
        else:
            name = own or (kind.value if alone else suffix.lstrip("."))
        paths = tuple(folder.path / (stem + suffix) for stem, _ in group)
        yield Source(name, kind, paths, tuple(number for _, number in group))


def _single(folder: _Folder, stem: str, suffix: str, kind: SourceKind) -> Source:
    name = folder.name if folder.name and stem == "data" else "/".join(filter(None, (folder.name, stem)))
    number = named_number(stem) if kind is SourceKind.VIDEO else None
    return Source(name, kind, (folder.path / (stem + suffix),), () if number is None else (number,))


def _is_recording(sources: Sequence[Source]) -> bool:
    kinds = {source.what for source in sources}
    if kinds & {SourceKind.IMAGES, SourceKind.CLOUDS}:
        return True
    tables = [
        source for source in sources if source.what is SourceKind.TABLE and _is_number_table(source.paths[0])
    ]
    return SourceKind.VIDEO in kinds and bool(tables)


def _are_most(sources: Sequence[Source], folders: Sequence[_Folder]) -> bool:
    """Whether most of the files belong to streams: a folder of programs has pictures too."""
    return 2 * sum(len(source.paths) for source in sources) >= sum(len(folder.files) for folder in folders)


def _is_readable(source: Source) -> bool:
    return source.what is not SourceKind.TABLE or _is_number_table(source.paths[0])


def _is_number_table(path: Path) -> bool:
    try:
        with open_binary(path) as file:
            return is_table(file.read(1 << 16))
    except OSError:
        return False


def _are_several(
    here: Sequence[Source], below: Sequence[_Folder], groups: Sequence[Sequence[Source]]
) -> bool:
    """Whether a folder holds several recordings: folders of pictures that are not named after sensors."""
    if _pair_up(here):
        return True
    whole = [folder for folder, group in zip(below, groups, strict=True) if _is_recording(group)]
    return sum(_SENSOR.search(folder.name) is None for folder in whole) > 1


def _pair_up(here: Sequence[Source]) -> bool:
    """Whether videos are numbered as recordings are, or each has a table of its own."""
    videos = [source for source in here if source.what is SourceKind.VIDEO]
    tables = {source.name for source in here if source.what is SourceKind.TABLE}
    if len(videos) < 2:
        return False
    if len(tables & {video.name for video in videos}) > 1:
        return True
    numbers = [number for video in videos for number in video.numbers]
    return len({n.pattern for n in numbers}) < len(numbers) and any(
        _RECORDING.fullmatch(n.pattern[0].strip("_-. ")) or not n.pattern[0] for n in numbers
    )


def _with_stamp_tables(sources: list[Source]) -> list[Source]:
    """A table named after time beside one sequence is that one's stamps and no stream."""
    found: list[Source] = []
    tables = [s for s in sources if s.what is SourceKind.TABLE and _TIMES.match(s.paths[0].stem)]
    used: set[str] = set()
    for source in sources:
        here = source.paths[0].parent
        beside = [table for table in tables if table.paths[0].parent == here]
        alone = sum(other.paths[0].parent == here for other in sources) == 2
        stamped = source not in tables and bool(beside) and alone
        found.append(replace(source, stamps=beside[0].paths[0]) if stamped else source)
        used.update(table.name for table in beside if stamped)
    return [source for source in found if source.name not in used]
