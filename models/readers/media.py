"""One way to open a media file under every supported release of PyAV."""

from pathlib import Path

import av
from av.container import InputContainer

from models.readers.place import for_library

_LAST_STRICT_MAJOR = 18


def open_media(path: Path | str) -> InputContainer:
    """Open for reading; metadata that is no UTF-8 never keeps a file shut.

    PyAV up to 18 must be told so, from 19 on it has no such option and is never strict.

    Raises:
        av.error.FFmpegError, OSError: as ``av.open``.
    """
    source = path if isinstance(path, str) else for_library(path)
    if int(av.__version__.split(".")[0]) <= _LAST_STRICT_MAJOR:
        return av.open(source, "r", metadata_errors="replace")
    return av.open(source, "r")
