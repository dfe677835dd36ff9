"""Two to four episodes on one playhead: the open one leads, the others follow through maps of their times."""

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

from app.asking import Answer, Asking
from app.compare_reads import (
    Aligned,
    Alignment,
    Companion,
    align,
    common_channels,
    identity,
    one_channel,
    open_companion,
)
from app.hand import Hand
from app.player import Player
from app.queue import Queue
from app.session import Session
from app.tasks import Tasks
from models.blur import veiled
from models.episode import EpisodeRecord
from models.errors import KnownError
from models.labelling.document import Document
from models.playback.frameset import wanted_at
from models.privacy import Veil
from models.review import Role
from models.streams import SignalBlock
from widgets.compare_board import CompareBoard, Side
from widgets.i18n import tr
from widgets.known import error_text

LANE = "compare"
MOST = 3


class Compare(QObject):
    """``shown(on)`` when the board comes or goes, ``told(words)`` where something cannot be had, ``marked(ids)`` when
    other episodes are marked.

    Nothing of the other episodes can be edited here; their files are closed when the comparison ends.
    """

    shown = Signal(bool)
    told = Signal(str)
    marked = Signal(object)

    def __init__(
        self,
        *,
        player: Player,
        session: Session,
        queue: Queue,
        tasks: Tasks,
        board: Callable[[], CompareBoard],
        role: Role,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._player, self._session, self._queue, self._tasks = player, session, queue, tasks
        self._make_board = board
        self._role = role
        self._marked: dict[str, EpisodeRecord] = {}
        self._companions: tuple[Companion, ...] = ()
        self._aligned: tuple[Aligned, ...] = ()
        self._drawn: dict[str, int] = {}
        self._asking = Asking(tasks=tasks, hand=Hand(self), arrived=self._arrived, failed=self._failed)
        self.wish = Alignment.PHASE
        self.language = "en"
        player.moved.connect(self._follow)

    @property
    def is_on(self) -> bool:
        """Whether episodes are compared."""
        return bool(self._companions)

    @property
    def nbytes(self) -> int:
        """Memory of the episodes that are compared."""
        return sum(companion.nbytes for companion in self._companions)

    @property
    def aligned(self) -> tuple[Aligned, ...]:
        """How each lies over the lead, the lead first."""
        return self._aligned

    @property
    def is_exact(self) -> bool:
        """Whether every picture is the one that the playhead asks for."""
        return all(
            self._drawn.get(key) == self._wanted_index(place) for place, key in enumerate(self._keys())
        )

    def mark(self) -> None:
        """The open episode is one to compare others with, or no longer."""
        record = self._session.record
        if record is None:
            return
        if self._marked.pop(record.id, None) is None:
            self._marked[record.id] = record
        self.marked.emit(frozenset(self._marked))
        self.told.emit(tr("{n} episodes are marked for comparing", n=len(self._marked)))

    def toggle(self) -> None:
        """Compare the open episode with the marked ones, else with the next of its task in the list; or leave."""
        if self.is_on:
            self.leave()
            return
        record = self._session.record
        if record is None:
            return
        others = [each for each in self._marked.values() if each.id != record.id]
        others = (others or self._queue.siblings(record))[:MOST]
        if not others:
            self.told.emit(tr("There is no other episode of this task in the list"))
            return
        wanted = [(each, self._session.labels_of(each)) for each in (record, *others)]
        self._tasks.lane(LANE).submit(lambda: _opened(wanted), self._begin, key="compare")

    def leave(self) -> None:
        """Back to the views of the open episode."""
        if self._companions:
            self._let_go()
            self.shown.emit(False)

    def _let_go(self) -> None:
        self._asking.close()
        _close(self._companions)
        self._companions, self._aligned = (), ()
        self._drawn.clear()

    def next_alignment(self) -> None:
        """By start, by phase, by warping, and round again."""
        ways = tuple(Alignment)
        self.align(ways[(ways.index(self.wish) + 1) % len(ways)])

    def align(self, wish: Alignment) -> None:
        """Lay the others over the lead in this way."""
        self.wish = wish
        companions = self._companions
        if companions:
            self._tasks.lane(LANE).submit(
                lambda: _aligned(companions, wish), lambda found: self._take(companions, found), key="align"
            )

    def show_channel(self, channel: str) -> None:
        """Another channel of all in the plot."""
        companions, maps = self._companions, tuple(each.map for each in self._aligned)
        if companions:
            self._tasks.lane(LANE).submit(
                lambda: one_channel(companions, maps, channel),
                lambda block: self._plot(companions, channel, block),
                key="plot",
            )

    def _begin(self, found: tuple[tuple[Companion, ...], tuple[KnownError, ...]]) -> None:
        companions, errors = found
        for error in errors:
            self.told.emit(error_text(error, self.language))
        record = self._session.record
        is_lead = record is not None and companions and companions[0].opened.record.id == record.id
        if len(companions) < 2 or not is_lead:
            _close(companions)
            return
        # Somebody may have asked twice before the first was there.
        self._let_go()
        self._companions = companions
        streams = {
            key: companion.opened.episode.streams[companion.camera]
            for key, companion in zip(self._keys(), companions, strict=True)
            if companion.camera is not None
        }
        self._asking.open(streams)
        board = self._make_board()
        taxonomy = self._session.taxonomy
        board.show_sides(
            [
                Side(
                    name=each.opened.record.name,
                    state=each.document.state,
                    info=each.opened.infos.get(each.camera or ""),
                    track=each.document.track,
                )
                for each in companions
            ],
            taxonomy,
            self.language,
        )
        board.show_channels(common_channels(companions))
        self._player.pause()
        self.shown.emit(True)
        self.align(self.wish)

    def _take(self, companions: tuple[Companion, ...], found: tuple[Aligned, ...]) -> None:
        if companions is not self._companions:
            return
        self._aligned = found
        board = self._make_board()
        board.show_alignment(
            self.wish.value, [_words(each, self.wish) for each in found], [a.map for a in found]
        )
        self._drawn.clear()
        self.show_channel(board.channel)
        self._follow(self._player.t_ns)

    def _plot(self, companions: tuple[Companion, ...], channel: str, block: SignalBlock | None) -> None:
        signal = companions[0].signal
        if companions is not self._companions or block is None or signal is None:
            return
        row = signal.info.channels.index(channel)
        unit = signal.info.units[row] if row < len(signal.info.units) else ""
        self._make_board().show_plot(block, unit, companions[0].range)
        self._make_board().set_playhead(self._player.t_ns)

    def _keys(self) -> list[str]:
        return [f"{LANE} {place}" for place in range(len(self._companions))]

    def _wanted_index(self, place: int) -> int:
        companion = self._companions[place]
        if companion.camera is None or not self._aligned:
            return -1
        t_ns = self._aligned[place].map.to_other(self._player.t_ns)
        return wanted_at(companion.opened.tracks[companion.camera], t_ns).index

    def _follow(self, t_ns: int) -> None:
        if not self._aligned:
            return
        self._make_board().set_playhead(t_ns)
        for place, key in enumerate(self._keys()):
            self._refresh(place, key, t_ns)

    def _refresh(self, place: int, key: str, t_ns: int) -> None:
        companion, time_map = self._companions[place], self._aligned[place].map
        board = self._make_board()
        own_ns = time_map.to_other(t_ns)
        board.show_moment(place, own_ns - companion.range.start_ns, own_ns, ended=not time_map.covers(t_ns))
        if companion.camera is None:
            return
        track = companion.opened.tracks[companion.camera]
        wanted = wanted_at(track, own_ns)
        drawn = self._drawn.get(key)
        if wanted.index < 0:
            self._drawn[key] = -1
            board.show_picture(place, None, None, track.period_ns, exact=True)
        elif drawn != wanted.index:
            self._asking.now(key, wanted.index, skims=False, shown=drawn)
            if drawn is not None and drawn >= 0:
                board.show_picture(
                    place, None, own_ns - int(track.stamps_ns[drawn]), track.period_ns, exact=False
                )

    def _arrived(self, key: str, answer: Answer) -> None:
        keys = self._keys()
        if key not in keys or answer.sample is None or not self._aligned:
            return
        place = keys.index(key)
        companion = self._companions[place]
        assert companion.camera is not None
        track = companion.opened.tracks[companion.camera]
        own_ns = self._aligned[place].map.to_other(self._player.t_ns)
        wanted = wanted_at(track, own_ns)
        exact = answer.sample.index == wanted.index
        self._drawn[key] = answer.sample.index
        veil = Veil(companion.privacy, self._role)
        self._make_board().show_picture(
            place,
            veiled(answer.sample, companion.camera, veil),
            own_ns - answer.sample.t_ns,
            track.period_ns,
            exact=exact,
        )
        if not exact:
            self._refresh(place, key, self._player.t_ns)

    def _failed(self, key: str, _index: int, error: Exception) -> None:
        if not isinstance(error, KnownError):
            raise error
        keys = self._keys()
        if key in keys:
            self._make_board().show_error(keys.index(key), error_text(error, self.language))


def _words(aligned: Aligned, wish: Alignment) -> str:
    if aligned.used is not wish:
        return (
            tr("by start: no common phases") if wish is Alignment.PHASE else tr("by start: no common joints")
        )
    if aligned.unpaired:
        return tr("without a counterpart: {labels}", labels=", ".join(aligned.unpaired))
    if aligned.cost is not None:
        return tr("distance {d} σ", d=f"{aligned.cost:.2f}")
    return ""


def _close(companions: tuple[Companion, ...]) -> None:
    for companion in companions:
        companion.opened.episode.close()


def _opened(
    wanted: list[tuple[EpisodeRecord, Document]],
) -> tuple[tuple[Companion, ...], tuple[KnownError, ...]]:
    """Those that open, and why the others do not."""
    companions: list[Companion] = []
    errors: list[KnownError] = []
    for record, document in wanted:
        try:
            companions.append(open_companion(record, document))
        except KnownError as error:
            errors.append(error)
    return tuple(companions), tuple(errors)


def _aligned(companions: tuple[Companion, ...], wish: Alignment) -> tuple[Aligned, ...]:
    lead = companions[0]
    return (Aligned(identity(lead), wish), *(align(lead, other, wish) for other in companions[1:]))
