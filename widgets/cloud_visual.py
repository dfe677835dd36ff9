"""Draws a cloud with OpenGL through vispy: one program, plain points, the colours as a texture of 256 texels.

vispy's own Markers shade every point as a sprite and cost three to four times as much on the same buffer. The picture
goes into a framebuffer of ours and comes back as an image: an OpenGL widget would make every other repaint of its
window slower.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QOffscreenSurface, QOpenGLContext, QSurfaceFormat

from widgets.cloud_scene import FADE_FROM, FADE_TO, FAR_ALPHA, CloudBuffer, CloudStyle
from widgets.turntable import NEAR_M, Turntable

FAR_M = 1000.0

_VERTEX = """
attribute vec4 a_vertex;
attribute float a_own;
uniform mat4 u_camera;
uniform vec4 u_lens;
uniform vec4 u_scale;
uniform vec2 u_fade;
varying float v_share;
varying float v_alpha;
varying vec4 v_own;
void main() {
    vec3 eye = (u_camera * vec4(a_vertex.xyz, 1.0)).xyz;
    float near = u_lens.z;
    float far = u_lens.w;
    float depth = (eye.z * (far + near) - 2.0 * far * near) / (far - near);
    gl_Position = vec4(eye.x * u_lens.x, eye.y * u_lens.y, depth, eye.z);
    gl_PointSize = u_scale.z;
    v_own = a_own < 0.0 ? vec4(0.0) : vec4(
        floor(a_own / 65536.0) / 255.0, floor(mod(a_own, 65536.0) / 256.0) / 255.0, mod(a_own, 256.0) / 255.0, 1.0);
    v_share = (a_vertex.w - u_scale.x) * u_scale.y;
    v_alpha = mix(1.0, u_scale.w, clamp((eye.z - u_fade.x) * u_fade.y, 0.0, 1.0));
}
"""

_FRAGMENT = """
uniform sampler2D u_colours;
uniform float u_opacity;
varying float v_share;
varying float v_alpha;
varying vec4 v_own;
void main() {
    vec3 scale = texture2D(u_colours, vec2(clamp(v_share, 0.002, 0.998), 0.5)).rgb;
    vec3 colour = mix(scale, v_own.rgb, v_own.a);
    float alpha = v_alpha * u_opacity;
    gl_FragColor = vec4(colour * alpha, alpha);
}
"""


class NoOpenGLError(RuntimeError):
    """This platform gives no OpenGL context."""


class GlContext:
    """An OpenGL context without a window.

    Raises:
        NoOpenGLError: there is none to be had, as on Qt's offscreen platform.
    """

    def __init__(self) -> None:
        wanted = QSurfaceFormat()
        wanted.setDepthBufferSize(24)
        self._context = QOpenGLContext()
        self._context.setFormat(wanted)
        self._surface = QOffscreenSurface()
        self._surface.setFormat(wanted)
        if not self._context.create():
            raise NoOpenGLError("no OpenGL context")
        self._surface.create()
        self.make_current()

    def make_current(self) -> None:
        """What is drawn next goes here.

        Raises:
            NoOpenGLError: the context is lost.
        """
        if not self._surface.isValid() or not self._context.makeCurrent(self._surface):
            raise NoOpenGLError("the OpenGL context cannot be used")

    def renderer(self) -> str:
        """What draws, in the words of the driver: ``llvmpipe (LLVM 15.0.6, 256 bits)``."""
        gl_renderer = 0x1F01
        return str(self._context.functions().glGetString(gl_renderer) or "")


def is_software(renderer: str) -> bool:
    """Whether OpenGL is drawn by the processor."""
    lower = renderer.lower()
    return not lower or any(
        name in lower for name in ("llvmpipe", "softpipe", "swrast", "swiftshader", "software")
    )


class CloudVisual:
    """The program and its buffers; one for each cloud view.

    Raises:
        NoOpenGLError: no OpenGL here.
    """

    def __init__(self, context: GlContext | None = None) -> None:
        self.context = context or GlContext()
        self.context.make_current()
        from vispy import gloo  # noqa: PLC0415 - costs 0.2 s and is not needed where OpenGL is software

        self._gloo = gloo
        self._canvas = gloo.context.FakeCanvas()
        self._program = gloo.Program(_VERTEX, _FRAGMENT)
        self._buffer: CloudBuffer | None = None
        self._vertices: Any = None
        self._own: Any = None
        self._target: Any = None
        self._size = (0, 0)
        self._choice = (0, 1)
        self._indices: Any = None

    def draw(
        self, buffer: CloudBuffer, camera: Turntable, style: CloudStyle, width: int, height: int
    ) -> NDArray[np.uint32]:
        """Premultiplied ARGB pixels, uint32 (height, width), transparent where no point falls."""
        self.context.make_current()
        self._upload(buffer)
        self._set_uniforms(buffer, camera, style, width, height)
        with self._framebuffer(width, height):
            self._gloo.set_viewport(0, 0, width, height)
            self._gloo.set_state(depth_test=True, blend=False, cull_face=False)
            self._gloo.gl.glEnable(0x8642)
            self._gloo.clear(color=(0, 0, 0, 0), depth=True)
            if buffer.planes.shape[1]:
                self._program.draw("points", self._chosen(buffer.planes.shape[1], style.stride))
            rgba = self._gloo.read_pixels((0, 0, width, height), alpha=True)
        return _packed(rgba)

    def _chosen(self, count: int, stride: int) -> Any:
        """Which vertices are drawn; None for all."""
        if stride == 1:
            return None
        if self._choice != (count, stride):
            self._choice = count, stride
            self._indices = self._gloo.IndexBuffer(np.arange(0, count, stride, dtype=np.uint32))
        return self._indices

    def _upload(self, buffer: CloudBuffer) -> None:
        if buffer is self._buffer:
            return
        self._buffer = buffer
        vertices = np.ascontiguousarray(buffer.planes.T)
        own = _own_words(buffer)
        if self._vertices is None or len(vertices) != self._vertices.size:
            self._vertices, self._own = self._gloo.VertexBuffer(vertices), self._gloo.VertexBuffer(own)
            self._program["a_vertex"], self._program["a_own"] = self._vertices, self._own
        else:
            self._vertices.set_data(vertices, copy=False)
            self._own.set_data(own, copy=False)

    def _set_uniforms(
        self, buffer: CloudBuffer, camera: Turntable, style: CloudStyle, width: int, height: int
    ) -> None:
        focal = camera.focal_px(height)
        camera_from_sensor = camera.camera_from_world() @ buffer.world_from_sensor
        self._program["u_camera"] = camera_from_sensor.T.astype(np.float32)
        self._program["u_lens"] = (2 * focal / width, 2 * focal / height, NEAR_M, FAR_M)
        self._program["u_scale"] = (style.scale.low, 1 / style.scale.span, float(style.point_px), FAR_ALPHA)
        self._program["u_fade"] = (
            FADE_FROM * camera.distance_m,
            1 / ((FADE_TO - FADE_FROM) * camera.distance_m),
        )
        self._program["u_opacity"] = style.opacity
        words = style.scale.table
        rgb = np.stack([(words >> np.uint32(shift) & np.uint32(255)) for shift in (16, 8, 0)], axis=-1)
        self._program["u_colours"] = self._gloo.Texture2D(rgb.astype(np.uint8)[None], interpolation="nearest")

    def _framebuffer(self, width: int, height: int) -> Any:
        if self._target is None or self._size != (width, height):
            self._size = (width, height)
            colour = self._gloo.Texture2D(shape=(height, width, 4), format="rgba")
            self._target = self._gloo.FrameBuffer(colour, self._gloo.RenderBuffer((height, width), "depth"))
        return self._target


def _own_words(buffer: CloudBuffer) -> NDArray[np.float32]:
    """A colour as a whole number below 2^24, which float32 holds exactly; -1 for points that follow the scale."""
    if buffer.own is None:
        return np.full(buffer.planes.shape[1], -1, np.float32)
    own = (buffer.own & np.uint32(0xFFFFFF)).astype(np.float32)
    own[buffer.own == 0] = -1
    return own


def _packed(rgba: NDArray[np.uint8]) -> NDArray[np.uint32]:
    parts = rgba.astype(np.uint32)
    red, green, blue, alpha = (parts[..., channel] for channel in range(4))
    return np.ascontiguousarray(alpha << np.uint32(24) | red << np.uint32(16) | green << np.uint32(8) | blue)
