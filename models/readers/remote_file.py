"""Bytes of a remote file by position: range requests of whole blocks, kept under a bound."""

import asyncio
import contextlib
from collections import OrderedDict
from collections.abc import Callable
from pathlib import Path
from typing import Any

from fsspec.asyn import get_loop, sync

from models.errors import UnreadableRecordingError

BLOCK_NBYTES = 256 * 1024
KEPT_BLOCKS = 128
MOST_AHEAD = 8
PAUSES_S = (0.2, 1.0)
CHECKED_EVERY = 8
_MISSING, _GONE, _CHANGED = 404, 410, 412
_MARKS = ("ETag", "LastModified", "Last-Modified", "mtime", "created")


def _wait(seconds: float) -> None:
    """Waits on fsspec's own loop."""
    sync(get_loop(), asyncio.sleep, seconds)


class RemoteFile:
    """A file that fsspec reaches.

    Safe to use from several threads: blocks never change, and two threads that miss the same block fetch it twice.
    A web server is asked in every request whether the file is still the same, where it gave a strong ETag; any other
    keeper is asked once in ``CHECKED_EVERY`` requests, since its libraries take no condition.

    Args:
        path: of the file.
        pause: waits that many seconds before a lost connection is tried again.

    Raises:
        UnreadableRecordingError: missing, refused, unreachable, or its length is not told.
    """

    def __init__(self, path: Path, *, pause: Callable[[float], None] = _wait) -> None:
        self._path = path
        self._pause = pause
        self._fetches = 0
        self._system: Any = path.fs  # type: ignore[attr-defined]
        self._name: str = path.path  # type: ignore[attr-defined]
        self._blocks: OrderedDict[int, bytes] = OrderedDict()
        self._last_fetched = -1
        self._ahead = 1
        self._closed = False
        facts = facts_of(path, fresh=True)
        if facts is None:
            raise UnreadableRecordingError("{path} does not exist", path=path)
        self._mark = _mark_of(facts)
        self._condition = _condition(path, facts)
        size = facts.get("size")
        if not isinstance(size, int):
            raise self._refused("the server does not tell how long it is")
        self.size = size

    def read_at(self, position: int, length: int) -> bytes:
        """At most ``length`` bytes from ``position``.

        Raises:
            UnreadableRecordingError: the connection is lost, or the file is not what it was.
        """
        if self._closed:
            raise self._refused("it is closed")
        end = min(position + max(0, length), self.size)
        if position >= end:
            return b""
        first, last = position // BLOCK_NBYTES, (end - 1) // BLOCK_NBYTES
        if last - first >= KEPT_BLOCKS // 2:
            # More than is worth keeping.
            return self._fetch(position, end)
        blocks = self._have(first, last)
        data = b"".join(blocks)
        start = position - first * BLOCK_NBYTES
        return data[start : start + end - position]

    def close(self) -> None:
        """Forget the blocks; a second call does nothing."""
        self._closed = True
        self._blocks.clear()

    def _have(self, first: int, last: int) -> list[bytes]:
        found = {number: self._kept(number) for number in range(first, last + 1)}
        missing = [number for number, block in found.items() if block is None]
        if missing:
            found |= self._fetch_blocks(missing[0], missing[-1])
        return [block for number in range(first, last + 1) if (block := found[number]) is not None]

    def _kept(self, number: int) -> bytes | None:
        block = self._blocks.get(number)
        if block is not None:
            # Another thread may have dropped it meanwhile; the bytes in hand stay what they are.
            with contextlib.suppress(KeyError):
                self._blocks.move_to_end(number)
        return block

    def _fetch_blocks(self, first: int, last: int) -> dict[int, bytes]:
        """All blocks from ``first`` to ``last`` in one request, and further ones where reading goes straight on."""
        straight_on = first == self._last_fetched + 1
        self._ahead = min(self._ahead * 2, MOST_AHEAD) if straight_on else 1
        last = max(last, first + self._ahead - 1)
        start, end = first * BLOCK_NBYTES, min((last + 1) * BLOCK_NBYTES, self.size)
        data = self._fetch(start, end)
        fetched = {
            first + place: data[offset : offset + BLOCK_NBYTES]
            for place, offset in enumerate(range(0, len(data), BLOCK_NBYTES))
        }
        self._blocks.update(fetched)
        self._last_fetched = first + len(fetched) - 1
        while len(self._blocks) > KEPT_BLOCKS:
            with contextlib.suppress(KeyError):
                self._blocks.popitem(last=False)
        return fetched

    def _fetch(self, start: int, end: int) -> bytes:
        """One range request, repeated after a pause when the connection is lost."""
        self._fetches += 1
        if not self._condition and self._fetches % CHECKED_EVERY == 0:
            self._refuse_another()
        error: Exception = EOFError()
        for pause_s in (0.0, *PAUSES_S):
            if pause_s:
                self._pause(pause_s)
            try:
                data: bytes = self._system.cat_file(self._name, start=start, end=end, **self._condition)
            except Exception as lost:  # whatever the protocol's library raises, the answer is the same
                self._refuse_final(lost)
                error = lost
                continue
            if len(data) > end - start:
                raise self._refused("the server does not answer range requests; download the file first")
            if len(data) == end - start:
                return data
            error = EOFError(f"{len(data)} bytes came instead of {end - start}")
        raise self._refused(_cause(error)) from error

    def _refuse_final(self, error: Exception) -> None:
        """Raise where asking again would give the same answer."""
        status = getattr(error, "status", None)
        if isinstance(error, FileNotFoundError):
            raise self._refused("it is gone") from error
        if status == _CHANGED:
            raise self._changed() from error
        if isinstance(error, PermissionError) or (isinstance(status, int) and 400 <= status < 500):
            raise self._refused(
                _cause(error) if status is None else f"the server answers {status}"
            ) from error

    def _refuse_another(self) -> None:
        facts = facts_of(self._path, fresh=True)
        if facts is None:
            raise self._refused("it is gone")
        if _mark_of(facts) != self._mark:
            raise self._changed()

    def _changed(self) -> UnreadableRecordingError:
        return self._refused("it was changed while it was read; open it again")

    def _refused(self, why: str) -> UnreadableRecordingError:
        return UnreadableRecordingError("{path} cannot be read: {why}", path=self._path, why=why)


def facts_of(path: Any, *, fresh: bool = False) -> dict[str, Any] | None:
    """What its keeper tells of a file or folder (``size``, ``type`` ...), None where there is none.

    With ``fresh`` the keeper is asked, whatever an earlier listing said.

    Raises:
        UnreadableRecordingError: the keeper does not answer, or refuses.
    """
    try:
        if fresh:
            path.fs.invalidate_cache(path.path)
        return dict(path.fs.info(path.path))
    except FileNotFoundError as error:
        # Over HTTP every failure is called a missing file; the reason stands behind it.
        status = getattr(error.__cause__, "status", _MISSING)
        if error.__cause__ is None or status in (_MISSING, _GONE):
            if isinstance(error.__cause__, OSError) and not isinstance(error.__cause__, FileNotFoundError):
                raise _unreachable(path, error.__cause__) from error
            return None
        raise _unreachable(path, error.__cause__, f"the server answers {status}") from error
    except Exception as error:  # whatever the protocol's library raises, the answer is the same
        raise _unreachable(path, error) from error


def _mark_of(facts: dict[str, Any]) -> tuple[str, ...]:
    """What changes when somebody writes the file anew."""
    return tuple(str(facts.get(name)) for name in ("size", *_MARKS))


def _condition(path: Any, facts: dict[str, Any]) -> dict[str, Any]:
    """Options of a web request that the server refuses where the file has changed (RFC 9110, If-Match)."""
    tag = str(facts.get("ETag", ""))
    strong = path.protocol in ("http", "https") and tag.startswith('"')
    return {"headers": {"If-Match": tag}} if strong else {}


def _unreachable(path: Any, error: BaseException, why: str = "") -> UnreadableRecordingError:
    return UnreadableRecordingError("{path} cannot be read: {why}", path=path, why=why or _cause(error))


def _cause(error: BaseException | None) -> str:
    """The first line of what a library says, or the name of its error where it says nothing."""
    lines = str(error).strip().splitlines()
    return lines[0][:200] if lines else type(error).__name__
