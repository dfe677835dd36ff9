"""Where a recording lies: a path of this machine, or a URL of anything that fsspec reaches (S3, HTTP, memory ...).

A URL becomes a ``UPath``, which reads like ``pathlib.Path``; readers ask for bytes here and so need not know which one
they have. Finding out that a path is local loads no library.
"""

import io
import os
import re
from base64 import b64encode
from collections.abc import Iterator
from pathlib import Path, PurePath
from typing import Any, BinaryIO, cast
from urllib.parse import unquote, urlsplit, urlunsplit

from models.errors import KnownError, UnreadableRecordingError
from models.readers.byte_source import ByteSource, LocalFile

BUFFER_NBYTES = 64 * 1024

_URL = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+://")
_CONNECT_S, _READ_S = 10, 20


def place(text: Path | str) -> Path:
    """A path or a URL as something that reads like a path; credentials in a URL do not show in it.

    They serve this path only: what is stored of it has none, so lasting ones belong into fsspec's configuration.

    Raises:
        UnreadableRecordingError: no library knows such URLs.
    """
    if not isinstance(text, str):
        return text
    if not _URL.match(text):
        return Path(text)
    from models.readers.remote_path import remote_path  # noqa: PLC0415 - local paths do not pay for it

    if _holds_key(text):
        raise UnreadableRecordingError(
            "A key or password in the address of {host} would be shown and stored; put it in the environment or in "
            "fsspec's configuration",
            host=urlsplit(text).hostname,
        )
    plain, options = _options(text)
    try:
        return cast(Path, remote_path(plain, options))
    except (ImportError, ValueError, TypeError) as error:
        raise UnreadableRecordingError("{path} cannot be reached: {why}", path=plain, why=error) from error


def is_remote(path: PurePath) -> bool:
    """Whether bytes of it come through fsspec."""
    return not isinstance(path, PurePath)


def exists(path: Path) -> bool:
    """Whether something is there.

    Raises:
        UnreadableRecordingError: whoever keeps it does not answer, or refuses.
    """
    if not is_remote(path):
        return path.exists()
    from models.readers.remote_file import facts_of  # noqa: PLC0415 - local paths do not pay for it

    return facts_of(path) is not None


def check_readable(path: Path) -> None:
    """Read the first byte of a remote file, so that a server that fails is asked once and not by every format.

    Raises:
        UnreadableRecordingError: it cannot be read.
    """
    if is_remote(path):
        source = open_source(path)
        try:
            source.read_at(0, 1)
        finally:
            source.close()


def open_source(path: Path) -> ByteSource:
    """Bytes by position.

    Raises:
        UnreadableRecordingError: it cannot be opened.
    """
    if not is_remote(path):
        return LocalFile(path)
    from models.readers.remote_file import RemoteFile  # noqa: PLC0415 - see above

    return RemoteFile(path)


def open_binary(path: Path) -> BinaryIO:
    """A seekable file for libraries that want one; of a remote one only what is read is fetched.

    Raises:
        OSError: it cannot be opened; reading raises it too.
    """
    if not is_remote(path):
        return path.open("rb")
    try:
        return cast(BinaryIO, io.BufferedReader(_SourceReader(open_source(path)), BUFFER_NBYTES))
    except KnownError as error:
        raise OSError(5, str(error)) from error


def listing(folder: Path) -> Iterator[tuple[str, bool]]:
    """Names in a folder, and whether each is a folder; one request for a remote one.

    Raises:
        OSError: it cannot be listed.
    """
    if not is_remote(folder):
        with os.scandir(folder) as entries:
            yield from ((entry.name, entry.is_dir()) for entry in entries)
        return
    try:
        found = folder.fs.ls(folder.path, detail=True)  # type: ignore[attr-defined]
    except OSError:
        raise
    except Exception as error:  # whatever the protocol's library raises
        raise OSError(5, str(error)) from error
    for entry in found:
        name = str(entry["name"]).rstrip("/").rsplit("/", maxsplit=1)[-1]
        if name and name != folder.name:
            yield name, entry["type"] == "directory"


def walk(root: Path) -> Iterator[tuple[Path, list[str], list[str]]]:
    """As ``os.walk``: folders may be taken out of the list to leave them out."""
    if not is_remote(root):
        yield from ((Path(folder), folders, files) for folder, folders, files in os.walk(root))
        return
    waiting = [root]
    while waiting:
        here = waiting.pop(0)
        found = sorted(listing(here))
        folders = [name for name, is_folder in found if is_folder]
        yield here, folders, [name for name, is_folder in found if not is_folder]
        waiting[:0] = [here / name for name in folders]


def for_library(path: Path) -> str | BinaryIO:
    """What a library gets that opens a name by itself or takes a file."""
    return open_binary(path) if is_remote(path) else str(path)


class _SourceReader(io.RawIOBase):
    """A byte source as a file; what the source tells becomes an OSError, which every library expects."""

    def __init__(self, source: ByteSource) -> None:
        super().__init__()
        self._source = source
        self._position = 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._position

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        start = {io.SEEK_SET: 0, io.SEEK_CUR: self._position, io.SEEK_END: self._source.size}[whence]
        if start + offset < 0:
            raise OSError(22, "before the start of the file")
        self._position = start + offset
        return self._position

    def readinto(self, buffer: Any) -> int:
        view = memoryview(buffer).cast("B")
        try:
            data = self._source.read_at(self._position, len(view))
        except KnownError as error:
            raise OSError(5, str(error)) from error
        view[: len(data)] = data
        self._position += len(data)
        return len(data)

    def close(self) -> None:
        if not self.closed:
            self._source.close()
        super().close()


def _holds_key(url: str) -> bool:
    """Whether there is a password in it; those for web servers are taken out of the address and sent instead."""
    parts = urlsplit(url)
    return parts.password is not None and parts.scheme not in ("http", "https")


def _configured(protocol: str, option: str) -> dict[str, Any]:
    """What the person's own configuration of fsspec says, which an option given here would replace."""
    from fsspec.config import conf  # noqa: PLC0415 - local paths do not pay for it

    found = conf.get(protocol, {}).get(option, {})
    return dict(found) if isinstance(found, dict) else {}


def _options(url: str) -> tuple[str, dict[str, Any]]:
    """The URL without credentials, and what its file system is opened with: nothing may wait for ever."""
    parts = urlsplit(url)
    if parts.scheme in ("http", "https"):
        import aiohttp  # noqa: PLC0415 - local paths do not pay for it

        client: dict[str, Any] = {
            **_configured(parts.scheme, "client_kwargs"),
            "timeout": aiohttp.ClientTimeout(total=None, connect=_CONNECT_S, sock_read=_READ_S),
        }
        if parts.username is not None:
            pair = f"{unquote(parts.username)}:{unquote(parts.password or '')}"
            basic = b64encode(pair.encode()).decode("ascii")
            client["headers"] = {**client.get("headers", {}), "Authorization": f"Basic {basic}"}
            host = parts.hostname or ""
            netloc = f"{host}:{parts.port}" if parts.port else host
            url = urlunsplit((parts.scheme, netloc, parts.path, parts.query, parts.fragment))
        return url, {"client_kwargs": client}
    if parts.scheme in ("s3", "s3a"):
        retries = {"max_attempts": 3}
        settings = {"connect_timeout": _CONNECT_S, "read_timeout": _READ_S, "retries": retries}
        return url, {"config_kwargs": {**settings, **_configured("s3", "config_kwargs")}}
    return url, {}
