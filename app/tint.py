"""Scans in the colours of a camera: which picture, and asking anew when it or the scans are others."""

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

from app.player import Player
from app.space_reads import SpaceReads
from app.trail import Trail
from models.geometry.values import ScanColours
from models.privacy import Privacy, Veil
from models.streams import PointCloud
from widgets.cloud_scene import PICTURE
from widgets.cloud_view import CloudView


class Tint(QObject):
    """Colours come from ``SpaceReads.pictures``, which hold what the person may see of what is on screen.

    ``needs_changed`` when another camera has to be read than those that have a view.
    """

    needs_changed = Signal()

    def __init__(
        self, reads: SpaceReads, *, player: Player, trail: Trail, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._reads = reads
        self._player = player
        self._trail = trail
        self._scans: dict[str, PointCloud] = {}
        self._veil = Veil(Privacy())
        reads.known.connect(self._known)
        trail.changed.connect(self._ask)

    def forget(self) -> None:
        """Another episode."""
        self._scans.clear()

    def attach(self, view: CloudView, stream: str) -> None:
        """Listen to a new view of scans."""
        view.set_pictured_scans(self.camera is not None)
        view.colour_by_changed.connect(lambda _: self._colour_by_changed(stream))

    @property
    def camera(self) -> str | None:
        """Whose picture gives the colours: the reference camera, else the first that shares a frame with the scans."""
        cameras = self._reads.facts.colouring
        return self._player.reference if self._player.reference in cameras else next(iter(cameras), None)

    def needed(self) -> tuple[str, ...]:
        """Streams to read though no view shows them."""
        used = any(view.colour_by == PICTURE for view in self._reads.clouds())
        return (self.camera,) if used and self.camera is not None else ()

    def take(self, stream: str, cloud: PointCloud) -> None:
        """A scan is on screen; its trail asks for the colours of both."""
        self._scans[stream] = cloud

    def follow(self, camera: str) -> None:
        """A camera shows another picture. While it plays the next scan takes the colours along."""
        if camera == self.camera and not self._player.clock.playing:
            for stream in self._scans:
                self._ask(stream)

    def set_veil(self, veil: Veil) -> None:
        """What is blurred; colours of before go at once, not when there are others."""
        self._veil = veil
        for stream, cloud in self._scans.items():
            view = self._reads.views.get(stream)
            if isinstance(view, CloudView):
                view.show_colours(ScanColours(cloud.index))

    def _known(self) -> None:
        for stream, view in self._reads.views.items():
            if isinstance(view, CloudView) and not view.layers.depth.alone:
                view.set_pictured_scans(self.camera is not None)
                self._ask(stream)

    def _colour_by_changed(self, stream: str) -> None:
        self.needs_changed.emit()
        self._ask(stream)

    def _ask(self, stream: str) -> None:
        view, cloud, camera = self._reads.views.get(stream), self._scans.get(stream), self.camera
        if not isinstance(view, CloudView) or view.colour_by != PICTURE or cloud is None:
            return
        desk, frame = self._reads.desk, self._reads.pictures.get(camera or "")
        if desk is None or camera is None or frame is None:
            view.show_colours(ScanColours(cloud.index))
            return
        clouds, veil = (cloud, *self._trail.clouds(stream)), self._veil
        self._reads.ask(
            lambda: ScanColours(cloud.index, desk.scan_colours(stream, clouds, (camera, frame))),
            self._unless_veiled(view, veil),
            key=f"colours {stream}",
            on_error=lambda _: view.show_colours(ScanColours(cloud.index)),
        )

    def _unless_veiled(self, view: CloudView, veil: Veil) -> Callable[[ScanColours], None]:
        """What was asked for before more was blurred is not shown any more; another answer is on its way."""

        def show(colours: ScanColours) -> None:
            if veil == self._veil:
                view.show_colours(colours)

        return show
