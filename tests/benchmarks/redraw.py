"""One redraw of each view that shows pictures and clouds, at its usual size, with new content each time.

The limit is a bare widget that draws the same: for video the picture, for depth metres through a table of colours,
for a cloud the points sorted by depth and written far to near. The peer is what a program of this kind would
take from its toolbox: pyqtgraph's ImageItem and vispy's Markers.

Goals: never slower than the peer, for the cloud three times faster, as promised for larger ones. To the limit come
the header, the age and the legend of a view: for video and cloud at most as much again, for depth, where the limit
is short, twice as much.
"""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from functools import cache, partial
from typing import Any

import numpy as np
from PySide6.QtCore import QRect
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QApplication, QWidget

from models.episode import StreamInfo
from models.readers import open_episode
from models.streams import DepthImage, PointCloud, Sample, VideoFrame
from tests.benchmarks.harness import Contest, Measure, Side, Stage
from tests.benchmarks.stage_window import Canvas, on_screen, painted, redraws
from tests.support.data import DEMO
from widgets.cloud_scene import HEIGHT, make_buffer
from widgets.cloud_view import CloudView
from widgets.depth_view import STEP_M, DepthView
from widgets.turntable import NEAR_M
from widgets.video_view import VideoView
from widgets.view_frame import ViewFrame

VIDEO_SIZE, DEPTH_SIZE, CLOUD_SIZE = (860, 560), (480, 320), (640, 480)
SAMPLES = 24
_PERIOD_NS = 33_000_000


@cache
def samples(topic: str) -> tuple[StreamInfo, tuple[Sample, ...]]:
    """Some samples of the demo episode."""
    with open_episode(DEMO / "pick_can_success.mcap") as episode:
        stream = episode.streams[topic]
        return stream.describe(), tuple(stream.sample(5 * i) for i in range(SAMPLES))


def _ours(view: ViewFrame, canvas: QWidget, shown: tuple[Sample, ...]) -> Side:
    def change(number: int) -> None:
        view.show_sample(shown[number % SAMPLES], age_ns=number % 9 * 1_000_000, period_ns=_PERIOD_NS)

    return redraws(canvas, change)


class _Given:
    """A canvas that draws what it was last given."""

    def __init__(self, draw: Callable[[QPainter, QRect, Any], object]) -> None:
        self.value: Any = None
        self.canvas = Canvas(lambda painter, rect: self.value is not None and draw(painter, rect, self.value))

    def give(self, value: Any) -> None:
        self.value = value
        self.canvas.update()


@contextmanager
def _video(stage: Stage) -> Iterator[Contest]:
    info, shown = samples("/camera/head/color")
    view = VideoView()
    view.set_stream(info)
    limit = _Given(_draw_frame)
    with ExitStack() as windows:
        windows.enter_context(_screen(view, VIDEO_SIZE))
        windows.enter_context(_screen(limit.canvas, VIDEO_SIZE))
        peer = stage.optional("pyqtgraph", lambda: _image_item(windows, VIDEO_SIZE, [_rgb(s) for s in shown]))
        yield Contest(
            _ours(view, view.canvas, shown),
            peer,
            redraws(limit.canvas, lambda n: limit.give(_rgb(shown[n % SAMPLES]))),
        )


def _screen(widget: QWidget, size: tuple[int, int]) -> Any:
    return on_screen(widget, *size)


def _rgb(sample: Sample) -> np.ndarray:
    assert isinstance(sample, VideoFrame)
    return sample.rgb


def _metres(sample: Sample) -> np.ndarray:
    assert isinstance(sample, DepthImage)
    return sample.depth_m


def _draw_frame(painter: QPainter, rect: QRect, rgb: np.ndarray) -> None:
    height, width, _ = rgb.shape
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
    painter.drawImage(rect, QImage(rgb.data, width, height, 3 * width, QImage.Format.Format_RGB888))


@contextmanager
def _depth(stage: Stage) -> Iterator[Contest]:
    info, shown = samples("/camera/head/depth")
    view = DepthView()
    view.set_stream(info)
    limit = _Given(partial(_draw_depth, np.arange(65_536, dtype=np.uint32) * 40))
    with ExitStack() as windows:
        windows.enter_context(_screen(view, DEPTH_SIZE))
        windows.enter_context(_screen(limit.canvas, DEPTH_SIZE))
        peer = stage.optional(
            "pyqtgraph", lambda: _image_item(windows, DEPTH_SIZE, [_metres(s) for s in shown], levels=(0, 3))
        )
        yield Contest(
            _ours(view, view.canvas, shown),
            peer,
            redraws(limit.canvas, lambda n: limit.give(_metres(shown[n % SAMPLES]))),
        )


def _draw_depth(lut: np.ndarray, painter: QPainter, rect: QRect, depth_m: np.ndarray) -> None:
    with np.errstate(invalid="ignore"):
        codes = np.nan_to_num(depth_m * np.float32(1 / STEP_M)).astype(np.uint16)
    pixels = lut[codes]
    height, width = pixels.shape
    painter.drawImage(rect, QImage(pixels.data, width, height, 4 * width, QImage.Format.Format_RGB32))


def _image_item(
    windows: ExitStack, size: tuple[int, int], images: list[np.ndarray], levels: tuple[int, int] | None = None
) -> Side:
    """pyqtgraph with what its manual names as fast, row-major and no search for levels, and our smoothing."""
    import pyqtgraph as pg

    view = pg.GraphicsView()
    box = pg.ViewBox(lockAspect=True, invertY=True)
    view.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, levels is None)
    view.setCentralItem(box)
    item = pg.ImageItem(axisOrder="row-major")
    if levels is not None:
        item.setColorMap("viridis")
    box.addItem(item)
    windows.enter_context(_screen(view, size))
    return redraws(
        view.viewport(), lambda n: item.setImage(images[n % SAMPLES], autoLevels=False, levels=levels)
    )


@contextmanager
def _cloud(stage: Stage) -> Iterator[Contest]:
    info, shown = samples("/lidar/points")
    clouds = [sample for sample in shown if isinstance(sample, PointCloud)]
    view = CloudView()
    view.set_stream(info)
    limit = _Given(partial(_draw_points, view))
    with ExitStack() as windows:
        windows.enter_context(_screen(view, CLOUD_SIZE))
        windows.enter_context(_screen(limit.canvas, CLOUD_SIZE))
        ours = _ours(view, view.canvas, shown)
        peer = stage.optional("vispy", lambda: _markers(windows, clouds))
        yield Contest(ours, peer, redraws(limit.canvas, lambda n: limit.give(clouds[n % SAMPLES])))


def _draw_points(view: CloudView, painter: QPainter, rect: QRect, cloud: PointCloud) -> None:
    """The same points from the same place, each as large as ours, far ones first."""
    camera, edge = view.canvas.camera, view.canvas.point_px
    planes = make_buffer(cloud, colour_by=HEIGHT, most=len(cloud.points)).planes
    x, y, z = camera.camera_from_world().astype(np.float32)[:3, :3] @ planes[:3] + camera.camera_from_world()[
        :3, 3:
    ].astype(np.float32)
    width, height = rect.width(), rect.height()
    with np.errstate(all="ignore"):
        per_m = np.float32(camera.focal_px(height)) / z
        u, v = x * per_m + width / 2, height / 2 - y * per_m
    seen = np.flatnonzero((z > NEAR_M) & (u >= 0) & (v >= 0) & (u < width - edge) & (v < height - edge))
    seen = seen[np.argsort(-z[seen])]
    slots = v[seen].astype(np.int64) * width + u[seen].astype(np.int64)
    colours = (planes[3, seen] * 100).astype(np.int32).astype(np.uint32) | np.uint32(0xFF000000)
    pixels = np.zeros(width * height, np.uint32)
    for row in range(edge):
        for column in range(edge):
            pixels[slots + (row * width + column)] = colours
    painter.drawImage(rect, QImage(pixels.data, width, height, 4 * width, QImage.Format.Format_RGB32))


def _markers(windows: ExitStack, clouds: list[PointCloud]) -> Side:
    """vispy's scene with the cheapest markers: no edge, no smoothing."""
    if QApplication.platformName() == "offscreen":
        raise RuntimeError("no OpenGL widget on the offscreen platform")
    import vispy
    from vispy import scene

    vispy.use("pyside6")
    canvas = scene.SceneCanvas(size=CLOUD_SIZE)
    view = canvas.central_widget.add_view()
    view.camera = scene.TurntableCamera(distance=6)
    markers = scene.visuals.Markers(antialias=0, parent=view.scene)
    colours = np.random.default_rng(1).random((256, 4), np.float32)
    windows.enter_context(_screen(canvas.native, CLOUD_SIZE))
    drawn = [0]
    canvas.events.draw.connect(lambda _event: drawn.__setitem__(0, drawn[0] + 1))

    def change(number: int) -> None:
        xyz = clouds[number % len(clouds)].xyz()
        index = (np.clip(xyz[:, 2], 0, 2.5) * 100).astype(np.uint8)
        markers.set_data(xyz, face_color=colours[index], size=2, edge_width=0)
        before = drawn[0]
        canvas.update()
        QApplication.processEvents()
        if drawn[0] == before:
            raise RuntimeError("nothing is drawn")

    return redraws(canvas.native, change)


MEASURES = (
    Measure(
        "redraw video 640x480",
        "ratio_to_peer <= 1 and ratio_to_limit <= 2",
        painted(_video),
        peer="pyqtgraph ImageItem",
    ),
    Measure(
        "redraw depth 320x240",
        "ratio_to_peer <= 1 and ratio_to_limit <= 3",
        painted(_depth),
        peer="pyqtgraph ImageItem",
    ),
    Measure(
        "redraw cloud 20,800 points",
        "ratio_to_peer <= 0.33 and ratio_to_limit <= 2",
        painted(_cloud),
        peer="vispy Markers",
    ),
)
