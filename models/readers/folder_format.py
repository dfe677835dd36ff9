"""A plain folder of videos, numbered pictures, clouds and tables as one episode, with a manifest or without."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from models.episode import StreamKind
from models.errors import KnownError, UnreadableRecordingError
from models.geometry.camera import Camera
from models.geometry.transforms import TransformSource
from models.readers.cloud_stream import CloudStream
from models.readers.folder_cameras import transforms_of
from models.readers.folder_layout import MANIFEST, Source, SourceKind, find_sources
from models.readers.folder_manifest import Manifest, read_manifest
from models.readers.folder_times import Times
from models.readers.image_stream import ImageStream, is_depth_picture
from models.readers.number_table import NumberTable, read_table
from models.readers.plain_episode import Contents, PlainRecording, Report
from models.readers.pose_names import with_pose_names
from models.readers.table_stream import TableStream
from models.readers.video_stream import VideoFileStream, open_video
from models.streams import Stream


def recognises(path: Path) -> bool:
    """A folder with a manifest, that manifest, or a folder whose names say that it is one recording."""
    if path.is_file():
        return path.name == MANIFEST
    return (path / MANIFEST).is_file() or bool(find_sources(path))


def open_recording(path: Path) -> PlainRecording:
    """The folder as a recording; its files are listed again when its episode is opened."""
    root = path.parent if path.is_file() else path
    return PlainRecording(root, format_name="folder", load=_load, files=lambda: _files(root))


def _described(root: Path) -> Manifest:
    if (root / MANIFEST).is_file():
        return read_manifest(root)
    try:
        return Manifest(tuple(find_sources(root)), ())
    except OSError as error:
        raise UnreadableRecordingError(
            "{path} cannot be listed: {why}", path=root, why=error.strerror
        ) from error


def _files(root: Path) -> list[Path]:
    found = {path: None for source in _described(root).sources for path in source.paths}
    return [*found, *(path for path in (root / MANIFEST,) if path.is_file())]


def _load(root: Path) -> Contents:
    report = Report()
    manifest = _described(root)
    for pattern in manifest.missing:
        report.critical("file_missing", f"No file fits {pattern}")
    tables = dict(_tables(manifest.sources, report))
    times = Times(manifest.sources, tables, report)
    streams: dict[str, Stream] = {}
    for source in manifest.sources:
        for stream in _opened(source, tables.get(source.name), times, report):
            streams.setdefault(stream.info.name, stream)
    cameras, transforms = _surveyed(manifest.sources, streams, report)
    return Contents(
        list(streams.values()),
        report,
        manifest.task,
        manifest.robot,
        attributes=_attributes(manifest.sources),
        cameras=cameras,
        transforms=transforms,
    )


def _surveyed(
    sources: Sequence[Source], streams: Mapping[str, Stream], report: Report
) -> tuple[dict[str, Camera], list[TransformSource]]:
    """Cameras by stream, and where they were."""
    cameras: dict[str, Camera] = {}
    transforms: list[TransformSource] = []
    for source in sources:
        stream, note = streams.get(source.name), source.note
        if stream is None or note is None:
            continue
        frame = source.frame_id or source.name
        if note.camera is not None:
            cameras[source.name] = replace(note.camera, frame_id=frame)
        try:
            transforms += transforms_of(note, frame, stream.stamps())
        except KnownError as error:
            report.warn("poses_missing", str(error), stream=source.name)
    return cameras, transforms


def _attributes(sources: Sequence[Source]) -> dict[str, str]:
    """Limits by channel as ``limits.<stream>.<channel>``: lower and upper, apart by a blank."""
    return {
        f"limits.{source.name}.{channel}": f"{low!r} {high!r}"
        for source in sources
        for channel, (low, high) in source.limits.items()
    }


def _tables(sources: Sequence[Source], report: Report) -> Iterator[tuple[str, NumberTable]]:
    for source in sources:
        if source.what is not SourceKind.TABLE:
            continue
        try:
            table = with_pose_names(source.name, read_table(source.paths[0], time_column=source.time))
        except KnownError as error:
            report.warn("file_damaged", str(error), stream=source.name)
            continue
        for flaw in table.flaws:
            report.warn("table_rows", flaw, stream=source.name)
        if table.left_out:
            names = ", ".join(table.left_out[:20])
            report.info("text_column", f"Columns of text are not shown: {names}", stream=source.name)
        if table.names:
            yield source.name, table


def _opened(source: Source, table: NumberTable | None, times: Times, report: Report) -> Iterator[Stream]:
    """The streams of a source; none where it cannot be read, which is reported."""
    try:
        match source.what:
            case SourceKind.TABLE:
                if table is not None:
                    yield _table(source, table, times)
            case SourceKind.VIDEO:
                yield from _videos(source, times, report)
            case SourceKind.IMAGES:
                yield _images(source, times)
            case SourceKind.CLOUDS:
                yield _clouds(source, times, report)
    except KnownError as error:
        report.critical("file_damaged", str(error), stream=source.name)


def _table(source: Source, table: NumberTable, times: Times) -> TableStream:
    stamps_ns = times.of_rows(source, table)
    path = source.paths[0]
    rows = replace(table, values=table.values[: len(stamps_ns)])
    return TableStream(source.name, rows, stamps_ns, units=source.units, path=path, frame_id=source.frame_id)


def _videos(source: Source, times: Times, report: Report) -> Iterator[Stream]:
    stamps_ns = times.of_pictures(source)
    path = source.paths[0]
    if stamps_ns is not None:
        yield VideoFileStream(source.name, path, report=report, stamps_ns=stamps_ns, frame_id=source.frame_id)
        return
    yield from open_video(source.name, path, report=report, offset_ns=times.start_ns(source))


def _images(source: Source, times: Times) -> ImageStream:
    kind = source.kind
    if kind is None:
        kind = StreamKind.DEPTH if is_depth_picture(source.paths[0]) else StreamKind.VIDEO
    return ImageStream(
        source.name,
        source.paths,
        times.of_files(source),
        kind=kind,
        depth_unit_m=source.depth_unit_m,
        frame_id=source.frame_id,
    )


def _clouds(source: Source, times: Times, report: Report) -> CloudStream:
    stamps_ns = times.of_files(source)
    return CloudStream(source.name, source.paths, stamps_ns, report=report, frame_id=source.frame_id)
