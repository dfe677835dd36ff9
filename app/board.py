"""The views of the open episode: which streams get one, what each draws, and the signals behind the plots."""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from PySide6.QtCore import QObject, Signal

from app.background_reads import LoadedSignal
from app.player import Player, Shown
from app.plot_signals import PlotSignals
from app.recording import PICTURES, OpenedEpisode
from app.tasks import Tasks
from models.blur import veiled
from models.episode import Problem, Severity, StreamInfo, StreamKind
from models.errors import KnownError
from models.labelling.document import Document
from models.phases import PhaseTrack
from models.privacy import Privacy, Veil
from models.streams import index_at
from models.taxonomy import Taxonomy
from models.timebase import NS_PER_S
from widgets.depth_view import DepthView
from widgets.i18n import tr
from widgets.known import error_text
from widgets.signal_ground import PhaseTints
from widgets.signal_view import SignalView
from widgets.theme import slot_of
from widgets.video_view import VideoView
from widgets.view_factory import make_view
from widgets.view_frame import ViewFrame
from widgets.view_grid import ViewGrid

MOST_OF_A_KIND = {StreamKind.VIDEO: 6, StreamKind.DEPTH: 2, StreamKind.POINTS: 2, StreamKind.SIGNAL: 3}
_IN_SPACE = "/points"
MESSAGE_KINDS = frozenset({StreamKind.TEXT, StreamKind.TRANSFORM, StreamKind.OTHER})


class Board(QObject):
    """``signal_loaded(LoadedSignal)`` when a plot has its samples; ``seek_requested(t_ns, final)`` from a plot.

    ``views_made(new)`` by stream, the others of ``views`` stayed from the episode before.
    ``problem_found(Problem)`` when samples turn out to be unreadable, which opening alone does not show.
    """

    signal_loaded = Signal(object)
    problem_found = Signal(object)
    seek_requested = Signal(object, bool)
    views_made = Signal(object)

    def __init__(
        self, *, grid: ViewGrid, player: Player, tasks: Tasks, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._grid = grid
        self._player = player
        self._tasks = tasks
        self._views: dict[str, ViewFrame] = {}
        self._opened: OpenedEpisode | None = None
        self._language = "en"
        self._veil = Veil(Privacy())
        self._needed: tuple[str, ...] = ()
        self._to_come: dict[str, StreamInfo] = {}
        self.signals = PlotSignals(player=player, tasks=tasks, view_of=self._plot, parent=self)
        self.signals.loaded.connect(self.signal_loaded)
        self.signals.failed.connect(self._fail)
        player.sample_shown.connect(self._show)
        player.stream_failed.connect(self._fail)
        grid.visible_views_changed.connect(self._tell_visible)

    @property
    def views(self) -> dict[str, ViewFrame]:
        """Views of the open episode by stream."""
        return self._views

    @property
    def is_filled(self) -> bool:
        """Whether every plot has its samples."""
        return self.signals.is_filled

    def open(self, opened: OpenedEpisode, signals: Mapping[str, LoadedSignal] | None = None) -> bool:
        """Begin to fill the views of an episode; ``signals`` were read ahead. ``complete`` makes the hidden ones.

        Returns whether the views are new: those of an episode with the same streams stay where the person put them.
        """
        self._opened = opened
        names = streams_to_show(opened.infos)
        # Asked for before the views are made: both take about as long.
        self.signals.ask(opened, names, signals or {})
        stay = self._may_stay(opened.infos, names)
        if stay:
            self._refill(opened)
        else:
            self._player.set_visible(name for name in names if opened.infos[name].kind in PICTURES)
            self._make(names)
        self.signals.give_ready()
        return not stay

    def _may_stay(self, infos: Mapping[str, StreamInfo], names: tuple[str, ...]) -> bool:
        kinds = {name: infos[name].kind for name in names if infos[name].count}
        there = {name: view.info.kind for name, view in self._views.items() if view.info is not None}
        return kinds == there

    def _refill(self, opened: OpenedEpisode) -> None:
        for name, view in self._views.items():
            self._renew(view, opened.infos[name])
        self._tell_visible()

    def _renew(self, view: ViewFrame, info: StreamInfo) -> None:
        """Give a view the stream of the same name in another episode; how it draws stays as the person likes it."""
        assert self._opened is not None
        view.set_stream(info)
        if isinstance(view, SignalView):
            view.set_limits({})
            view.set_episode_range(self._opened.summary.range)

    def complete(self) -> bool:
        """Make one of the views that wait hidden; False when none is left."""
        if self._to_come:
            self._add(next(iter(self._to_come)))
        return bool(self._to_come)

    def show_stream(self, name: str) -> None:
        """Bring the view of a stream to the front; one that has none yet gets one."""
        if self._opened is None or name not in self._opened.infos:
            return
        if name in self._to_come:
            self._add(name)
        elif name not in self._views:
            self._remake((*self._views, name))
        self._grid.set_visible(name, True)

    def show_depth_cloud(self, stream: str, on: bool) -> None:
        """A view of a depth stream in space, or none."""
        name = depth_view(stream)
        if self._opened is None or stream not in self._opened.infos or (not on and name not in self._views):
            return
        if name not in self._views:
            self._remake((*self._views, name))
        self._grid.set_visible(name, on)

    def set_needed(self, names: tuple[str, ...]) -> None:
        """Streams to read beside those that are on screen."""
        self._needed = names
        self._tell_visible()

    def set_veil(self, veil: Veil) -> None:
        """What is blurred, from the next drawing on."""
        self._veil = veil
        self._player.redraw()

    def set_language(self, language: str) -> None:
        """Names of phases in captions."""
        self._language = language

    def show_document(self, document: Document, taxonomy: Taxonomy, tier: str = "") -> None:
        """Tint the plots by phase and caption the main camera, by the phases of ``tier``, the arm that keys cut."""
        track = document.track_of(tier)
        tints = PhaseTints.of(track.phases, {label.code: slot_of(label) for label in taxonomy.phases})
        for view in self._plots():
            view.set_phases(tints)
        self.caption(track, taxonomy, self._player.t_ns)

    def set_reached(self, t_ns: int) -> None:
        """How far the last phase is drawn."""
        for view in self._plots():
            view.set_reached(t_ns)

    def follow(self, t_ns: int) -> None:
        """Plots move with the playhead."""
        for view in self._plots():
            view.set_playhead(t_ns)

    def caption(self, track: PhaseTrack, taxonomy: Taxonomy, t_ns: int) -> None:
        """Name the phase of a track at ``t_ns`` in the main camera, and the arm where it is of one."""
        view = self._views.get(self._player.reference or "")
        if not isinstance(view, VideoView):
            return
        phase = track.at(t_ns)
        label = taxonomy.phase(phase.label) if phase is not None else None
        if phase is None or label is None:
            view.set_caption("")
            return
        spent_s = (t_ns - phase.start_ns) / NS_PER_S
        arm = taxonomy.arm(track.tier)
        words = f"{label.key} {label.name(self._language)}"
        if arm is not None:
            words = f"{arm.name(self._language)} · {words}"
        view.set_caption(words, slot_of(label), f"{spent_s:.2f} s")

    def _plot(self, name: str) -> SignalView | None:
        view = self._views.get(name)
        return view if isinstance(view, SignalView) else None

    def _plots(self) -> Iterator[SignalView]:
        return (view for view in self._views.values() if isinstance(view, SignalView))

    def _make(self, names: tuple[str, ...]) -> None:
        assert self._opened is not None
        infos = self._opened.infos
        wanted = {name: infos[name] if name in infos else _in_space(infos, name) for name in names}
        wanted = {name: info for name, info in wanted.items() if info.count}
        kept = {name: view for name, view in self._views.items() if _shows(view, wanted.get(name))}
        waiting = {n: info for n, info in wanted.items() if info.kind in MESSAGE_KINDS and n not in kept}
        # Messages alone are all that there is to see; beside pictures and plots they wait hidden, and are made later.
        self._to_come = waiting if any(info.kind not in MESSAGE_KINDS for info in wanted.values()) else {}
        for name, view in kept.items():
            self._renew(view, wanted[name])
        now = {name: info for name, info in wanted.items() if name not in self._to_come}
        made = {name: kept.get(name) or self._make_view(info) for name, info in now.items()}
        self._views = {name: view for name, view in made.items() if view is not None}
        self.views_made.emit({name: view for name, view in self._views.items() if name not in kept})
        self._grid.set_views(self._views, main=self._player.reference, to_come=tuple(self._to_come))
        self._tell_visible()

    def _remake(self, names: tuple[str, ...]) -> None:
        """All views anew, with one that was not planned."""
        assert self._opened is not None
        names = (*names, *self._to_come)
        self.signals.ask(self._opened, (name for name in names if name in self._opened.infos), {})
        self._make(names)

    def _add(self, name: str) -> None:
        view = self._make_view(self._to_come.pop(name))
        if view is not None:
            self._views[name] = view
            self._grid.add_view(name, view)

    def _make_view(self, info: StreamInfo) -> ViewFrame | None:
        view = make_view(info)
        if view is None or self._opened is None:
            return None
        view.next_sample_requested.connect(lambda: self._seek_next(info.name))
        view.close_requested.connect(lambda: self._grid.set_visible(info.name, False))
        if isinstance(view, SignalView):
            view.set_episode_range(self._opened.summary.range)
            view.seek_requested.connect(self.seek_requested)
        return view

    def _show(self, shown: Shown) -> None:
        view = self._views.get(shown.stream)
        if view is None or self._opened is None or isinstance(view, SignalView):
            return
        if shown.sample is not None:
            sample = veiled(shown.sample, shown.stream, self._veil)
            if isinstance(view, VideoView | DepthView):
                view.set_veiled(sample is not shown.sample)
            view.show_sample(
                sample,
                age_ns=shown.age_ns,
                period_ns=shown.period_ns,
                exact=shown.exact,
                coarse=shown.coarse,
            )
            return
        if not shown.exact:
            view.show_sample(None, age_ns=shown.age_ns, period_ns=shown.period_ns, exact=False)
            return
        first_ns = int(self._opened.tracks[shown.stream].stamps_ns[0])
        start_s = (first_ns - self._opened.summary.start_ns) / NS_PER_S
        view.show_no_data(tr("The first sample comes at {t} s", t=f"{start_s:.2f}"))

    def _fail(self, stream: str, error: KnownError) -> None:
        view = self._views.get(stream)
        if view is not None:
            view.show_error(error_text(error, self._language), tr("The other views go on"))
            t_ns = None if isinstance(view, SignalView) else self._player.t_ns
            self.problem_found.emit(Problem(error.code, Severity.CRITICAL, str(error), stream, t_ns))

    def _seek_next(self, stream: str) -> None:
        if self._opened is None:
            return
        stamps_ns = self._opened.tracks[stream.removesuffix(_IN_SPACE)].stamps_ns
        index = index_at(stamps_ns, self._player.t_ns) + 1
        if index < len(stamps_ns):
            self.seek_requested.emit(int(stamps_ns[index]), True)

    def _tell_visible(self) -> None:
        self._player.set_visible((*self._grid.visible_names(), *self._needed))


def _shows(view: ViewFrame, info: StreamInfo | None) -> bool:
    return info is not None and view.info is not None and view.info.kind is info.kind


def depth_view(stream: str) -> str:
    """Name of the view that shows a depth stream in space."""
    return f"{stream}{_IN_SPACE}"


def _in_space(infos: Mapping[str, StreamInfo], name: str) -> StreamInfo:
    """A depth stream as the cloud that its view shows."""
    depth = infos[name.removesuffix(_IN_SPACE)]
    return replace(depth, name=name, kind=StreamKind.POINTS, shape=(), channels=())


def streams_to_show(infos: dict[str, StreamInfo]) -> tuple[str, ...]:
    """Which streams get a view at once: pictures, clouds, the signals that say most; messages wait hidden."""
    chosen: list[str] = []
    for kind, most in MOST_OF_A_KIND.items():
        of_kind = [info for info in infos.values() if info.kind is kind and info.count > 0]
        if kind is StreamKind.SIGNAL:
            of_kind = sorted((info for info in of_kind if len(info.channels) > 1), key=_signal_rank)
        chosen.extend(info.name for info in of_kind[:most])
    chosen.extend(info.name for info in infos.values() if info.kind in MESSAGE_KINDS)
    return tuple(chosen)


def _signal_rank(info: StreamInfo) -> tuple[bool, bool, int]:
    has_effort = any(channel.startswith("effort.") for channel in info.channels)
    return (not has_effort, "state" not in info.name, -len(info.channels))
