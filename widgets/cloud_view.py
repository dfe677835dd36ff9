"""A lidar scan, coloured by height, range or any of its fields."""

from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np
from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from models.episode import StreamInfo
from models.geometry.values import DepthCloud, PlacedScan, Pose, ScanColours, Skeleton
from models.streams import DepthImage, PointCloud, Sample
from widgets.cloud_canvas import CloudCanvas
from widgets.cloud_layers import CloudLayers
from widgets.cloud_menu import field_words, fields_menu
from widgets.cloud_pick import Hit
from widgets.cloud_picture import Draw
from widgets.cloud_scale import CloudScale
from widgets.cloud_scene import DEPTH, HEIGHT, PICTURE, CloudBuffer
from widgets.i18n import tr
from widgets.overlay import ColourScale
from widgets.scale_popover import ScaleChoice, ScalePopover
from widgets.spot_mark import SpotMark
from widgets.stream_words import count_text, join_facts, rate_text
from widgets.turntable import Turntable, frame_cloud
from widgets.view_frame import ViewFrame

_LOOKED_AT = 20_000
MOST_SCAN_POINTS = 4_000_000


class CloudView(ViewFrame):
    """``set_place`` brings the sensor's frame upright; without it the scan is drawn in the sensor's own frame.

    ``scans_requested(count)`` for so many scans together; ``spot_picked`` carries a ``Spot`` or None.
    """

    colour_by_changed = Signal(str)
    depth_requested = Signal(bool)
    scans_requested = Signal(int)
    skeleton_requested = Signal(bool)
    skeleton_names_requested = Signal(bool)
    spot_picked = Signal(object)

    def __init__(self, parent: QWidget | None = None, *, draw: Draw | None = None) -> None:
        super().__init__(parent)
        self.layers = CloudLayers()
        self._colours = CloudScale()
        self._home: Turntable | None = None
        self._held = self._changed = False
        self.canvas = CloudCanvas(self, draw)
        self.canvas.picked.connect(self._pick)
        self.canvas.reset_requested.connect(self.reset_camera)
        self.canvas.legend_clicked.connect(self.open_range)
        self.canvas.picture.stride_changed.connect(self._tell_stride)
        self.set_content(self.canvas)
        self._build_actions()

    def _build_actions(self) -> None:
        self.range_button = self.header.add_action("palette", tr("Colours and range"))
        self.range_button.clicked.connect(self.open_range)
        self.field_button = self.header.add_action("chevron-down", tr("Colour by"))
        self.field_button.clicked.connect(self.open_fields)
        self.depth_button = self.header.add_action("layers", tr("Depth beside the scan"))
        self.depth_button.setCheckable(True)
        self.depth_button.clicked.connect(self.depth_requested)
        self.skeleton_button = self.header.add_action("bot", tr("The robot's pose"))
        self.skeleton_button.setCheckable(True)
        self.skeleton_button.clicked.connect(self.skeleton_requested)
        self.header.offer(self.skeleton_button, offered=False)

    @property
    def colour_by(self) -> str:
        """``height``, ``range`` or a field's name."""
        return self._colours.colour_by

    @property
    def scale(self) -> ColourScale:
        """What the colours mean."""
        return self._colours.scale

    def set_colour_by(self, name: str) -> None:
        """Height, range or a field; its range is found anew."""
        self._colours.by(name)
        self._rebuild()
        self.colour_by_changed.emit(name)

    def set_scale(self, choice: ScaleChoice) -> None:
        """Colours, and a fixed range or how it is found."""
        self._colours.choose(choice)
        self._rebuild()

    @contextmanager
    def at_once(self) -> Iterator[None]:
        """Whatever is shown within is drawn together at the end."""
        self._held = True
        try:
            yield
        finally:
            self._held = False
        if self._changed:
            self._rebuild()

    def set_place(self, pose: Pose | None) -> None:
        """Where the sensor is at the scan's own stamp, and in which tree of frames; None where nothing tells."""
        before = self.layers.pose
        self.layers.place(pose)
        after = self.layers.pose
        if (before is None) != (after is None):
            self._look_anew()
        if before is not after and (before is None or after is None or not np.array_equal(before, after)):
            self._rebuild()

    def show_past(self, scans: tuple[PlacedScan, ...], *, count: int, due: int) -> None:
        """Scans before the present one, the latest first; ``count`` are wanted with it, ``due`` of them recorded."""
        past = self.layers.past
        if (past.scans, past.count, past.due) != (scans, count, due):
            past.scans, past.count, past.due = scans, count, due
            self._rebuild()

    def set_pictured_scans(self, on: bool) -> None:
        """Whether a camera can give the scans its colours."""
        self.layers.pictured = on
        if not on and self.colour_by == PICTURE:
            self.set_colour_by(HEIGHT)

    def show_colours(self, colours: ScanColours) -> None:
        """What the camera's picture shows at the points."""
        self.layers.colours = colours
        if self.colour_by == PICTURE:
            self._rebuild(waits=False)

    def set_skeleton(self, *, known: bool, on: bool, named: bool) -> None:
        """Whether the robot's pose is known and drawn, and whether with the names of its frames."""
        self.header.offer(self.skeleton_button, offered=known)
        self.skeleton_button.setChecked(on)
        self.layers.skeleton_named = named
        self._draw_skeleton()

    @property
    def skeleton_named(self) -> bool:
        """Whether the robot's frames are named."""
        return self.layers.skeleton_named

    def show_skeleton(self, skeleton: Skeleton | None) -> None:
        """The robot's links in the root frame, None for none."""
        self.layers.skeleton = skeleton
        self._draw_skeleton()

    def _draw_skeleton(self) -> None:
        self.canvas.set_skeleton(self.layers.drawn_skeleton(), named=self.layers.skeleton_named)

    @property
    def root(self) -> str:
        """Frame of the positions that are picked and marked."""
        return self.layers.root

    def show_depth_alone(
        self, depth: DepthCloud | None, image: DepthImage, age_ns: int | None, period_ns: int
    ) -> None:
        """A depth image without a scan, as of an episode that has no lidar; None keeps the points that are there."""
        if depth is not None:
            self.layers.take_depth_alone(depth, image.index)
            self._stack.setCurrentWidget(self.canvas)
            self._rebuild()
        self.show_sample(None, age_ns=age_ns, period_ns=period_ns)

    def set_depth_on(self, on: bool) -> None:
        """Whether depth is to be drawn beside the scan."""
        self.layers.depth.on = on
        self.depth_button.setChecked(on)
        if not on:
            self.show_depth(None)
            if self.colour_by == DEPTH:
                self.set_colour_by(HEIGHT)

    def show_depth(self, depth: DepthCloud | None) -> None:
        """The depth image at the playhead, None where there is none."""
        if depth is not self.layers.depth.cloud:
            self.layers.depth.cloud = depth
            self._rebuild()

    def set_depth_age(self, age_ns: int | None) -> None:
        """How old the depth image is that is drawn."""
        self.layers.depth.age_ns = age_ns
        if self.info is not None:
            self.header.set_facts(self._facts(self.info))

    def set_pictured(self, on: bool) -> None:
        """The colours of the camera, or those of the scale."""
        self.layers.depth.pictured = on
        self._rebuild()

    def set_upside_down(self, on: bool) -> None:
        """Turn a scan whose sensor hangs head down and whose pose nobody told."""
        self.layers.upside_down = on
        self._look_anew()
        self._rebuild()

    def reset_camera(self) -> None:
        """Look from where it began."""
        self._home = None
        self._rebuild()

    def set_stream(self, info: StreamInfo | None) -> None:
        """Whose scans; range and camera are found again."""
        self._look_anew()
        self.layers.forget()
        self.canvas.set_cloud(None)
        super().set_stream(info)

    def open_fields(self) -> None:
        """Menu of what the points can be coloured by, and of what concerns the camera."""
        menu = fields_menu(self)
        menu.popup(self.field_button.mapToGlobal(QPoint(0, self.field_button.height())))

    @property
    def fields(self) -> tuple[str, ...]:
        """What the points can be coloured by."""
        return self.layers.fields

    def open_range(self) -> None:
        """The popover in which colours and range are chosen."""
        popover = ScalePopover(self.scale, self._colours.choice, parent=self)
        popover.chosen.connect(self.set_scale)
        popover.open_above(self.canvas.mapToGlobal(QPoint(self.canvas.width(), self.canvas.height())))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """R looks from where it began."""
        if event.key() == Qt.Key.Key_R and not event.modifiers():
            self.reset_camera()
        else:
            super().keyPressEvent(event)

    def _retranslate(self) -> None:
        super()._retranslate()
        self.range_button.set_tip(tr("Colours and range"))
        self.field_button.set_tip(tr("Colour by"))
        self.depth_button.set_tip(tr("Depth beside the scan"))
        self.skeleton_button.set_tip(tr("The robot's pose"))

    def _facts(self, info: StreamInfo) -> tuple[str, ...]:
        if self.layers.cloud is None:
            return join_facts(rate_text(info.rate_hz))
        past, depth = self.layers.words()
        return join_facts(
            rate_text(info.rate_hz),
            field_words(self.colour_by).lower(),
            count_text(self.layers.count),
            past,
            depth,
        )

    def _draw(self, sample: Sample) -> None:
        if not isinstance(sample, PointCloud) or sample is self.layers.cloud:
            return
        self.layers.cloud = sample
        self._colours.next_sample()
        self._rebuild()

    def _rebuild(self, *, waits: bool = True) -> None:
        """Draw anew; a scan whose colours are under way not before they are there, unless it cannot wait."""
        self._changed = True
        cloud = self.layers.cloud
        late = waits and self.canvas.buffer is not None and self.layers.waits_for_colours(self.colour_by)
        if cloud is None or self._held or late:
            return
        self._changed = False
        buffer = self.layers.buffer(cloud, colour_by=self.colour_by, most=MOST_SCAN_POINTS)
        self.canvas.set_scale(self._colours.find(self.layers.scalar(buffer, self.colour_by)))
        self._find_camera(buffer)
        self.canvas.set_legend_on(self.colour_by != PICTURE)
        self.canvas.set_cloud(buffer)
        self._draw_skeleton()
        self._tell()

    def set_spots(self, spots: tuple[SpotMark, ...]) -> None:
        """Mark points of the root frame."""
        self.canvas.set_spots(tuple(self.layers.drawn_spot(spot) for spot in spots))

    def _look_anew(self) -> None:
        """Find camera and range again."""
        self._home = None
        self._colours.forget()

    def _find_camera(self, buffer: CloudBuffer) -> None:
        if self._home is None and buffer.planes.shape[1]:
            xyz = buffer.world_xyz(_LOOKED_AT)
            self._home = frame_cloud(xyz, self.layers.depth.heading(self.layers.world()))
            self.canvas.set_camera(self._home, float(np.percentile(xyz[:, 2], 1)))

    def _tell(self) -> None:
        self._tell_stride()
        if self.info is not None:
            self.header.set_facts(self._facts(self.info))

    def _tell_stride(self) -> None:
        stride = self.canvas.picture.stride * self.layers.stride(self.canvas.buffer)
        left_out = tr("1 of {n} points", n=stride) if stride > 1 else ""
        self.header.set_chip(self.layers.past.arriving() or left_out)

    def _pick(self, hit: Hit | None) -> None:
        self.spot_picked.emit(None if hit is None else self.layers.spot(hit))

    def _restyle(self) -> None:
        self.canvas.set_scale(self._colours.restyle())
        if self.canvas.buffer is not None and self.canvas.buffer.own is not None:
            self._rebuild(waits=False)
        super()._restyle()
