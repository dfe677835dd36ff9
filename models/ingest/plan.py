"""What there is to read under a folder."""

from collections.abc import Iterator
from pathlib import Path

from models.errors import KnownError
from models.readers.base import FORMATS, Format
from models.readers.place import exists, is_remote, walk

# Files of these names are listed even where they are damaged, so that somebody hears of them.
_PROMISING_SUFFIXES = frozenset({
    ".mcap", ".bag", ".db3", ".hdf5", ".h5", ".zarr",
    ".mp4", ".mkv", ".webm", ".avi", ".mov",
    ".pcd", ".ply", ".las", ".laz",
})  # fmt: skip
_PROMISING_ENDINGS = (".zarr.zip",)
# Parts of recordings, notes and programs; there may be millions of them, so they are not even opened.
_PARTS = frozenset({
    ".png", ".jpg", ".jpeg", ".pgm", ".ppm", ".bmp", ".tif", ".tiff", ".webp", ".npy", ".npz",
    ".json", ".jsonl", ".yaml", ".yml", ".toml", ".xml", ".urdf", ".parquet", ".md", ".html", ".pdf", ".log",
    ".py", ".pyc", ".so", ".c", ".h", ".cpp", ".hpp", ".js", ".wav", ".mp3", ".stl", ".dae", ".obj",
})  # fmt: skip


def find_recordings(root: Path) -> tuple[Path, ...]:
    """The plan: paths under ``root`` that are recordings or claim to be, in order of name.

    A folder that is a data set counts as one and is not entered; hidden folders and links to folders are not entered.

    Raises:
        KnownError: ``root`` does not exist.
    """
    root = root.absolute()
    if not exists(root):
        raise KnownError("{path} does not exist", path=root)
    if root.is_file() or _is_recognised(root):
        return (root,)
    return tuple(_walk(root))


def _walk(root: Path) -> Iterator[Path]:
    for here, folders, files in walk(root):
        visible = [here / name for name in sorted(folders) if not name.startswith(".")]
        data_sets = [path for path in visible if not _is_link(path) and _is_data_set(path)]
        folders[:] = [path.name for path in visible if path not in data_sets]
        yield from data_sets
        for name in sorted(files):
            path = here / name
            if not _is_device(path) and (_is_promising(path) or _may_be_recognised(path)):
                yield path


def _is_link(path: Path) -> bool:
    return not is_remote(path) and path.is_symlink()


def _is_data_set(folder: Path) -> bool:
    return _is_promising(folder) or _is_recognised(folder)


def _is_promising(path: Path) -> bool:
    return path.suffix.lower() in _PROMISING_SUFFIXES or path.name.lower().endswith(_PROMISING_ENDINGS)


def _may_be_recognised(path: Path) -> bool:
    return path.suffix.lower() not in _PARTS and _is_recognised(path)


def _is_device(path: Path) -> bool:
    """Pipes and the like, which would wait for ever; a link that leads nowhere is none."""
    return path.exists() and not path.is_file()


def _is_recognised(path: Path) -> bool:
    return any(_recognises(candidate, path) for candidate in FORMATS)


def _recognises(candidate: Format, path: Path) -> bool:
    try:
        return candidate.recognises(path)
    except (OSError, KnownError):
        return False
