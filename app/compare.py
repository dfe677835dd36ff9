"""Two to four episodes on one playhead: the open one leads, the others follow through maps of their times."""

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

from app.compare_pictures import Picture, Pictures
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
from app.player import Player
from app.queue import Queue
from app.session import Session
from app.tasks import Tasks
from models.blur import veiled
from models.episode import EpisodeRecord
from models.errors import KnownError
from models.labelling.document import Document
from models.playback.pyramid import SignalPyramid
from models.privacy import Veil
from models.review import Role, State
from widgets.compare_board import CompareBoard, Side
from widgets.i18n import tr
from widgets.known import error_text

LANE = "compare"
MOST = 3
_ANY_STATE = (State.APPROVED, *(state for state in State if state is not State.APPROVED))


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
        self._plot_nbytes = 0
        self._pictures = Pictures(
            player=player, tasks=tasks, shown=self._show, failed=self._fail, parent=self
        )
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
        others = sum(companion.nbytes for companion in self._companions)
        return others + self._pictures.nbytes + self._plot_nbytes

    @property
    def aligned(self) -> tuple[Aligned, ...]:
        """How each lies over the lead, the lead first."""
        return self._aligned

    @property
    def is_exact(self) -> bool:
        """Whether every picture is the one that the playhead asks for."""
        return self._pictures.is_exact

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
        if others:
            self._open(record, others[:MOST])
        else:
            self._queue.neighbours.siblings(record, _ANY_STATE, MOST, lambda found: self._open(record, found))

    def _open(self, record: EpisodeRecord, others: list[EpisodeRecord]) -> None:
        now = self._session.record
        if now is None or now.id != record.id:
            return
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
        self._pictures.close()
        _close(self._companions)
        self._companions, self._aligned = (), ()
        self._plot_nbytes = 0

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
                lambda found: self._plot(companions, channel, found),
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
        self._pictures.open(companions)
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
        self.show_channel(board.channel)
        self._pictures.align(tuple(each.map for each in found))
        self._follow(self._player.t_ns)

    def _plot(self, companions: tuple[Companion, ...], channel: str, found: SignalPyramid | None) -> None:
        signal = companions[0].signal
        if companions is not self._companions or found is None or signal is None:
            return
        row = signal.info.channels.index(channel)
        unit = signal.info.units[row] if row < len(signal.info.units) else ""
        self._plot_nbytes = found.nbytes
        self._make_board().show_plot(found, unit, companions[0].range)
        self._make_board().set_playhead(self._player.t_ns)

    def _follow(self, t_ns: int) -> None:
        if not self._aligned:
            return
        board = self._make_board()
        board.set_playhead(t_ns)
        for place, (companion, aligned) in enumerate(zip(self._companions, self._aligned, strict=True)):
            own_ns = aligned.map.to_other(t_ns)
            ended = not aligned.map.covers(t_ns)
            board.show_moment(place, own_ns - companion.range.start_ns, own_ns, ended=ended)
        self._pictures.follow()

    def _show(self, place: int, picture: Picture) -> None:
        companion, sample = self._companions[place], picture.sample
        if sample is not None and companion.camera is not None:
            sample = veiled(sample, companion.camera, Veil(companion.privacy, self._role))
        self._make_board().show_picture(place, sample, picture.age_ns, picture.period_ns, exact=picture.exact)

    def _fail(self, place: int, error: KnownError) -> None:
        self._make_board().show_error(place, error_text(error, self.language))


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
