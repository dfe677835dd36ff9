"""Where things are, beside the player: poses of scans, depth as points, and a point found in every picture."""

from collections.abc import Callable, Iterable, Mapping
from typing import TypeVar

from PySide6.QtCore import QObject, Signal

from app.player import Player, Shown
from app.recording import OpenedEpisode
from app.scene_desk import SceneDesk, SceneFacts
from app.tasks import Tasks
from models.episode import StreamKind
from models.errors import KnownError
from models.geometry.values import DepthCloud, Sight, Spot
from models.streams import DepthImage, PointCloud, VideoFrame
from widgets.cloud_canvas import most_points
from widgets.cloud_view import CloudView
from widgets.depth_view import DepthView
from widgets.i18n import tr
from widgets.known import error_text
from widgets.spot_mark import SpotMark
from widgets.spot_words import place_words, range_words, sight_words
from widgets.video_view import VideoView
from widgets.view_frame import ViewFrame

LANE = "space"
Result = TypeVar("Result")


class Space(QObject):
    """Reads on a lane of its own; a request of the same sort replaces the one that waits.

    ``needs_changed`` when other streams have to be read than those that have a view; ``told(sentence)`` when what
    was asked for cannot be had.
    """

    needs_changed = Signal()
    told = Signal(str)

    def __init__(self, *, player: Player, tasks: Tasks, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._player = player
        self._tasks = tasks
        self._desk: SceneDesk | None = None
        self._facts: SceneFacts | None = None
        self._views: Mapping[str, ViewFrame] = {}
        self._depth_streams: tuple[str, ...] = ()
        self._depth: dict[str, DepthImage] = {}
        self._pictures: dict[str, VideoFrame] = {}
        self._spot: Spot | None = None
        self._hovered: Spot | None = None
        self.depth_on = False
        self.language = "en"
        player.sample_shown.connect(self._shown)
        player.stream_failed.connect(self._failed)

    def open(self, opened: OpenedEpisode) -> None:
        """Another episode; what is marked goes, whether depth is shown stays."""
        self.close()
        self._desk = SceneDesk(opened.record)
        infos = opened.infos.values()
        self._depth_streams = tuple(
            info.name for info in infos if info.kind is StreamKind.DEPTH and info.count
        )
        self._ask(self._desk.facts, self._know, key="facts")

    def close(self) -> None:
        """Let go of the episode."""
        self._tasks.close_lane(LANE)
        if self._desk is not None:
            self._desk.close()
        self._desk, self._facts, self._spot, self._hovered = None, None, None, None
        self._depth_streams = ()
        self._depth.clear()
        self._pictures.clear()

    def attach(self, views: Mapping[str, ViewFrame]) -> None:
        """The views of the open episode."""
        self._views = views
        for name, view in views.items():
            if isinstance(view, CloudView):
                view.set_depth_on(self.depth_on)
                view.depth_requested.connect(self.set_depth)
                view.spot_picked.connect(self.mark)
            elif isinstance(view, DepthView):
                view.pixel_picked.connect(lambda pixel, name=name: self._pick_depth(name, pixel))
                view.pixel_hovered.connect(lambda pixel, name=name: self._hover_depth(name, pixel))
            elif isinstance(view, VideoView):
                view.pixel_picked.connect(lambda pixel, name=name: self._pick_picture(name, pixel))

    @property
    def has_depth(self) -> bool:
        """Whether there is depth that a scan could be shown with."""
        return bool(self._depth_streams) and any(True for _ in self._clouds())

    def toggle_depth(self) -> None:
        """Depth beside the scan, or the scan alone."""
        self.set_depth(not self.depth_on)

    def set_depth(self, on: bool) -> None:
        """Depth beside the scan, or the scan alone."""
        self.depth_on = on
        for view in self._clouds():
            view.set_depth_on(on)
        self.needs_changed.emit()
        missing = self._facts.missing if self._facts is not None else {}
        if on and missing and set(missing) >= set(self._depth_streams):
            self.told.emit(error_text(next(iter(missing.values())), self.language))
        elif on:
            self._player.refresh()
            for name in self._depth_streams:
                self._ask_depth(name)

    def needed(self) -> tuple[str, ...]:
        """Streams to read though no view shows them."""
        if not self.depth_on or self._facts is None:
            return ()
        shown = self._depth_streams[:1]
        return (*shown, *(self._facts.partners[name] for name in shown if name in self._facts.partners))

    @property
    def has_mark(self) -> bool:
        """Whether a point is marked."""
        return self._spot is not None

    def clear_mark(self) -> None:
        """Nothing is marked."""
        self.mark(None)

    def mark(self, spot: Spot | None) -> None:
        """Mark a point of the world in every view; None for none."""
        self._spot = spot
        self._show_in_clouds()
        if spot is None:
            for view in self._views.values():
                if isinstance(view, VideoView | DepthView):
                    view.canvas.set_spot(None)
        else:
            self._ask_sights(self._views)

    def _know(self, facts: SceneFacts) -> None:
        self._facts = facts
        if self.depth_on:
            self.set_depth(True)

    def _shown(self, shown: Shown) -> None:
        if self._desk is None:
            return
        match shown.sample:
            case PointCloud() as cloud:
                self._place(shown.stream, cloud)
            case DepthImage() as image:
                self._keep_depth(shown, image)
            case VideoFrame() as frame:
                self._keep_picture(shown.stream, frame)
            case None if shown.stream in self._depth_streams:
                self._drop_depth(shown.stream)
            case _:
                return

    def _place(self, stream: str, cloud: PointCloud) -> None:
        view, desk = self._views.get(stream), self._desk
        if isinstance(view, CloudView) and desk is not None:
            self._ask(lambda: desk.pose(stream, cloud.t_ns), view.set_place, key=f"pose {stream}")

    def _keep_depth(self, shown: Shown, image: DepthImage) -> None:
        new = self._depth.get(shown.stream) is not image
        self._depth[shown.stream] = image
        if self.depth_on:
            for view in self._clouds():
                view.set_depth_age(shown.age_ns)
        if new:
            self._ask_depth(shown.stream)
            self._follow_mark(shown.stream)

    def _keep_picture(self, stream: str, frame: VideoFrame) -> None:
        new = self._pictures.get(stream) is not frame
        self._pictures[stream] = frame
        if not new:
            return
        self._follow_mark(stream)
        partners = self._facts.partners if self._facts is not None else {}
        if not self._player.clock.playing:
            for depth in (name for name, partner in partners.items() if partner == stream):
                self._ask_depth(depth)

    def _drop_depth(self, stream: str) -> None:
        self._depth.pop(stream, None)
        for view in self._clouds():
            view.set_depth_age(None)
            view.show_depth(None)

    def _failed(self, stream: str, _error: KnownError) -> None:
        if stream in self._depth_streams:
            self._drop_depth(stream)

    def _ask_depth(self, stream: str) -> None:
        """Depth of the first stream only: two cameras would hide each other."""
        image, desk = self._depth.get(stream), self._desk
        if not self.depth_on or image is None or desk is None or stream != self._depth_streams[0]:
            return
        partner = self._facts.partners.get(stream) if self._facts is not None else None
        frame = self._pictures.get(partner) if partner is not None else None
        picture = (partner, frame) if partner is not None and frame is not None else None
        self._ask(
            lambda: desk.depth_cloud(stream, image, most_points(), picture),
            self._show_depth,
            key=f"depth {stream}",
        )

    def _show_depth(self, depth: DepthCloud) -> None:
        if self.depth_on and depth.stream in self._depth:
            for view in self._clouds():
                view.show_depth(depth)

    def _pick_depth(self, stream: str, pixel: tuple[int, int] | None) -> None:
        image, desk = self._depth.get(stream), self._desk
        if pixel is None or image is None or desk is None:
            self.mark(None)
            return
        self._ask(lambda: desk.spot_of_depth(stream, image, pixel), self._picked, key="pick")

    def _pick_picture(self, stream: str, pixel: tuple[int, int] | None) -> None:
        frame, desk, facts = self._pictures.get(stream), self._desk, self._facts
        if pixel is None or frame is None or desk is None or facts is None or stream not in facts.cameras:
            self.mark(None)
            return
        depth = next((name for name, partner in facts.partners.items() if partner == stream), None)
        image = self._depth.get(depth) if depth is not None else None
        if depth is None or image is None:
            self.told.emit(tr("No depth looks where this camera looks"))
            return
        self._ask(
            lambda: desk.spot_of_picture((stream, frame), pixel, (depth, image)), self._picked, key="pick"
        )

    def _picked(self, spot: Spot | None) -> None:
        if spot is None:
            self.told.emit(tr("No depth was measured there"))
        self.mark(spot)

    def _hover_depth(self, stream: str, pixel: tuple[int, int] | None) -> None:
        image, desk, view = self._depth.get(stream), self._desk, self._views.get(stream)
        if pixel is None or image is None or desk is None:
            self._hover(None, view)
            return
        self._ask(
            lambda: desk.spot_of_depth(stream, image, pixel),
            lambda spot: self._hover(spot, view),
            key="hover",
            quiet=True,
        )

    def _hover(self, spot: Spot | None, view: ViewFrame | None) -> None:
        self._hovered = spot
        if isinstance(view, DepthView):
            view.set_place_words(place_words(spot) if spot is not None else ())
        self._show_in_clouds()

    def _show_in_clouds(self) -> None:
        for view in self._clouds():
            marks = [
                (spot, faint)
                for spot, faint in ((self._spot, False), (self._hovered, True))
                if spot is not None
            ]
            view.canvas.set_spots(
                tuple(
                    SpotMark(spot.point_m, () if faint else place_words(spot), faint)
                    for spot, faint in marks
                    if spot.root == view.root
                )
            )

    def _follow_mark(self, stream: str) -> None:
        if self._spot is not None:
            self._ask_sights((stream,))

    def _ask_sights(self, names: Iterable[str]) -> None:
        spot, desk, facts = self._spot, self._desk, self._facts
        if spot is None or desk is None or facts is None:
            return
        asked = []
        for name in names:
            sample = self._pictures.get(name) or self._depth.get(name)
            if sample is not None and name in facts.cameras and name in self._views:
                shape = sample.rgb.shape if isinstance(sample, VideoFrame) else sample.depth_m.shape
                asked.append((name, sample.t_ns, (shape[1], shape[0])))
        if asked:
            key = "sights " + " ".join(name for name, *_ in asked)
            self._ask(lambda: desk.sights(spot, asked), lambda found: self._show_sights(spot, found), key=key)

    def _show_sights(self, spot: Spot, found: Mapping[str, Sight | KnownError]) -> None:
        if spot is not self._spot:
            return
        for name, sight in found.items():
            view = self._views.get(name)
            if not isinstance(view, VideoView | DepthView):
                continue
            if isinstance(sight, KnownError):
                view.canvas.set_spot(None, error_text(sight, self.language))
            elif sight.pixel is None:
                view.canvas.set_spot(None, sight_words(sight))
            else:
                view.canvas.set_spot(sight.pixel, range_words(sight))

    def _clouds(self) -> Iterable[CloudView]:
        return (view for view in self._views.values() if isinstance(view, CloudView))

    def _ask(
        self,
        job: Callable[[], Result],
        then: Callable[[Result], None],
        *,
        key: str,
        quiet: bool = False,
    ) -> None:
        self._tasks.lane(LANE).submit(
            job, then, on_error=lambda error: self._refused(error, quiet=quiet), key=key
        )

    def _refused(self, error: Exception, *, quiet: bool) -> None:
        if not isinstance(error, KnownError):
            raise error
        if not quiet:
            self.told.emit(error_text(error, self.language))
