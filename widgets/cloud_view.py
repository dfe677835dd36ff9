"""A lidar scan, coloured by height, range or any of its fields."""

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QMenu, QWidget

from models.episode import StreamInfo
from models.geometry.values import DepthCloud, Pose, Spot
from models.streams import PointCloud, Sample
from widgets.age import age_text
from widgets.cloud_canvas import CloudCanvas, Draw, most_points
from widgets.cloud_depth import with_depth
from widgets.cloud_scene import DEPTH, HEIGHT, RANGE, CloudBuffer, colour_fields, make_buffer
from widgets.i18n import tr
from widgets.overlay import ColourScale
from widgets.scale_popover import ScaleChoice, ScalePopover, robust_range
from widgets.stream_words import count_text, join_facts, rate_text
from widgets.theme import ThemeName, qcolour, tokens
from widgets.turntable import Turntable, frame_cloud
from widgets.view_frame import ViewFrame

_DARK_LIFT = 0.15
_LIGHT_GAIN = 0.82
_HIGH_PERCENT = 90
_LOOKED_AT = 20_000
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
        self._depth: DepthCloud | None = None
        self._depth_on = False
        self._depth_age_ns: int | None = None
        self._pictured = True
        self.canvas = CloudCanvas(self, draw)
        self.canvas.picked.connect(self._pick)
        self.canvas.reset_requested.connect(self.reset_camera)
        self.canvas.legend_clicked.connect(self.open_range)
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
        return self._root or (self._cloud.frame_id if self._cloud is not None else "")

    def set_depth_on(self, on: bool) -> None:
        """Whether depth is to be drawn beside the scan."""
        self._depth_on = on
        self.depth_button.setChecked(on)
        if not on:
            self.show_depth(None)

    def show_depth(self, depth: DepthCloud | None) -> None:
        """The depth image at the playhead, None where there is none."""
        if depth is not self._depth:
            self._depth = depth
            self._rebuild()

    def set_depth_age(self, age_ns: int | None) -> None:
        """How old the depth image is that is drawn."""
        self._depth_age_ns = age_ns
        if self.info is not None:
            self.header.set_facts(self._facts(self.info))

    def set_pictured(self, on: bool) -> None:
        """Whether depth shows the colours of the camera that looks there."""
        self._pictured = on
        self._rebuild()

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
        self._cloud, self._scale, self._home, self._depth = None, None, None, None
        self.canvas.set_cloud(None)
        super().set_stream(info)

    def open_fields(self) -> None:
        """Menu of what the points can be coloured by, and of what concerns the camera."""
        menu = QMenu(self)
        for name in self._fields():
            action = menu.addAction(_field_words(name))
            action.setCheckable(True)
            action.setChecked(name == self._colour_by)
            action.triggered.connect(lambda _checked, name=name: self.set_colour_by(name))
        if self._depth is not None and self._depth.rgb is not None:
            menu.addSeparator()
            pictured = menu.addAction(tr("Depth in the colours of the camera"))
            pictured.setCheckable(True)
            pictured.setChecked(self._pictured)
            pictured.triggered.connect(self.set_pictured)
        menu.addSeparator()
        menu.addAction(tr("Reset camera")).triggered.connect(self.reset_camera)
        turned = menu.addAction(tr("Sensor hangs upside down"))
        turned.setCheckable(True)
        turned.setChecked(self._upside_down)
        turned.triggered.connect(self.set_upside_down)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(self.field_button.mapToGlobal(QPoint(0, self.field_button.height())))

    def _fields(self) -> tuple[str, ...]:
        own = colour_fields(self._cloud) if self._cloud is not None else (HEIGHT, RANGE)
        return (*own[:2], DEPTH, *own[2:]) if self._depth_drawn else own

    @property
    def _depth_drawn(self) -> DepthCloud | None:
        """Depth that has a place beside the scan."""
        return self._depth if self._depth is not None and self._depth.pose.root == self.root else None

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
            _field_words(self._colour_by).lower(),
            count_text(len(self._cloud.points)),
            self._depth_words(),
        )

    def _depth_words(self) -> str:
        """How old the depth is, or why it is not drawn."""
        if not self._depth_on or self._depth_age_ns is None:
            return ""
        if self._depth is not None and self._depth_drawn is None:
            return tr("depth in another frame")
        return tr("depth {age}", age=age_text(self._depth_age_ns))

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
            self._cloud, colour_by=self._colour_by, most=most_points(), world_from_sensor=self._world()
        )
        depth = self._depth_drawn
        if depth is not None:
            plain = qcolour("mid").rgb() & 0xFFFFFF
            buffer = with_depth(
                buffer, depth, colour_by=self._colour_by, pictured=self._pictured, plain=plain
            )
        self._find_scale(buffer)
        self._find_camera(buffer)
        self.canvas.set_cloud(buffer)
        self._tell(buffer)

    def _world(self) -> NDArray[np.float64] | None:
        if self._pose is None:
            return _UPSIDE_DOWN if self._upside_down else None
        return self._pose @ _UPSIDE_DOWN if self._upside_down else self._pose

    def _find_scale(self, buffer: CloudBuffer) -> None:
        if self._scale is None:
            scalar = buffer.planes[3]
            low, high = self._choice.fixed or robust_range(scalar, high_percent=_HIGH_PERCENT)
            self._scale = self._dressed(low, high)
            self.canvas.set_scale(self._scale)

    def _find_camera(self, buffer: CloudBuffer) -> None:
        if self._home is None and buffer.planes.shape[1]:
            xyz = buffer.world_xyz(_LOOKED_AT)
            self._home = frame_cloud(xyz, self._world())
            self.canvas.set_camera(self._home, float(np.percentile(xyz[:, 2], 1)))

    def _tell(self, buffer: CloudBuffer) -> None:
        strides = {buffer.stride, self._depth_drawn.stride if self._depth_drawn is not None else 1} - {1}
        self.header.set_chip(tr("1 of {n} points", n=max(strides)) if strides else "")
        if self.info is not None:
            self.header.set_facts(self._facts(self.info))

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
            gain=_LIGHT_GAIN if light else 1.0,
        )

    def _pick(self, point_m: NDArray[np.float64] | None) -> None:
        self.spot_picked.emit(None if point_m is None else Spot(self.root, point_m.astype(np.float32)))

    def _restyle(self) -> None:
        if self._scale is not None:
            self._scale = self._dressed(self._scale.low, self._scale.high)
            self.canvas.set_scale(self._scale)
        super()._restyle()


def _field_words(name: str) -> str:
    if name == HEIGHT:
        return tr("Height")
    if name == DEPTH:
        return tr("Depth")
    return tr("Distance") if name == RANGE else name
