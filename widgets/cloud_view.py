"""A lidar scan, coloured by height, range or any of its fields."""

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from models.episode import StreamInfo
from models.geometry.poses import frame_name, inverse
from models.geometry.values import DepthCloud, Pose, Spot
from models.streams import DepthImage, PointCloud, Sample
from widgets.cloud_canvas import CloudCanvas
from widgets.cloud_layer import DepthLayer
from widgets.cloud_menu import field_words, fields_menu
from widgets.cloud_picture import Draw
from widgets.cloud_scene import DEPTH, HEIGHT, RANGE, CloudBuffer, colour_fields, make_buffer
from widgets.colormaps import LIGHT_GAIN
from widgets.i18n import tr
from widgets.overlay import ColourScale
from widgets.scale_popover import ScaleChoice, ScalePopover, robust_range
from widgets.spot_mark import SpotMark
from widgets.stream_words import count_text, join_facts, rate_text
from widgets.theme import ThemeName, tokens
from widgets.turntable import Turntable, frame_cloud
from widgets.view_frame import ViewFrame

_DARK_LIFT = 0.15
_HIGH_PERCENT = 90
_NO_POINTS = np.empty(0, [("x", "f4"), ("y", "f4"), ("z", "f4")])
_LOOKED_AT = 20_000
MOST_SCAN_POINTS = 4_000_000
_UPSIDE_DOWN = np.diag([1.0, -1.0, -1.0, 1.0])


class CloudView(ViewFrame):
    """``set_pose`` brings the sensor's frame upright; without it the scan is drawn in the sensor's own frame."""

    colour_by_changed = Signal(str)
    depth_requested = Signal(bool)
    spot_picked = Signal(object)

    def __init__(self, parent: QWidget | None = None, *, draw: Draw | None = None) -> None:
        super().__init__(parent)
        self._cloud: PointCloud | None = None
        self._pose: NDArray[np.float64] | None = None
        self._upside_down = False
        self._colour_by = HEIGHT
        self._choice = ScaleChoice()
        self._scale: ColourScale | None = None
        self._home: Turntable | None = None
        self._root = ""
        self._depth = DepthLayer()
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

    @property
    def colour_by(self) -> str:
        """``height``, ``range`` or a field's name."""
        return self._colour_by

    @property
    def scale(self) -> ColourScale:
        """What the colours mean."""
        return self._scale or self._dressed(0.0, 1.0)

    def set_colour_by(self, name: str) -> None:
        """Height, range or a field; its range is found anew."""
        self._colour_by, self._scale = name, None
        self._choice = ScaleChoice(self._choice.colours, None, self._choice.every_frame)
        self._rebuild()
        self.colour_by_changed.emit(name)

    def set_scale(self, choice: ScaleChoice) -> None:
        """Colours, and a fixed range or how it is found."""
        self._choice, self._scale = choice, None
        self._rebuild()

    def set_pose(self, world_from_sensor: NDArray[np.float64] | None) -> None:
        """Where the sensor is, float64 (4, 4), z up; None draws in the sensor's frame."""
        first = (self._pose is None) != (world_from_sensor is None)
        self._pose = world_from_sensor
        if first:
            self._home, self._scale = None, None
        self._rebuild()

    def set_place(self, pose: Pose | None) -> None:
        """Where the sensor is at the scan's own stamp, and in which tree of frames."""
        self._root = pose.root if pose is not None else ""
        matrix = pose.root_from_sensor if pose is not None else None
        if self._pose is None or matrix is None or not np.array_equal(self._pose, matrix):
            self.set_pose(matrix)

    @property
    def root(self) -> str:
        """Frame of the positions that are picked and marked."""
        return self._root or (frame_name(self._cloud.frame_id) if self._cloud is not None else "")

    def show_depth_alone(
        self, depth: DepthCloud | None, image: DepthImage, age_ns: int | None, period_ns: int
    ) -> None:
        """A depth image without a scan, as of an episode that has no lidar; None keeps the points that are there."""
        if depth is not None:
            self._depth.take_alone(depth)
            self._root, self._pose = depth.pose.root, depth.pose.root_from_sensor
            self._cloud = PointCloud(depth.t_ns, image.index, _NO_POINTS, depth.pose.root)
            self._stack.setCurrentWidget(self.canvas)
            self._rebuild()
        self.show_sample(None, age_ns=age_ns, period_ns=period_ns)

    def set_depth_on(self, on: bool) -> None:
        """Whether depth is to be drawn beside the scan."""
        self._depth.on = on
        self.depth_button.setChecked(on)
        if not on:
            self.show_depth(None)
            if self._colour_by == DEPTH:
                self.set_colour_by(HEIGHT)

    def show_depth(self, depth: DepthCloud | None) -> None:
        """The depth image at the playhead, None where there is none."""
        if depth is not self._depth.cloud:
            self._depth.cloud = depth
            self._rebuild()

    def set_depth_age(self, age_ns: int | None) -> None:
        """How old the depth image is that is drawn."""
        self._depth.age_ns = age_ns
        if self.info is not None:
            self.header.set_facts(self._facts(self.info))

    @property
    def pictured(self) -> bool:
        """Whether depth shows the colours of the camera that looks there."""
        return self._depth.pictured

    def set_pictured(self, on: bool) -> None:
        """The colours of the camera, or those of the scale."""
        self._depth.pictured = on
        self._rebuild()

    @property
    def upside_down(self) -> bool:
        """Whether the scan is turned by hand."""
        return self._upside_down

    def set_upside_down(self, on: bool) -> None:
        """Turn a scan whose sensor hangs head down and whose pose nobody told."""
        self._upside_down, self._home, self._scale = on, None, None
        self._rebuild()

    def reset_camera(self) -> None:
        """Look from where it began."""
        self._home = None
        self._rebuild()

    def set_stream(self, info: StreamInfo | None) -> None:
        """Whose scans; range and camera are found again."""
        self._cloud, self._scale, self._home, self._depth.cloud = None, None, None, None
        self._pose, self._root = None, ""
        self.canvas.set_cloud(None)
        super().set_stream(info)

    def open_fields(self) -> None:
        """Menu of what the points can be coloured by, and of what concerns the camera."""
        menu = fields_menu(self)
        menu.popup(self.field_button.mapToGlobal(QPoint(0, self.field_button.height())))

    @property
    def fields(self) -> tuple[str, ...]:
        """What the points can be coloured by."""
        own = colour_fields(self._cloud) if self._cloud is not None else (HEIGHT, RANGE)
        return (*own[:2], DEPTH, *own[2:]) if self._depth.drawn(self.root) is not None else own

    @property
    def can_be_pictured(self) -> bool:
        """Whether a camera gives the depth its colours."""
        return self._depth.cloud is not None and self._depth.cloud.rgb is not None

    def open_range(self) -> None:
        """The popover in which colours and range are chosen."""
        popover = ScalePopover(self.scale, self._choice, parent=self)
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

    def _facts(self, info: StreamInfo) -> tuple[str, ...]:
        if self._cloud is None:
            return join_facts(rate_text(info.rate_hz))
        return join_facts(
            rate_text(info.rate_hz),
            field_words(self._colour_by).lower(),
            count_text(self._count()),
            self._depth.words(self.root),
        )

    def _count(self) -> int:
        depth = self._depth.cloud
        alone = depth.total if self._depth.alone and depth is not None else 0
        return alone + (len(self._cloud.points) if self._cloud is not None else 0)

    def _draw(self, sample: Sample) -> None:
        if not isinstance(sample, PointCloud) or sample is self._cloud:
            return
        self._cloud = sample
        if self._choice.every_frame:
            self._scale = None
        self._rebuild()

    def _rebuild(self) -> None:
        if self._cloud is None:
            return
        buffer = make_buffer(
            self._cloud, colour_by=self._colour_by, most=MOST_SCAN_POINTS, world_from_sensor=self._world()
        )
        buffer = self._depth.onto(buffer, self.root, colour_by=self._colour_by)
        self._find_scale(buffer)
        self._find_camera(buffer)
        self.canvas.set_cloud(buffer)
        self._tell()

    def _world(self) -> NDArray[np.float64] | None:
        if self._pose is None:
            return _UPSIDE_DOWN if self._upside_down else None
        pose = np.asarray(self._depth.drawn_from_root @ self._pose)
        return pose @ _UPSIDE_DOWN if self._upside_down else pose

    def set_spots(self, spots: tuple[SpotMark, ...]) -> None:
        """Mark points of the root frame."""
        drawn = self._depth.drawn_from_root
        self.canvas.set_spots(
            tuple(
                replace(
                    spot,
                    point_m=(drawn @ np.append(spot.point_m, 1.0))[:3],
                    joined_m=None if spot.joined_m is None else (drawn @ np.append(spot.joined_m, 1.0))[:3],
                )
                for spot in spots
            )
        )

    def _find_scale(self, buffer: CloudBuffer) -> None:
        if self._scale is None:
            scalar = buffer.planes[3, self._depth.first(buffer, self._colour_by) :]
            low, high = self._choice.fixed or robust_range(scalar, high_percent=_HIGH_PERCENT)
            self._scale = self._dressed(low, high)
            self.canvas.set_scale(self._scale)

    def _find_camera(self, buffer: CloudBuffer) -> None:
        if self._home is None and buffer.planes.shape[1]:
            xyz = buffer.world_xyz(_LOOKED_AT)
            self._home = frame_cloud(xyz, self._depth.heading(self._world()))
            self.canvas.set_camera(self._home, float(np.percentile(xyz[:, 2], 1)))

    def _tell(self) -> None:
        self._tell_stride()
        if self.info is not None:
            self.header.set_facts(self._facts(self.info))

    def _tell_stride(self) -> None:
        buffer, depth = self.canvas.buffer, self._depth.drawn(self.root)
        of_scan = buffer.stride if buffer is not None else 1
        stride = self.canvas.picture.stride * max(of_scan, depth.stride if depth is not None else 1)
        self.header.set_chip(tr("1 of {n} points", n=stride) if stride > 1 else "")

    def _dressed(self, low: float, high: float) -> ColourScale:
        """Colours that stand out from the ground of the theme, in points and legend alike."""
        unit = "m" if self._colour_by in (HEIGHT, RANGE, DEPTH) else ""
        light = tokens().name is ThemeName.LIGHT
        return ColourScale(
            low,
            high,
            self._choice.colours,
            unit,
            lift=0.0 if light else _DARK_LIFT,
            gain=LIGHT_GAIN if light else 1.0,
        )

    def _pick(self, point_m: NDArray[np.float64] | None) -> None:
        if point_m is None:
            self.spot_picked.emit(None)
            return
        root_from_drawn = inverse(self._depth.drawn_from_root)
        at = (root_from_drawn @ np.append(point_m, 1.0))[:3]
        self.spot_picked.emit(Spot(self.root, at.astype(np.float32)))

    def _restyle(self) -> None:
        if self._scale is not None:
            self._scale = self._dressed(self._scale.low, self._scale.high)
            self.canvas.set_scale(self._scale)
        super()._restyle()
