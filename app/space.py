"""Where things are, beside the player: poses of scans, and depth as points beside them or alone."""

from collections.abc import Mapping

from PySide6.QtCore import QObject, Signal

from app.board import depth_view
from app.marks import Marks
from app.player import Player, Shown
from app.recording import OpenedEpisode
from app.space_reads import SpaceReads
from app.stance import Stance
from app.tasks import Tasks
from app.tint import Tint
from app.trail import Trail
from models.blur import veiled
from models.episode import StreamKind
from models.errors import KnownError
from models.geometry.values import DepthCloud, Pose
from models.privacy import Privacy, Veil
from models.streams import DepthImage, PointCloud, Sample, VideoFrame
from widgets.cloud_canvas import most_points
from widgets.cloud_view import CloudView
from widgets.known import error_text
from widgets.view_frame import ViewFrame


class Space(QObject):
    """``cloud_wanted(stream, on)`` for a cloud of a depth stream where the episode has no scans; ``needs_changed``
    when other streams have to be read than those that have a view.
    """

    needs_changed = Signal()
    cloud_wanted = Signal(str, bool)

    def __init__(self, *, player: Player, tasks: Tasks, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._player = player
        self.reads = SpaceReads(tasks=tasks, parent=self)
        self.marks = Marks(self.reads, self)
        self.trail = Trail(self.reads, self)
        self.tint = Tint(self.reads, player=player, trail=self.trail, parent=self)
        self.stance = Stance(self.reads, player=player, parent=self)
        self.tint.needs_changed.connect(self._need)
        self._depth_streams: tuple[str, ...] = ()
        self._scanned = False
        self._veil = Veil(Privacy())
        self._seen: dict[str, tuple[Sample, Veil]] = {}
        self.depth_on = False
        self.reads.known.connect(self._known)
        player.sample_shown.connect(self._shown)
        player.stream_failed.connect(self._failed)

    def open(self, opened: OpenedEpisode) -> None:
        """Another episode; what is marked goes, whether depth is shown stays."""
        infos = opened.infos.values()
        self._scanned = any(info.kind is StreamKind.POINTS and info.count for info in infos)
        self._depth_streams = tuple(
            info.name for info in infos if info.kind is StreamKind.DEPTH and info.count
        )
        self._forget()
        if self._scanned or self._depth_streams:
            self.reads.open(opened.record)

    def close(self) -> None:
        """Let go of the episode."""
        self._depth_streams = ()
        self._forget()

    def _forget(self) -> None:
        self._seen.clear()
        for part in (self.marks, self.trail, self.tint, self.stance):
            part.forget()
        self.reads.close()

    def set_veil(self, veil: Veil) -> None:
        """What is blurred, in points and their colours as in the pictures; the player shows its samples again."""
        if veil != self._veil:
            self._veil = veil
            # Nothing is made any more of what was seen before.
            self._seen.clear()
            self.reads.depth.clear()
            self.reads.pictures.clear()
            self.tint.set_veil(veil)

    def attach(self, views: Mapping[str, ViewFrame], new: Mapping[str, ViewFrame]) -> None:
        """The views of the open episode; ``new`` are those that were not there before."""
        self.reads.views = views
        self.marks.attach(new)
        for stream, view in views.items():
            if not isinstance(view, CloudView):
                continue
            view.set_depth_on(self._shows)
            if stream in new:
                view.depth_requested.connect(self.set_depth)
                view.scans_requested.connect(self.trail.set_count)
                self.tint.attach(view, stream)
                self.stance.attach(view)

    @property
    def has_scans(self) -> bool:
        """Whether there are scans of which several could be shown together."""
        return self._scanned

    @property
    def has_depth(self) -> bool:
        """Whether there is depth that could be shown in space."""
        return bool(self._depth_streams)

    def toggle_depth(self) -> None:
        """Depth beside the scan, or the scan alone."""
        self.set_depth(not self.depth_on)

    def set_depth(self, on: bool) -> None:
        """Depth beside the scan, or the scan alone; a cloud of its own where no scan has a place with it."""
        refused = self._refusal if on else None
        if refused is not None:
            self.reads.told.emit(error_text(refused, self.reads.language))
        self.depth_on = on and refused is None
        self._apply()

    def _apply(self) -> None:
        if self._depth_streams and not self._is_beside:
            self.cloud_wanted.emit(self._shown_depth, self._shows)
        for view in self.reads.clouds():
            view.set_depth_on(self._shows)
        self._need()
        if self._shows:
            self._ask_depth(self._shown_depth)

    def _need(self) -> None:
        self.needs_changed.emit()
        self._player.refresh()

    @property
    def _shows(self) -> bool:
        """Whether this episode has depth to show and it is wanted."""
        return self.depth_on and self.has_depth and self._refusal is None

    @property
    def _refusal(self) -> KnownError | None:
        """Why the depth has no place in space."""
        return self.reads.facts.missing.get(self._shown_depth)

    def needed(self) -> tuple[str, ...]:
        """Streams to read though no view shows them."""
        depth = (self._shown_depth, self.reads.facts.partners.get(self._shown_depth)) if self._shows else ()
        return tuple(dict.fromkeys(name for name in (*depth, *self.tint.needed()) if name))

    @property
    def _shown_depth(self) -> str:
        """The first depth stream, "" without one: two cameras would hide each other's points."""
        return self._depth_streams[0] if self._depth_streams else ""

    @property
    def _is_beside(self) -> bool:
        """Whether a scan lies in one tree of frames with the depth, so that both can be drawn together."""
        return self._scanned and self._shown_depth not in self.reads.facts.apart

    def _known(self) -> None:
        """What was wanted in the episode before is wanted here; that it cannot be had is not worth a warning."""
        if self.depth_on:
            self._apply()

    def _shown(self, shown: Shown) -> None:
        if self.reads.desk is None:
            return
        match shown.sample:
            case PointCloud() as cloud:
                self._place(shown.stream, cloud)
            case DepthImage() | VideoFrame() as sample:
                self._keep(shown, sample)
            case None if shown.exact and shown.stream in self._depth_streams:
                self._drop_depth(shown.stream)
            case _:
                return

    def _place(self, stream: str, cloud: PointCloud) -> None:
        desk = self.reads.desk
        if desk is not None and stream in self.reads.views:
            self.reads.ask(
                lambda: desk.pose(stream, cloud.t_ns),
                lambda pose: self._placed(stream, cloud, pose),
                key=f"pose {stream}",
            )

    def _placed(self, stream: str, cloud: PointCloud, pose: Pose | None) -> None:
        view = self.reads.views.get(stream)
        if isinstance(view, CloudView):
            with view.at_once():
                view.set_place(pose)
                self.tint.take(stream, cloud)
                self.trail.take(stream, cloud, pose)
                self.stance.show_in(view)

    def _keep(self, shown: Shown, sample: DepthImage | VideoFrame) -> None:
        """Take what is on screen, as the person may see it."""
        seen = self._seen.get(shown.stream)
        new = seen is None or seen[0] is not sample or seen[1] != self._veil
        self._seen[shown.stream] = (sample, self._veil)
        allowed = veiled(sample, shown.stream, self._veil) if new else sample
        if new and isinstance(allowed, DepthImage):
            self.reads.depth[shown.stream] = allowed
        elif new and isinstance(allowed, VideoFrame):
            self.reads.pictures[shown.stream] = allowed
        if isinstance(sample, DepthImage):
            self._tell_age(shown, sample)
        if new:
            self.marks.follow(shown.stream)
            self.tint.follow(shown.stream)
            self._follow_depth(shown.stream)

    def _tell_age(self, shown: Shown, image: DepthImage) -> None:
        if not self._shows or shown.stream != self._shown_depth:
            return
        alone = self._alone()
        for view in self.reads.clouds():
            view.set_depth_age(shown.age_ns)
        if alone is not None:
            alone.show_depth_alone(None, image, shown.age_ns, shown.period_ns)

    def _follow_depth(self, stream: str) -> None:
        """Points anew for a depth image, and for a picture that colours them; while it plays, the next depth image
        takes the colours along, since a picture alone would draw the points twice."""
        colours = self.reads.facts.partners.get(self._shown_depth) == stream
        if stream == self._shown_depth or (colours and not self._player.clock.playing):
            self._ask_depth(self._shown_depth)

    def _drop_depth(self, stream: str) -> None:
        self.reads.depth.pop(stream, None)
        self._seen.pop(stream, None)
        if stream != self._shown_depth:
            return
        alone = self._alone()
        for view in self.reads.clouds():
            view.set_depth_age(None)
            view.show_depth(None)
        if alone is not None:
            alone.clear()

    def _failed(self, stream: str, _error: KnownError) -> None:
        if stream in self._depth_streams:
            self._drop_depth(stream)

    def _ask_depth(self, stream: str) -> None:
        image, desk = self.reads.depth.get(stream), self.reads.desk
        if not self._shows or image is None or desk is None or stream != self._shown_depth:
            return
        partner = self.reads.facts.partners.get(stream)
        frame = self.reads.pictures.get(partner) if partner is not None else None
        picture = (partner, frame) if partner is not None and frame is not None else None
        self.reads.ask(
            lambda: desk.depth_cloud(stream, image, most_points(), picture),
            lambda depth: self._show_depth(depth, image),
            key=f"depth {stream}",
            on_error=self._no_depth,
        )

    def _show_depth(self, depth: DepthCloud, image: DepthImage) -> None:
        opened = self._player.opened
        if not self._shows or depth.stream not in self.reads.depth or opened is None:
            return
        alone = self._alone()
        if alone is not None:
            age_ns, period_ns = self._player.t_ns - depth.t_ns, opened.tracks[depth.stream].period_ns
            alone.show_depth_alone(depth, image, age_ns, period_ns)
            self.stance.show_in(alone)
        for view in self.reads.clouds():
            if view is not alone:
                view.show_depth(depth)

    def _no_depth(self, error: KnownError) -> None:
        """A camera that is not placed yet has no points now; one without intrinsics never has."""
        alone = self._alone()
        if alone is not None:
            alone.show_no_data(error_text(error, self.reads.language))
        for view in self.reads.clouds():
            if view is not alone:
                view.show_depth(None)

    def _alone(self) -> CloudView | None:
        """The cloud of depth alone, in an episode without scans."""
        view = self.reads.views.get(depth_view(self._shown_depth))
        return view if isinstance(view, CloudView) else None
