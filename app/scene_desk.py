"""What the window asks of an episode in space; plain calls for one lane, which opens the episode for itself."""

import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from models.episode import EpisodeRecord, StreamKind
from models.errors import KnownError
from models.geometry.depth_cloud import DepthProjector
from models.geometry.scan_colours import picture_words
from models.geometry.scans import placed
from models.geometry.scene import Scene
from models.geometry.skeleton import RobotPose
from models.geometry.values import DepthCloud, PlacedScan, Pose, Sight, Spot
from models.playback.budget import MIB, share_among
from models.readers import Episode, open_episode
from models.readers.body import Body
from models.readers.scene import scene_of
from models.streams import DepthImage, PointCloud, VideoFrame

# What the readers of this second look at the recording keep, all together.
KEPT_NBYTES = 16 * MIB
# After so long what was read of many scans is shown, and others who ask have their turn.
READ_FOR_S = 0.03


@dataclass(frozen=True, slots=True)
class SceneFacts:
    """What can be asked for: ``cameras`` are streams of pictures with intrinsics, ``partners`` the stream that
    colours a depth stream, ``missing`` why a depth stream has no place in space, ``apart`` those depth streams that
    share no frame with any scan, ``colouring`` the cameras in colour that do, which can colour scans, ``robot`` whether
    the pose of a robot is known."""

    cameras: frozenset[str]
    partners: Mapping[str, str]
    missing: Mapping[str, KnownError]
    apart: frozenset[str] = frozenset()
    colouring: tuple[str, ...] = ()
    robot: bool = False


class SceneDesk:
    """Used by one lane only; ``close`` when that lane has ended."""

    def __init__(self, record: EpisodeRecord) -> None:
        self._record = record
        self._episode: Episode | None = None
        self._scene: Scene | None = None
        self._projector: DepthProjector | None = None
        self._body: Body | None = None

    def facts(self) -> SceneFacts:
        """Opens the episode."""
        scene, projector = self._ready()
        assert self._episode is not None
        kinds = {name: stream.info.kind for name, stream in self._episode.streams.items()}
        pictures = tuple(name for name, kind in kinds.items() if kind is StreamKind.VIDEO)
        depth = [name for name, kind in kinds.items() if kind is StreamKind.DEPTH]
        partners = {name: partner for name in depth if (partner := projector.partner_of(name, pictures))}
        # As they are at the end of the episode, when every frame is placed.
        roots = {self._root(name) for name, kind in kinds.items() if kind is StreamKind.POINTS}
        return SceneFacts(
            frozenset(scene.cameras),
            partners,
            {name: scene.missing[name] for name in depth if name in scene.missing},
            frozenset(name for name in depth if self._root(name) not in roots),
            tuple(name for name in pictures if name in scene.cameras and self._root(name) in roots - {None}),
            self._robot().is_known(self._episode.range.end_ns),
        )

    def _root(self, stream: str) -> str | None:
        scene, _ = self._ready()
        assert self._episode is not None
        try:
            return scene.pose(stream, self._episode.range.end_ns).root
        except KnownError:
            return None

    def pose(self, stream: str, t_ns: int) -> Pose | None:
        """Where a sensor is; None where no transform tells."""
        scene, _ = self._ready()
        frame = scene.frame_ids.get(stream, stream)
        try:
            return scene.pose(stream, t_ns) if scene.frames.is_placed(frame, t_ns) else None
        except KnownError:
            return None

    def past_scans(
        self, stream: str, indexes: Iterable[int], *, count: int, most: int
    ) -> dict[int, PlacedScan | None]:
        """The first of these scans where their sensor was, one at least and as many as can be read in ``READ_FOR_S``;
        None for one that is damaged. See ``placed`` for ``count`` and ``most``."""
        self._ready()
        assert self._episode is not None
        scans, until_s = self._episode.streams[stream], time.monotonic() + READ_FOR_S
        found: dict[int, PlacedScan | None] = {}
        for index in indexes:
            try:
                sample = scans.sample(index)
            except KnownError:
                sample = None
            found[index] = None
            if isinstance(sample, PointCloud):
                found[index] = placed(sample, self.pose(stream, sample.t_ns), count=count, most=most)
            if time.monotonic() > until_s:
                break
        return found

    def scan_colours(
        self, stream: str, clouds: Iterable[PointCloud], picture: tuple[str, VideoFrame]
    ) -> dict[int, NDArray[np.uint32]]:
        """What a picture shows at the points of scans, see ``ScanColours``."""
        return {cloud.index: picture_words(self._ready()[0], stream, cloud, *picture) for cloud in clouds}

    def robot_pose(self, t_ns: int) -> RobotPose | None:
        """See ``Body.at``."""
        return self._robot().at(t_ns)

    def _robot(self) -> Body:
        scene, _ = self._ready()
        assert self._episode is not None
        if self._body is None:
            self._body = Body(scene.frames, self._episode.streams)
        return self._body

    def depth_cloud(
        self, stream: str, image: DepthImage, most: int, picture: tuple[str, VideoFrame] | None
    ) -> DepthCloud:
        """See ``DepthProjector.cloud``."""
        return self._ready()[1].cloud(stream, image, most=most, picture=picture)

    def spot_of_depth(self, stream: str, image: DepthImage, pixel: tuple[int, int]) -> Spot | None:
        """See ``DepthProjector``."""
        return self._ready()[1].spot_of_depth(stream, image, pixel)

    def spot_of_picture(
        self, picture: tuple[str, VideoFrame], pixel: tuple[int, int], depth: tuple[str, DepthImage]
    ) -> Spot | None:
        """See ``DepthProjector``."""
        return self._ready()[1].spot_of_picture(picture, pixel, depth)

    def sights(
        self, spot: Spot, pictures: Iterable[tuple[str, int, tuple[int, int]]]
    ) -> dict[str, Sight | KnownError]:
        """How cameras see a point, by stream; why not where one cannot be asked.

        Args:
            spot: the point.
            pictures: stream, stamp, and width and height of each picture.
        """
        scene, _ = self._ready()
        found: dict[str, Sight | KnownError] = {}
        for stream, t_ns, size in pictures:
            try:
                found[stream] = scene.sight(stream, t_ns, size=size, point_m=spot.point_m, root=spot.root)
            except KnownError as error:
                found[stream] = error
        return found

    def close(self) -> None:
        """Release the files."""
        if self._episode is not None:
            self._episode.close()
            self._episode = None

    def _ready(self) -> tuple[Scene, DepthProjector]:
        if self._scene is None or self._projector is None:
            self._episode = open_episode(self._record.path, self._record.inner_id)
            share_among(self._episode.streams.values(), KEPT_NBYTES)
            self._scene = scene_of(self._episode)
            self._projector = DepthProjector(self._scene)
        return self._scene, self._projector
