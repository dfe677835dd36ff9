"""The next episodes of the list, opened and decoded ahead, so that going on does not wait for a disk or a decoder."""

import contextlib
from collections.abc import Callable
from dataclasses import dataclass, replace

from PySide6.QtCore import QObject, QTimer

from app.background_reads import LoadedSignal, load_signal
from app.board import streams_to_show
from app.player import Player
from app.recording import PICTURES, OpenedEpisode, first_full_ns, open_described
from app.tasks import Tasks
from models.episode import EpisodeRecord, StreamKind
from models.errors import KnownError
from models.playback.cache import sample_nbytes
from models.readers.place import is_remote, place
from models.streams import Sample, index_at

LANE = "prepare"
MOST = 2
REST_MS = 400


def _as_it_is(record: EpisodeRecord) -> EpisodeRecord:
    return record


@dataclass(frozen=True, slots=True, eq=False)
class Prepared:
    """An open episode with the first sample of every picture, and the signals of its plots as far as there was room.

    It was ``asked`` for, and found there or elsewhere.
    ``stamp`` is what the file looked like: nothing prepared is shown of a file that has changed.
    """

    asked: EpisodeRecord
    opened: OpenedEpisode
    samples: tuple[tuple[str, Sample], ...]
    signals: dict[str, LoadedSignal]
    stamp: tuple[int, int] | None

    @property
    def nbytes(self) -> int:
        """Memory of it, without what the readers keep."""
        signals = sum(signal.pyramid.nbytes for signal in self.signals.values())
        return signals + sum(sample_nbytes(sample) for _, sample in self.samples)


class Preparer(QObject):
    """``following()`` says which episodes come next; they are prepared when the open one has settled and nobody scrubs.

    What cannot be opened is left for the real opening, which reports it.
    """

    def __init__(
        self,
        *,
        player: Player,
        tasks: Tasks,
        following: Callable[[], list[EpisodeRecord]],
        budget_nbytes: int,
        find: Callable[[EpisodeRecord], EpisodeRecord] = _as_it_is,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.budget_nbytes = budget_nbytes
        self._player = player
        self._tasks = tasks
        self.following = following
        self._find = find
        self._kept: dict[str, Prepared] = {}
        self._failed: set[str] = set()
        self._wanted: tuple[str, ...] = ()
        self._soon = QTimer(self, singleShot=True, interval=REST_MS)
        self._soon.timeout.connect(self._prepare)
        player.settled.connect(self.look)

    @property
    def nbytes(self) -> int:
        """Memory of what is prepared."""
        return sum(prepared.nbytes for prepared in self._kept.values())

    @property
    def ready(self) -> tuple[str, ...]:
        """Ids of the episodes that are prepared."""
        return tuple(self._kept)

    def look(self) -> None:
        """See soon whether something is to be prepared: the open episode has settled, or the list has changed."""
        self._soon.start()

    def take(self, record: EpisodeRecord) -> Prepared | None:
        """Hand an episode over, if it was prepared and its file is still the same; the taker closes it.

        What the list has learnt of it meanwhile, the site that a catalog gave it, is no reason to read it again.
        """
        prepared = self._kept.pop(record.id, None)
        if prepared is None:
            return None
        asked, opened = prepared.asked, prepared.opened
        if replace(asked, site=record.site) != record or prepared.stamp != _stamp(opened.record):
            opened.episode.close()
            return None
        now = replace(opened, record=replace(opened.record, site=record.site))
        return replace(prepared, asked=record, opened=now)

    def retry(self, episode_id: str) -> None:
        """The recording of an episode may be here now."""
        self._failed.discard(episode_id)
        self.look()

    def close(self) -> None:
        """Let go of everything; what is under way is closed when it comes."""
        self._soon.stop()
        self._wanted = ()
        for prepared in self._kept.values():
            prepared.opened.episode.close()
        self._kept.clear()

    def _prepare(self) -> None:
        if self._player.hand_moves:
            self._soon.start()
            return
        records = [one for one in self.following() if one.id not in self._failed][:MOST]
        self._wanted = tuple(record.id for record in records)
        for id_ in [id_ for id_ in self._kept if id_ not in self._wanted]:
            self._kept.pop(id_).opened.episode.close()
        missing = next((record for record in records if record.id not in self._kept), None)
        if missing is not None:
            most_nbytes = self.budget_nbytes // MOST
            self._tasks.lane(LANE).submit(
                lambda: prepare(missing, most_nbytes, self._find),
                self._arrived,
                on_known=lambda _: self._gave_up(missing),
                key="prepare",
            )

    def _arrived(self, prepared: Prepared) -> None:
        id_ = prepared.opened.record.id
        if id_ not in self._wanted or id_ in self._kept:
            prepared.opened.episode.close()
            return
        self._kept[id_] = prepared
        self._soon.start()

    def _gave_up(self, record: EpisodeRecord) -> None:
        self._failed.add(record.id)
        self._soon.start()


def prepare(
    asked: EpisodeRecord, most_nbytes: int, find: Callable[[EpisodeRecord], EpisodeRecord] = _as_it_is
) -> Prepared:
    """Open an episode and read what its views show first, in at most so many bytes for that and as many for readers.

    Raises:
        KnownError: it cannot be opened.
    """
    record = find(asked)
    stamp = _stamp(record)
    opened = open_described(record, most_nbytes)
    t_ns, left_nbytes = first_full_ns(opened), most_nbytes
    samples: list[tuple[str, Sample]] = []
    signals: dict[str, LoadedSignal] = {}
    for name in streams_to_show(opened.infos):
        info, stream = opened.infos[name], opened.episode.streams[name]
        # A stream that cannot be read says so itself when its view asks.
        with contextlib.suppress(KnownError):
            if info.kind in PICTURES and (index := index_at(opened.tracks[name].stamps_ns, t_ns)) >= 0:
                samples.append((name, stream.sample(index)))
                left_nbytes -= sample_nbytes(samples[-1][1])
            elif info.kind is StreamKind.SIGNAL and 10 * info.count * len(info.channels) < left_nbytes:
                signals[name] = load_signal(stream, left_nbytes)
                left_nbytes -= signals[name].pyramid.nbytes
    return Prepared(asked, opened, tuple(samples), signals, stamp)


def _stamp(record: EpisodeRecord) -> tuple[int, int] | None:
    """Size and time of change of a local recording; of a remote one its reader notices a change by itself."""
    path = place(record.path)
    if is_remote(path):
        return None
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_size, found.st_mtime_ns
