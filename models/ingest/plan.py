"""What there is to read under a folder."""

import os
from collections.abc import Iterator
from pathlib import Path

from models.errors import KnownError
from models.readers.base import FORMATS

_PROMISING_SUFFIXES = frozenset({".mcap"})


def find_recordings(root: Path) -> tuple[Path, ...]:
    """The plan: paths under ``root`` that are recordings or claim to be, in order of name.

    A folder that is a data set counts as one and is not entered; hidden folders and links to folders are not entered.

    Raises:
        KnownError: ``root`` does not exist.
    """
    root = root.absolute()
    if not root.exists():
        raise KnownError("{path} does not exist", path=root)
    if root.is_file() or _is_recognised(root):
        return (root,)
    return tuple(_walk(root))


def _walk(root: Path) -> Iterator[Path]:
    for folder, folders, files in os.walk(root):
        here = Path(folder)
        visible = [here / name for name in sorted(folders) if not name.startswith(".")]
        data_sets = [path for path in visible if not path.is_symlink() and _is_recognised(path)]
        folders[:] = [path.name for path in visible if path not in data_sets]
        yield from data_sets
        for name in sorted(files):
            path = here / name
            if not _is_device(path) and (path.suffix.lower() in _PROMISING_SUFFIXES or _is_recognised(path)):
                yield path


def _is_device(path: Path) -> bool:
    """Pipes and the like, which would wait for ever; a link that leads nowhere is none."""
    return path.exists() and not path.is_file()


def _is_recognised(path: Path) -> bool:
    try:
        return any(candidate.recognises(path) for candidate in FORMATS)
    except (OSError, KnownError):
        return False
