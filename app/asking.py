"""What each stream is asked for: one request under way, the newest replaces what waits, neighbours where they do."""

import os
import time
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Protocol

from app.hand import Hand
from app.tasks import Tasks
from models.errors import KnownError
from models.playback.frameset import near_index
from models.streams import KeyframedStream, Sample, Stream

NEAR_MOST = 2
AT_ONCE = max(1, (os.cpu_count() or 2) - 1)
_SHORT_GROUP = 90


@dataclass(frozen=True, slots=True)
class Request:
    """What a stream was asked for last.

    ``near`` where a picture before it will do, ``skims`` where that is to be a keyframe, so that what is left out while
    time goes many times as fast is left out evenly. ``shown`` is on the screen already.
    """

    index: int
    near: bool = False
    skims: bool = False
    shown: int | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Answer:
    """``sample`` is None where nothing better than what is shown could be had in time; ``coarse`` where it comes from a
    quick copy.
    """

    request: Request
    sample: Sample | None
    took_ms: float
    coarse: bool = False


class QuickCopy(Protocol):
    """Coarser pictures of a stream under the same indexes, quick to jump in; for one thread at a time."""

    def sample(self, index: int) -> Sample:
        """Raises ``NoSampleError``: damaged."""

    def close(self) -> None:
        """Release it."""


class Asking:
    """Belongs to the GUI thread, as the two callbacks do: ``arrived(name, answer)``, ``failed(name, index, error)``.

    While the hand moves, streams take turns so that a core is left for the window that follows the hand; at rest all of
    them read side by side.
    """

    def __init__(
        self,
        *,
        tasks: Tasks,
        hand: Hand,
        arrived: Callable[[str, Answer], None],
        failed: Callable[[str, int, Exception], None],
    ) -> None:
        self._tasks = tasks
        self._hand = hand
        self._arrived = arrived
        self._failed = failed
        self._streams: Mapping[str, Stream] = {}
        self._under_way: dict[str, Request] = {}
        self._waiting: dict[str, Request] = {}
        self._last: dict[str, int] = {}
        self._copies: dict[str, QuickCopy] = {}

    def open(self, streams: Mapping[str, Stream]) -> None:
        """Streams of another episode."""
        self._streams = streams

    def close(self) -> None:
        """Stop their lanes; late answers are dropped."""
        for name in self._streams:
            self._tasks.close_lane(lane_name(name))
        for copy in self._copies.values():
            copy.close()
        self._copies.clear()
        self._streams = {}
        self._under_way.clear()
        self._waiting.clear()
        self._last.clear()

    def give_copy(self, name: str, copy: QuickCopy) -> None:
        """While the hand moves, show the pictures of a copy; it is closed with the episode."""
        self._copies[name] = copy

    def drop_copies(self) -> None:
        """Show the recording alone from now on; the lanes close the copies."""
        for name, copy in self._copies.items():
            self._tasks.lane(lane_name(name)).submit(copy.close, lambda _: None)
        self._copies.clear()

    def waits(self, name: str) -> bool:
        """Whether a request of the stream is under way."""
        return name in self._under_way

    def now(self, name: str, index: int, *, skims: bool, shown: int | None) -> None:
        """The sample that the playhead stands on."""
        request = Request(index, near=skims or self._hand.previews(name), skims=skims, shown=shown)
        asked = self._under_way.get(name)
        if asked is not None and asked.index == index and request.near >= asked.near:
            return
        if self._hand.moves and (asked is not None or len(self._under_way) >= AT_ONCE):
            self._waiting[name] = request
        else:
            self._waiting.pop(name, None)
            self._submit(name, request, urgent=True)

    def ahead(self, name: str, indexes: Iterable[int]) -> None:
        """The first of these, if nothing else is under way."""
        index = next(iter(indexes), None)
        if index is not None and name not in self._under_way:
            self._submit(name, Request(index), urgent=False)

    def _submit(self, name: str, request: Request, *, urgent: bool) -> None:
        stream, last = self._streams[name], self._last.get(name)
        copy = self._copies.get(name) if request.near and not request.skims else None
        self._under_way[name] = request
        self._tasks.lane(lane_name(name)).submit(
            lambda: _read(stream, request, last, copy),
            lambda answer: self._take(name, answer),
            on_error=lambda error: self._refuse(name, request, error),
            key="now",
            urgent=urgent,
        )

    def _take(self, name: str, answer: Answer) -> None:
        self._done(name, answer.request)
        if answer.sample is not None:
            if not answer.coarse:
                self._last[name] = answer.sample.index
            if not answer.request.near:
                self._hand.took(name, answer.took_ms)
        self._arrived(name, answer)

    def _refuse(self, name: str, request: Request, error: Exception) -> None:
        self._done(name, request)
        self._failed(name, request.index, error)

    def _done(self, name: str, request: Request) -> None:
        if self._under_way.get(name) == request:
            del self._under_way[name]
        if not self._hand.moves:
            self._waiting.clear()
        elif self._waiting and len(self._under_way) < AT_ONCE:
            # In turn: the stream that was asked for first, with the newest that it was asked for.
            first = next(iter(self._waiting))
            self._submit(first, self._waiting.pop(first), urgent=True)


def lane_name(stream: str) -> str:
    """The lane of a stream."""
    return f"stream {stream}"


def _read(stream: Stream, request: Request, last: int | None, copy: QuickCopy | None) -> Answer:
    """Runs on the stream's lane."""
    begun_s = time.perf_counter()
    if copy is not None:
        # A copy that cannot be read is none: the recording is there.
        with suppress(KnownError):
            return Answer(request, copy.sample(request.index), 0.0, coarse=True)
    index = _chosen(stream, request, last)
    sample = None if request.near and index == request.shown else stream.sample(index)
    return Answer(request, sample, (time.perf_counter() - begun_s) * 1000)


def _chosen(stream: Stream, request: Request, last: int | None) -> int:
    if not request.near or not isinstance(stream, KeyframedStream):
        return request.index
    keyframe = stream.keyframe_at(request.index)
    if request.skims and request.index - keyframe < _SHORT_GROUP:
        return keyframe
    return near_index(request.index, keyframe, last, most=NEAR_MOST)
