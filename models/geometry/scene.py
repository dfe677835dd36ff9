"""An episode in space: its cameras, its frames, and points on their way between pictures and the world.

The world is the root of a frame's tree; without transforms every frame is its own.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from models.errors import KnownError, NoSampleError, UnknownNameError
from models.geometry.camera import Camera, NoIntrinsicsError
from models.geometry.frames import FrameHistory
from models.geometry.poses import Matrix, Points, inverse, moved
from models.geometry.values import Pose, Sight

NEAREST_M = 1e-3


@dataclass(frozen=True, slots=True, eq=False)
class Scene:
    """Belongs to one thread, as its frames do.

    ``cameras`` by stream of pictures, ``frame_ids`` by any stream, ``missing`` says why a stream of pictures has no
    camera.
    """

    frames: FrameHistory
    cameras: Mapping[str, Camera]
    frame_ids: Mapping[str, str]
    missing: Mapping[str, KnownError]

    def camera(self, stream: str) -> Camera:
        """The camera behind a stream of pictures.

        Raises:
            NoIntrinsicsError: nothing says how it sees.
        """
        if stream not in self.cameras:
            raise no_camera(stream)
        return self.cameras[stream]

    def pose(self, stream: str, t_ns: int) -> Pose:
        """Where the sensor behind a stream is. In the moments before the first transforms these count: a recorder
        starts its streams one after the other.

        Raises:
            UnknownNameError: its frames form a circle.
            NoSampleError: a transform on the way comes later than ``t_ns`` and than the first ones.
        """
        frame = self.frame_ids.get(stream, stream)
        try:
            return Pose(*self.frames.root_from(frame, t_ns))
        except NoSampleError:
            if t_ns >= self.frames.begin_ns:
                raise
        return Pose(*self.frames.root_from(frame, self.frames.begin_ns))

    def sight(self, stream: str, t_ns: int, *, size: tuple[int, int], point_m: Points, root: str) -> Sight:
        """How a camera sees a point of the world.

        Args:
            stream: of the camera's pictures.
            t_ns: stamp of the picture.
            size: its width and height in pixels.
            point_m: float (3,) in the root frame.
            root: name of that frame.

        Raises:
            NoIntrinsicsError: nothing says how the camera sees.
            UnknownNameError: nothing connects the camera with the point.
            NoSampleError: a transform on the way comes later than ``t_ns``.
        """
        camera = self.camera(stream).of_size(*size)
        pose = self.pose(stream, t_ns)
        if pose.root != root:
            raise UnknownNameError("The frames {a} and {b} are not connected", a=pose.root, b=root)
        at = moved(inverse(pose.root_from_sensor), np.asarray(point_m, np.float32)[None])
        pixels, inside = camera.project(at)
        seen = (float(pixels[0, 0]), float(pixels[0, 1])) if inside[0] else None
        return Sight(seen, float(np.linalg.norm(at[0])), bool(at[0, 2] > NEAREST_M))

    def between(self, target: str, target_ns: int, source: str, source_ns: int) -> Matrix:
        """``target_from_source`` of two sensors, each where it was at its own time, float64 (4, 4), metres.

        Raises:
            UnknownNameError: nothing connects them.
            NoSampleError: a transform on the way comes later.
        """
        there, here = self.pose(target, target_ns), self.pose(source, source_ns)
        if there.root != here.root:
            raise UnknownNameError("The frames {a} and {b} are not connected", a=there.root, b=here.root)
        return inverse(there.root_from_sensor) @ here.root_from_sensor


def no_camera(stream: str) -> NoIntrinsicsError:
    """What is said of pictures whose camera is not described."""
    return NoIntrinsicsError("The recording does not say the intrinsics of {stream}", stream=stream)
