"""The last scans together with the present one: which are there, which are still to be read."""

from PySide6.QtCore import QObject, Signal

from app.space_reads import SpaceReads
from models.geometry.scans import placed, scans_before
from models.geometry.values import PlacedScan, Pose
from models.streams import PointCloud
from widgets.cloud_canvas import most_points
from widgets.cloud_menu import SCAN_COUNTS
from widgets.cloud_view import CloudView

MOST_TOGETHER = 1_000_000


class Trail(QObject):
    """Scans go on being part of the trail after they were on screen; only those that never were are read for it.

    ``changed(stream)`` when other scans are drawn.
    """

    changed = Signal(str)

    def __init__(self, reads: SpaceReads, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._reads = reads
        self.count = SCAN_COUNTS[0]
        self._present: dict[str, PlacedScan] = {}
        self._kept: dict[str, dict[int, PlacedScan | None]] = {}
        self._reading: set[str] = set()

    def forget(self) -> None:
        """Another episode; how many are wanted stays."""
        self._present.clear()
        self._kept.clear()
        self._reading.clear()

    def set_count(self, count: int) -> None:
        """Show so many scans together."""
        self.count = count
        self._kept.clear()
        for stream in tuple(self._present):
            self._follow(stream)

    def next_count(self) -> None:
        """The next larger number of scans, after the largest the present one alone."""
        larger = [count for count in SCAN_COUNTS if count > self.count]
        self.set_count(larger[0] if larger else SCAN_COUNTS[0])

    def most(self) -> int:
        """How many points all scans of a trail may have."""
        return min(most_points(), MOST_TOGETHER)

    def take(self, stream: str, cloud: PointCloud, pose: Pose | None) -> None:
        """A scan is on screen."""
        self._present[stream] = PlacedScan(cloud, pose, len(cloud.points))
        self._follow(stream)

    def clouds(self, stream: str) -> tuple[PointCloud, ...]:
        """What is drawn of the scans before the present one."""
        return tuple(scan.cloud for scan in self._drawn(stream))

    def _drawn(self, stream: str) -> tuple[PlacedScan, ...]:
        kept = self._kept.get(stream, {})
        return tuple(scan for index in self._wanted(stream) if (scan := kept.get(index)) is not None)

    def _wanted(self, stream: str) -> tuple[int, ...]:
        present = self._present.get(stream)
        return () if present is None else scans_before(present.cloud.index, self.count)

    def _follow(self, stream: str) -> None:
        present, kept = self._present[stream], self._kept.setdefault(stream, {})
        for index in set(kept) - {*self._wanted(stream), present.cloud.index}:
            del kept[index]
        if self.count > 1 and present.cloud.index not in kept:
            kept[present.cloud.index] = placed(
                present.cloud, present.pose, count=self.count, most=self.most()
            )
        self._show(stream)
        self._read(stream)

    def _show(self, stream: str) -> None:
        view = self._reads.views.get(stream)
        if not isinstance(view, CloudView):
            return
        kept = self._kept.get(stream, {})
        damaged = sum(kept.get(index, False) is None for index in self._wanted(stream))
        due = 1 + len(self._wanted(stream)) - damaged
        view.show_past(self._drawn(stream), count=self.count, due=due)
        self.changed.emit(stream)

    def _read(self, stream: str) -> None:
        desk, count, most = self._reads.desk, self.count, self.most()
        missing = tuple(index for index in self._wanted(stream) if index not in self._kept[stream])
        if desk is None or not missing or stream in self._reading:
            return
        self._reading.add(stream)
        self._reads.ask(
            lambda: desk.past_scans(stream, missing, count=count, most=most),
            lambda found: self._arrived(stream, found, count),
            key=f"trail {stream}",
            on_error=lambda _: self._reading.discard(stream),
        )

    def _arrived(self, stream: str, found: dict[int, PlacedScan | None], count: int) -> None:
        self._reading.discard(stream)
        if stream not in self._present:
            return
        if count == self.count:
            self._kept.setdefault(stream, {}).update(found)
        self._follow(stream)
