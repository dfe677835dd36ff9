"""Depth images as clouds in the world, in the colours of a camera where one looks there too."""

import math

import numpy as np
from numpy.typing import NDArray

from models.errors import KnownError
from models.geometry.calibration import colour_partner
from models.geometry.depth import back_project, back_project_pixel, colours_at, point_behind_pixel
from models.geometry.poses import Points, moved
from models.geometry.scene import Scene
from models.geometry.values import DepthCloud, Spot
from models.streams import DepthImage, VideoFrame

_KEPT_RAYS = 4
_MOST_PIXELS = 2_000_000


class DepthProjector:
    """Makes clouds of the depth images of one scene; keeps what only depends on the lenses."""

    def __init__(self, scene: Scene) -> None:
        self._scene = scene
        self._rays: dict[tuple[str, int, int], Points] = {}

    def partner_of(self, stream: str, pictures: tuple[str, ...]) -> str | None:
        """Which of some streams of pictures gives a depth stream its colours."""
        cameras = self._scene.cameras
        if stream not in cameras:
            return None
        return colour_partner(
            stream, cameras[stream], [(name, cameras[name]) for name in pictures if name in cameras]
        )

    def cloud(
        self, stream: str, image: DepthImage, *, most: int, picture: tuple[str, VideoFrame] | None = None
    ) -> DepthCloud:
        """A depth image as at most ``most`` points, coloured by ``picture`` (its stream and frame) where there is a way
        between the two cameras.

        Raises:
            NoIntrinsicsError: nothing says how the depth camera sees.
            NoSampleError: the camera is placed later only.
            UnknownNameError: its frames form a circle.
        """
        step = _step(image)
        seen = int(np.count_nonzero(image.depth_m[::step, ::step] > 0))
        stride = max(1, -(-seen // most))
        total = seen if step == 1 else int(np.count_nonzero(image.depth_m > 0))
        points_m = self._points(stream, image, stride=stride)
        rgb = None if picture is None else self._colours(stream, image, points_m, *picture)
        pose = self._scene.pose(stream, image.t_ns)
        planes = np.ascontiguousarray(points_m.T)
        return DepthCloud(stream, image.t_ns, planes, rgb, pose, total, stride * step * step)

    def spot_of_depth(self, stream: str, image: DepthImage, pixel: tuple[int, int]) -> Spot | None:
        """The point of the world that a pixel of a depth image shows, None in a hole.

        Raises:
            NoIntrinsicsError: nothing says how the camera sees.
            NoSampleError: the camera is placed later only.
            UnknownNameError: its frames form a circle.
        """
        camera = self._scene.camera(stream)
        height, width = image.depth_m.shape
        column, row = pixel
        if not (0 <= column < width and 0 <= row < height):
            return None
        depth_m = float(image.depth_m[row, column])
        if not depth_m > 0:
            return None
        point_m = back_project_pixel(depth_m, camera.of_size(width, height), column, row)
        pose = self._scene.pose(stream, image.t_ns)
        return Spot(pose.root, moved(pose.root_from_sensor, point_m[None])[0])

    def spot_of_picture(
        self, picture: tuple[str, VideoFrame], pixel: tuple[int, int], depth: tuple[str, DepthImage]
    ) -> Spot | None:
        """The point of the world that a pixel of a picture shows, by the depth image that looks there; None where it
        has no measurement.

        Raises:
            NoIntrinsicsError: nothing says how one of the cameras sees.
            NoSampleError: a camera is placed later only.
            UnknownNameError: nothing connects the two cameras.
        """
        (stream, frame), (depth_stream, image) = picture, depth
        camera = self._scene.camera(stream)
        height, width = frame.rgb.shape[:2]
        points_m = self._points(depth_stream, image)
        camera_from_depth = self._scene.between(stream, frame.t_ns, depth_stream, image.t_ns)
        within_px = 1.5 * max(1.0, width * _step(image) / image.depth_m.shape[1])
        index = point_behind_pixel(
            points_m, camera.of_size(width, height), camera_from_depth, pixel, within_px=within_px
        )
        if index is None:
            return None
        pose = self._scene.pose(depth_stream, image.t_ns)
        return Spot(pose.root, moved(pose.root_from_sensor, points_m[index : index + 1])[0])

    def _colours(
        self, stream: str, image: DepthImage, points_m: Points, picture: str, frame: VideoFrame
    ) -> NDArray[np.uint8] | None:
        try:
            picture_from_depth = self._scene.between(picture, frame.t_ns, stream, image.t_ns)
        except KnownError:
            return None
        height, width = frame.rgb.shape[:2]
        camera = self._scene.cameras[picture].of_size(width, height)
        return colours_at(points_m, camera, picture_from_depth, frame.rgb)[0]

    def _points(self, stream: str, image: DepthImage, *, stride: int = 1) -> Points:
        """Points in the optical frame, float32 (N, 3), of every ``stride``-th measurement that is looked at."""
        step = _step(image)
        height, width = image.depth_m.shape
        key = (stream, width, height)
        if key not in self._rays:
            while len(self._rays) >= _KEPT_RAYS:
                self._rays.pop(next(iter(self._rays)))
            self._rays[key] = self._scene.camera(stream).of_size(width, height).rays(step)
        depth_m = np.ascontiguousarray(image.depth_m[::step, ::step])
        return back_project(depth_m, self._rays[key], stride=stride).points_m


def _step(image: DepthImage) -> int:
    """Of images with more pixels than anybody draws only every n-th column and row is looked at."""
    return max(1, math.ceil(math.sqrt(image.depth_m.size / _MOST_PIXELS)))
