"""One frame of a cloud that is new each time, 640x480: upload, drawing and the finished pixels count on every side.

The peer is vispy's Markers without edge and smoothing, rendered into a framebuffer and read back. The limit is the
bare ``glBufferData``, ``glDrawArrays`` and ``glReadPixels`` of the same points with the shortest shader that places
and colours them; where OpenGL is software, numpy is below it. All points are drawn in the first two rows; in the last
one the camera moves, and the number of points that are drawn is said while it is measured.
"""

import ctypes
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from functools import partial
from typing import Any

import numpy as np
from PySide6.QtCore import QSize
from PySide6.QtWidgets import QApplication

from models.streams import PointCloud
from tests.benchmarks.harness import Contest, Measure, Side, Stage
from tests.benchmarks.stage_window import on_screen, painted
from widgets.cloud_picture import CloudPicture, choose_renderer
from widgets.cloud_scene import HEIGHT, CloudStyle, make_buffer
from widgets.cloud_visual import GlContext
from widgets.overlay import ColourScale
from widgets.turntable import NEAR_M, Turntable

WIDTH, HEIGHT_PX = 640, 480
_CLOUDS = 3
_CAMERA = Turntable(centre_m=(0.0, 0.0, 1.0), elevation_deg=25.0, distance_m=6.0)
_STYLE = CloudStyle(ColourScale(0.0, 3.0), point_px=2)
_FIELDS = [("x", "f4"), ("y", "f4"), ("z", "f4"), ("intensity", "f4")]
_VERTEX = """
attribute vec4 a_point;
uniform mat4 u_clip;
varying float v_share;
void main() {
    gl_Position = u_clip * vec4(a_point.xyz, 1.0);
    gl_PointSize = 2.0;
    v_share = a_point.z / 3.0;
}
"""
_FRAGMENT = """
varying float v_share;
void main() { gl_FragColor = vec4(v_share, 0.5, 1.0 - v_share, 1.0); }
"""


def _clouds(count: int) -> list[PointCloud]:
    rng = np.random.default_rng(count)
    made = []
    for number in range(_CLOUDS):
        points = np.empty(count, _FIELDS)
        for name, low, high in (("x", -5, 5), ("y", -5, 5), ("z", 0, 3), ("intensity", 0, 255)):
            points[name] = rng.uniform(low, high, count)
        made.append(PointCloud(number, number, points, "lidar"))
    return made


@contextmanager
def _all_points(stage: Stage, *, count: int) -> Iterator[Contest]:
    clouds = _clouds(count)
    draw = choose_renderer()

    def ours(number: int) -> None:
        buffer = make_buffer(clouds[number % _CLOUDS], colour_by=HEIGHT, most=count)
        assert draw(buffer, _CAMERA, _STYLE, WIDTH, HEIGHT_PX).any()

    with _against(stage, clouds, ours) as contest:
        yield contest


@contextmanager
def _moving(stage: Stage, *, count: int) -> Iterator[Contest]:
    clouds = _clouds(count)
    picture = CloudPicture()

    def ours(number: int) -> None:
        buffer = make_buffer(clouds[number % _CLOUDS], colour_by=HEIGHT, most=count)
        camera = _CAMERA.orbited(number, 0)
        assert not picture.image(buffer, camera, _STYLE, QSize(WIDTH, HEIGHT_PX)).isNull()

    with _against(stage, clouds, ours) as contest:
        yield contest
    stage.say(f"drawn while it moves: {count // picture.stride:,} of {count:,} points")


@contextmanager
def _against(stage: Stage, clouds: list[PointCloud], ours: Callable[[int], None]) -> Iterator[Contest]:
    with ExitStack() as windows:
        peer = stage.optional("vispy", lambda: _markers(windows, clouds))
        limit = stage.optional("OpenGL", lambda: _bare(clouds))
        yield Contest(Side(ours), peer, limit)


def _markers(windows: ExitStack, clouds: list[PointCloud]) -> Side:
    if QApplication.platformName() == "offscreen":
        raise RuntimeError("no OpenGL widget on the offscreen platform")
    import vispy
    from vispy import scene

    vispy.use("pyside6")
    canvas = scene.SceneCanvas(size=(WIDTH, HEIGHT_PX))
    view = canvas.central_widget.add_view()
    view.camera = scene.TurntableCamera(distance=6, fov=60, center=(0, 0, 1))
    markers = scene.visuals.Markers(antialias=0, parent=view.scene)
    windows.enter_context(on_screen(canvas.native, WIDTH, HEIGHT_PX))
    colours = np.random.default_rng(1).random((256, 4), np.float32)
    colours[:, 3] = 1

    def frame(number: int) -> None:
        xyz = clouds[number % _CLOUDS].xyz()
        index = (xyz[:, 2] * 85).astype(np.uint8)
        markers.set_data(xyz, face_color=colours[index], size=2, edge_width=0)
        assert canvas.render(alpha=True)[..., :3].any()

    return Side(frame)


def _bare(clouds: list[PointCloud]) -> Side:
    context = GlContext()
    from vispy.gloo import gl

    buffer, _target = _prepare(gl)
    vertices = [cloud.points.view(np.float32) for cloud in clouds]

    def frame(number: int) -> None:
        context.make_current()
        points = vertices[number % _CLOUDS]
        gl.glBindBuffer(gl.GL_ARRAY_BUFFER, buffer)
        gl.glBufferData(gl.GL_ARRAY_BUFFER, points, gl.GL_DYNAMIC_DRAW)
        gl.glClear(gl.GL_COLOR_BUFFER_BIT | gl.GL_DEPTH_BUFFER_BIT)
        gl.glDrawArrays(gl.GL_POINTS, 0, len(points) // 4)
        pixels = gl.glReadPixels(0, 0, WIDTH, HEIGHT_PX, gl.GL_RGBA, gl.GL_UNSIGNED_BYTE)
        assert any(pixels[:4096]) or any(pixels)

    return Side(frame)


def _prepare(gl: Any) -> tuple[int, int]:
    """Program, buffer and framebuffer of the current context."""
    program = gl.glCreateProgram()
    for kind, source in ((gl.GL_VERTEX_SHADER, _VERTEX), (gl.GL_FRAGMENT_SHADER, _FRAGMENT)):
        shader = gl.glCreateShader(kind)
        gl.glShaderSource(shader, source)
        gl.glCompileShader(shader)
        gl.glAttachShader(program, shader)
    gl.glLinkProgram(program)
    gl.glUseProgram(program)
    clip = np.ascontiguousarray((_projection() @ _CAMERA.camera_from_world()).T, np.float32)
    gl.glUniformMatrix4fv(gl.glGetUniformLocation(program, "u_clip"), 1, False, clip)
    buffer = gl.glCreateBuffer()
    gl.glBindBuffer(gl.GL_ARRAY_BUFFER, buffer)
    place = gl.glGetAttribLocation(program, "a_point")
    gl.glEnableVertexAttribArray(place)
    gl.glVertexAttribPointer(place, 4, gl.GL_FLOAT, False, 16, ctypes.c_void_p(0))
    target = gl.glCreateFramebuffer()
    gl.glBindFramebuffer(gl.GL_FRAMEBUFFER, target)
    for what, kind in (
        (gl.GL_COLOR_ATTACHMENT0, gl.GL_RGBA),
        (gl.GL_DEPTH_ATTACHMENT, gl.GL_DEPTH_COMPONENT16),
    ):
        _attach(gl, what, kind)
    gl.glViewport(0, 0, WIDTH, HEIGHT_PX)
    gl.glEnable(gl.GL_DEPTH_TEST)
    gl.glEnable(0x8642)
    return buffer, target


def _attach(gl: Any, what: int, kind: int) -> None:
    store = gl.glCreateRenderbuffer()
    gl.glBindRenderbuffer(gl.GL_RENDERBUFFER, store)
    gl.glRenderbufferStorage(gl.GL_RENDERBUFFER, 0x8058 if kind == gl.GL_RGBA else kind, WIDTH, HEIGHT_PX)
    gl.glFramebufferRenderbuffer(gl.GL_FRAMEBUFFER, what, gl.GL_RENDERBUFFER, store)


def _projection() -> np.ndarray:
    """From x right, y up, z forward to clip coordinates."""
    focal, far = _CAMERA.focal_px(HEIGHT_PX), 1000.0
    return np.array(
        [
            [2 * focal / WIDTH, 0, 0, 0],
            [0, 2 * focal / HEIGHT_PX, 0, 0],
            [0, 0, (far + NEAR_M) / (far - NEAR_M), -2 * far * NEAR_M / (far - NEAR_M)],
            [0, 0, 1, 0],
        ]
    )


_ALL = "ratio_to_peer <= 0.33 and ratio_to_limit <= 1.3"
MEASURES = (
    Measure(
        "cloud 100,000 new points, all drawn",
        _ALL,
        painted(partial(_all_points, count=100_000)),
        peer="vispy Markers",
    ),
    Measure(
        "cloud 1,000,000 new points, all drawn",
        "ratio_to_limit <= 1.3",
        painted(partial(_all_points, count=1_000_000)),
        peer="vispy Markers",
    ),
    Measure(
        "cloud 1,000,000 new points while the camera moves, some drawn",
        "ratio_to_limit <= 1.3",
        painted(partial(_moving, count=1_000_000)),
        peer="vispy Markers",
    ),
)
