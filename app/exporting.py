"""Putting an export in place: all of it or nothing, and never over what has no backup."""

import contextlib
import os
import re
import shutil
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from app.files import write_atomically
from models.episode import EpisodeRecord
from models.errors import KnownError
from models.exports.context import frames_in
from models.exports.files import NewFile, Options
from models.exports.formats import Format, Shape
from models.exports.labelset import LabelSet, labelset_of
from models.exports.losses import NOTHING_LOST, Losses
from models.storage.label_store import LabelStore
from models.taxonomy import Taxonomy

BACKUPS = ".rushes-backup"
VIDEO = ".mp4"
_PART = ".rushes-part"


def labelsets(
    store: LabelStore,
    records: Iterable[EpisodeRecord],
    chosen: Format,
    taxonomy: Taxonomy,
    *,
    camera: str = "",
    empty_too: bool = False,
) -> Iterator[LabelSet]:
    """The labels of ``records`` as ``chosen`` wants them, without episodes that have none unless ``empty_too``.

    On any thread. ``camera`` is the stream whose frames count, the first one for "".

    Raises:
        KnownError: a recording that the format needs cannot be read.
    """
    for record in records:
        document = store.load(record, taxonomy)
        if not labelset_of(document, record, taxonomy).is_labelled and not empty_too:
            continue
        yield labelset_of(document, record, taxonomy, frames_in(record, camera) if chosen.frames else None)


def put_export(
    chosen: Format,
    labelsets: Sequence[LabelSet],
    options: Options,
    *,
    out: Path | None,
    in_place: bool,
    stamp: str,
) -> Losses:
    """Write ``labelsets`` to ``out``, or into the data set that they come from; ``stamp`` names a backup.

    Raises:
        KnownError: nothing to write, no room, or something there that may not be replaced; nothing is changed.
    """
    if not labelsets:
        raise KnownError("No episode has labels to export")
    match chosen.shape:
        case Shape.DATASET:
            return _put_dataset(chosen, labelsets, options, out=out, in_place=in_place, stamp=stamp)
        case Shape.EACH:
            assert out is not None
            return _put_each(chosen, labelsets, options, out)
        case _:
            assert out is not None
            return _put_file(chosen, labelsets, options, out, in_place=in_place, stamp=stamp)


def _put_file(
    chosen: Format, labelsets: Sequence[LabelSet], options: Options, out: Path, *, in_place: bool, stamp: str
) -> Losses:
    adds = chosen.shape is Shape.LIST and out.exists()
    if adds and not in_place:
        raise KnownError("{path} is there already; --in-place adds to it and keeps what it was", path=out)
    export = chosen.write(labelsets, out, options)
    data = export.files[0].content()
    if adds:
        keep(out, out.with_name(f"{out.name}.before-{stamp}"))
    write_atomically(out, data)
    return export.losses


def _put_each(chosen: Format, labelsets: Sequence[LabelSet], options: Options, out: Path) -> Losses:
    suffix = chosen.suffix or ".json"
    if len(labelsets) == 1 and out.suffix == suffix:
        places = [out]
    else:
        places = [out / f"{name}{suffix}" for name in _file_names(labelsets)]
    losses = NOTHING_LOST
    exports = [chosen.write([labels], path, options) for labels, path in zip(labelsets, places, strict=True)]
    for path, export in zip(places, exports, strict=True):
        path.parent.mkdir(parents=True, exist_ok=True)
        write_atomically(path, export.files[0].content())
        losses += export.losses
    return losses


def _file_names(labelsets: Sequence[LabelSet]) -> list[str]:
    """Names that every disk takes; equal ones get the beginning of the episode's id."""
    names = [
        re.sub(r"[^\w.-]+", "_", labels.episode).strip("_.") or labels.episode_id for labels in labelsets
    ]
    return [
        name if names.count(name) == 1 else f"{name}-{labels.episode_id[:8]}"
        for name, labels in zip(names, labelsets, strict=True)
    ]


def _put_dataset(
    chosen: Format,
    labelsets: Sequence[LabelSet],
    options: Options,
    *,
    out: Path | None,
    in_place: bool,
    stamp: str,
) -> Losses:
    sources = {labels.recording for labels in labelsets}
    if len(sources) > 1:
        raise KnownError(
            "An export writes one data set at a time; name the episodes of one: {paths}",
            paths=", ".join(sorted(sources)),
        )
    root = dataset_root(Path(sources.pop()))
    if out is not None and in_place:
        raise KnownError("Either --out or --in-place: {path} would be left as it is", path=root)
    export = chosen.write(labelsets, root, options)
    if out is None:
        replace_files(root, export.files, stamp=stamp)
    else:
        copy_dataset(root, out, export.files)
    return export.losses


def dataset_root(path: Path) -> Path:
    """The folder of a data set that is named by itself or by its ``meta/info.json``.

    Raises:
        KnownError: it is none.
    """
    root = path.parent.parent if path.name == "info.json" else path
    if not (root / "meta" / "info.json").is_file():
        raise KnownError(
            "{path} is no LeRobot data set; labels of other recordings go into other formats", path=path
        )
    return root


def replace_files(root: Path, files: Sequence[NewFile], *, stamp: str) -> Path:
    """Put ``files`` into the folder ``root``; what they replace is kept under ``.rushes-backup/STAMP``.

    All are written and synced beside their places before the first takes its own, so that a full disk or a kill
    leaves the old ones whole.

    Returns:
        The folder of the backup.

    Raises:
        KnownError: no room, or the place forbidden; nothing is changed.
    """
    backup = root / BACKUPS / stamp
    parts: list[tuple[Path, Path]] = []
    try:
        for file in files:
            target = root / file.path
            part = target.with_name(target.name + _PART)
            parts.append((part, target))
            target.parent.mkdir(parents=True, exist_ok=True)
            _write_synced(part, file.content())
        for _, target in parts:
            if target.is_file():
                keep(target, backup / target.relative_to(root))
        _take_places(parts, root, backup)
    except OSError as error:
        raise KnownError(
            "{path} cannot be written: {why}", path=error.filename or root, why=error.strerror or error
        ) from error
    finally:
        for part, _ in parts:
            with contextlib.suppress(OSError):
                part.unlink(missing_ok=True)
    return backup


def _take_places(parts: Sequence[tuple[Path, Path]], root: Path, backup: Path) -> None:
    """All or none, as long as this process lives."""
    taken: list[Path] = []
    try:
        for part, target in parts:
            part.replace(target)
            taken.append(target)
    except OSError:
        for target in taken:
            kept = backup / target.relative_to(root)
            if kept.exists():
                shutil.copy2(kept, target.with_name(target.name + _PART))
                target.with_name(target.name + _PART).replace(target)
            else:
                target.unlink()
        raise


def keep(path: Path, backup: Path) -> None:
    """A second name of the same file where the disk can do that, else a copy; replacing the first leaves it alone."""
    backup.parent.mkdir(parents=True, exist_ok=True)
    try:
        os.link(path.resolve(), backup)
    except OSError:
        shutil.copy2(path, backup)
        with backup.open("rb+") as file:
            os.fsync(file.fileno())


def copy_dataset(source: Path, out: Path, files: Sequence[NewFile]) -> None:
    """The data set ``source`` with ``files`` in place of its own, as the new folder ``out``.

    Videos become second names of the same files where the disk can do that.

    Raises:
        KnownError: ``out`` is there already, no room, or the place forbidden; nothing of it stays.
    """
    if out.exists():
        raise KnownError("{path} is there already; an export replaces no data set", path=out)
    part = out.with_name(f".{out.name}{_PART}")
    new = {file.path for file in files}
    try:
        shutil.rmtree(part, ignore_errors=True)
        for path in sorted(source.rglob("*")):
            name = path.relative_to(source).as_posix()
            if not path.is_file() or name in new or name.startswith(BACKUPS):
                continue
            if path.suffix == VIDEO:
                keep(path, part / name)
            else:
                (part / name).parent.mkdir(parents=True, exist_ok=True)
                shutil.copy2(path, part / name)
        for file in files:
            target = part / file.path
            target.parent.mkdir(parents=True, exist_ok=True)
            _write_synced(target, file.content())
        part.rename(out)
    except OSError as error:
        raise KnownError(
            "{path} cannot be written: {why}", path=error.filename or out, why=error.strerror or error
        ) from error
    finally:
        shutil.rmtree(part, ignore_errors=True)


def _write_synced(path: Path, data: bytes) -> None:
    with path.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
