"""A point of the world that somebody pointed at, marked in the clouds and in every picture that shows it."""

from collections.abc import Iterable, Iterator, Mapping

import numpy as np
from PySide6.QtCore import QObject

from app.space_reads import SpaceReads
from models.errors import KnownError
from models.geometry.values import Sight, Spot
from models.streams import VideoFrame
from widgets.cloud_view import CloudView
from widgets.depth_view import DepthView
from widgets.i18n import tr
from widgets.known import error_text
from widgets.spot_mark import SpotMark
from widgets.spot_words import distance_words, field_words, place_words, range_words, sight_words
from widgets.video_view import VideoView
from widgets.view_frame import ViewFrame

Pixel = tuple[int, int]


class Marks(QObject):
    """A mark stays where it is in the world while time goes on; pictures are asked anew for each of their samples."""

    def __init__(self, reads: SpaceReads, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._reads = reads
        self._spot: Spot | None = None
        self._anchor: Spot | None = None
        self._hovered: Spot | None = None
        self._pointer: tuple[str, Pixel] | None = None

    def forget(self) -> None:
        """Another episode."""
        self._spot, self._anchor, self._hovered, self._pointer = None, None, None, None

    def attach(self, views: Mapping[str, ViewFrame]) -> None:
        """Listen to new views."""
        for name, view in views.items():
            if isinstance(view, CloudView):
                view.spot_picked.connect(self.mark)
            elif isinstance(view, DepthView):
                view.pixel_picked.connect(lambda pixel, name=name: self._pick_depth(name, pixel))
                view.pixel_hovered.connect(lambda pixel, name=name: self._hover_depth(name, pixel))
            elif isinstance(view, VideoView):
                view.pixel_picked.connect(lambda pixel, name=name: self._pick_picture(name, pixel))

    @property
    def is_set(self) -> bool:
        """Whether a point is marked."""
        return self._spot is not None

    def clear(self) -> None:
        """Nothing is marked, nothing measured."""
        self._anchor = None
        self.mark(None)

    def measure(self) -> None:
        """From the marked point on, the distance to the next ones; again to measure no more."""
        self._anchor = self._spot if self._anchor is None else None
        self._show_in_clouds()

    @property
    def distance_m(self) -> float | None:
        """From the first point to the marked one, None unless both are known in the same frame."""
        first, second = self._anchor, self._spot
        if first is None or second is None or first is second or first.root != second.root:
            return None
        return float(np.linalg.norm(second.point_m.astype(np.float64) - first.point_m))

    def mark(self, spot: Spot | None) -> None:
        """Mark a point in every view; None for none."""
        self._spot = spot
        self._show_in_clouds()
        if spot is not None:
            self._ask_sights(self._reads.views)
            return
        for view in self._reads.views.values():
            if isinstance(view, VideoView | DepthView):
                view.canvas.set_spot(None)

    def follow(self, stream: str) -> None:
        """A camera shows another picture."""
        if self._spot is not None:
            self._ask_sights((stream,))

    def _pick_depth(self, stream: str, pixel: Pixel | None) -> None:
        image, desk = self._reads.depth.get(stream), self._reads.desk
        if pixel is None or image is None or desk is None:
            self.mark(None)
        else:
            self._reads.ask(
                lambda: desk.spot_of_depth(stream, image, pixel),
                lambda spot: self._picked(spot, stream),
                key="pick",
            )

    def _pick_picture(self, stream: str, pixel: Pixel | None) -> None:
        reads = self._reads
        frame, desk = reads.pictures.get(stream), reads.desk
        if pixel is None or frame is None or desk is None or stream not in reads.facts.cameras:
            self.mark(None)
            return
        depth = next((name for name, partner in reads.facts.partners.items() if partner == stream), None)
        image = reads.depth.get(depth) if depth is not None else None
        if depth is None or image is None:
            self.mark(None)
            return
        reads.ask(
            lambda: desk.spot_of_picture((stream, frame), pixel, (depth, image)),
            lambda spot: self._picked(spot, stream),
            key="pick",
        )

    def _picked(self, spot: Spot | None, stream: str) -> None:
        self.mark(spot)
        view = self._reads.views.get(stream)
        if spot is None and isinstance(view, VideoView | DepthView):
            view.canvas.set_spot(None, tr("No depth was measured there"))

    def _hover_depth(self, stream: str, pixel: Pixel | None) -> None:
        image, desk = self._reads.depth.get(stream), self._reads.desk
        self._pointer = None if pixel is None else (stream, pixel)
        if pixel is None or image is None or desk is None:
            self._hover(None, stream)
            return
        pointer = (stream, pixel)
        self._reads.ask(
            lambda: desk.spot_of_depth(stream, image, pixel),
            lambda spot: self._hover(spot, stream) if self._pointer == pointer else None,
            key="hover",
            on_error=lambda _: None,
        )

    def _hover(self, spot: Spot | None, stream: str) -> None:
        self._hovered = spot
        view = self._reads.views.get(stream)
        if isinstance(view, DepthView):
            view.set_place_words(place_words(spot) if spot is not None else ())
        self._show_in_clouds()

    def _show_in_clouds(self) -> None:
        for view in self._reads.clouds():
            view.set_spots(tuple(self._marks_in(view.root)))

    def _marks_in(self, root: str) -> Iterator[SpotMark]:
        distance_m = self.distance_m
        if self._anchor is not None and self._anchor is not self._spot and self._anchor.root == root:
            yield SpotMark(self._anchor.point_m)
        if self._spot is not None and self._spot.root == root:
            if self._anchor is None or distance_m is None:
                yield SpotMark(self._spot.point_m, place_words(self._spot), field_words(self._spot))
            else:
                words, first_m = distance_words(distance_m), self._anchor.point_m
                yield SpotMark(self._spot.point_m, words, joined_m=first_m)
        if self._hovered is not None and self._hovered.root == root:
            yield SpotMark(self._hovered.point_m, faint=True)

    def _ask_sights(self, names: Iterable[str]) -> None:
        spot, desk = self._spot, self._reads.desk
        asked = list(self._askable(names))
        if spot is None or desk is None or not asked:
            return
        key = "sights " + " ".join(name for name, *_ in asked)
        self._reads.ask(
            lambda: desk.sights(spot, asked), lambda found: self._show_sights(spot, found), key=key
        )

    def _askable(self, names: Iterable[str]) -> Iterator[tuple[str, int, tuple[int, int]]]:
        """Stream, stamp, width and height of the pictures on screen whose camera is known."""
        for name in names:
            sample = self._reads.pictures.get(name) or self._reads.depth.get(name)
            if sample is not None and name in self._reads.facts.cameras and name in self._reads.views:
                pixels = sample.rgb if isinstance(sample, VideoFrame) else sample.depth_m
                yield name, sample.t_ns, (pixels.shape[1], pixels.shape[0])

    def _show_sights(self, spot: Spot, found: Mapping[str, Sight | KnownError]) -> None:
        if spot is not self._spot:
            return
        for name, sight in found.items():
            view = self._reads.views.get(name)
            if not isinstance(view, VideoView | DepthView):
                continue
            if isinstance(sight, KnownError):
                view.canvas.set_spot(None, error_text(sight, self._reads.language))
            elif sight.pixel is None:
                view.canvas.set_spot(None, sight_words(sight))
            else:
                view.canvas.set_spot(sight.pixel, range_words(sight))
