"""Episodes of a zarr store, cut by ``meta/episode_ends`` where there is such a list."""

from collections.abc import Iterator
from functools import partial

from models.episode import Problem, Severity
from models.errors import KnownError, UnknownNameError
from models.readers.array_episode import ArrayEpisode, EpisodeHead, RowPlan
from models.readers.array_names import text
from models.readers.array_source import read_rows
from models.readers.array_stamps import declared_rate_hz
from models.readers.zarr_arrays import Store, ZarrSource, close_store, open_store
from models.readers.zarr_files import ZarrFiles
from models.streams import Stream
from models.timebase import Clock

EPISODE_ENDS = "meta/episode_ends"
DATA = "data/"
LONGEST_TEXT = 500
TASK_NAMES = ("task", "task_name", "instruction", "language_instruction", "prompt")


class ZarrRecording:
    """A store. An episode's id is its place in ``episode_ends``, or the store's name where there is no such list."""

    def __init__(self, files: ZarrFiles) -> None:
        self._files = files
        self._problems: list[Problem] = []
        self._cuts: dict[str, range | None] = dict(self._find_cuts())

    @property
    def format(self) -> str:
        """``zarr-umi`` or ``zarr``."""
        return "zarr-umi" if EPISODE_ENDS in self._files.arrays else "zarr"

    @property
    def episode_ids(self) -> tuple[str, ...]:
        """In the order of the recording."""
        return tuple(self._cuts)

    def episode(self, episode_id: str, *, clock: Clock = Clock.LOG) -> ArrayEpisode:
        """Open one of them. There is one clock, so both names mean the same stamps.

        Raises:
            UnknownNameError: no such id.
            UnreadableRecordingError: nothing in it can be shown.
        """
        if episode_id not in self._cuts:
            raise UnknownNameError("{path} has no episode {id}", path=self._files.path, id=episode_id)
        store = open_store(self._files.path)
        try:
            return self._open(store, episode_id, clock)
        except BaseException:
            close_store(store)
            raise

    def _open(self, store: Store, episode_id: str, clock: Clock) -> ArrayEpisode:
        problems = list(self._problems)
        sources = dict(self._sources(store, problems))
        cut = self._cuts[episode_id]
        plan = RowPlan(sources, rate_hz=self._rate_hz(), report=problems.append, cut=cut)
        streams: dict[str, Stream] = dict(plan.streams())
        known = self._words()
        head = EpisodeHead(
            id=episode_id,
            format=self.format,
            task=next((known[name] for name in TASK_NAMES if known.get(name)), ""),
            attributes=known,
        )
        return ArrayEpisode(head, streams, problems, clock=clock, close=partial(close_store, store))

    def _sources(self, store: Store, problems: list[Problem]) -> Iterator[tuple[str, ZarrSource]]:
        inside = any(path.startswith(DATA) for path in self._files.arrays)
        for path, why in self._files.refused.items():
            problems.append(_problem("not_read", f"It is left out: {why}", path.removeprefix(DATA)))
        for path in self._files.arrays:
            if inside and not path.startswith(DATA):
                continue
            name = path.removeprefix(DATA)
            try:
                source = ZarrSource(store, _joined(self._files.top, path), name)
            except KnownError as error:
                problems.append(_problem("not_read", str(error), name))
                continue
            missing = source.missing_chunks()
            if missing:
                sentence = f"{missing} chunks are not in the store; they show the fill value"
                problems.append(_problem("missing_chunks", sentence, name))
            yield name, source

    def _find_cuts(self) -> Iterator[tuple[str, range | None]]:
        ends = self._ends() if EPISODE_ENDS in self._files.arrays else []
        if not ends:
            yield self._files.path.name.split(".")[0], None
        start = 0
        for number, end in enumerate(ends):
            if end < start:
                sentence = f"meta/episode_ends goes back at episode {number}"
                self._problems.append(_problem("meta_damaged", sentence, None))
                continue
            yield str(number), range(start, end)
            start = end

    def _ends(self) -> list[int]:
        store = open_store(self._files.path)
        try:
            source = ZarrSource(store, _joined(self._files.top, EPISODE_ENDS), EPISODE_ENDS)
            ends = read_rows(source, 0, source.facts.rows).reshape(-1)
            return (
                [int(end) for end in ends.tolist() if 0 <= end < 1 << 40] if ends.dtype.kind in "iu" else []
            )
        except KnownError:
            self._problems.append(_problem("meta_damaged", "meta/episode_ends cannot be read", None))
            return []
        finally:
            close_store(store)

    def _rate_hz(self) -> float | None:
        places = (self._files.attributes.get(place, {}) for place in ("data", "meta", ""))
        return next((rate for place in places if (rate := declared_rate_hz(place)) is not None), None)

    def _words(self) -> dict[str, str]:
        words = {
            name: text(value)
            for place in ("meta", "data", "")
            for name, value in self._files.attributes.get(place, {}).items()
        }
        return {name: value for name, value in words.items() if len(value) <= LONGEST_TEXT}


def _joined(top: str, path: str) -> str:
    return f"{top}/{path}" if top else path


def _problem(code: str, message: str, stream: str | None) -> Problem:
    return Problem(code=code, severity=Severity.WARNING, message=message, stream=stream)
