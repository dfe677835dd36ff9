"""The robot of an episode: its frames by the transforms of the recording, and by its description where they tell
nothing of a link."""

from collections.abc import Iterable, Mapping
from functools import cached_property

import numpy as np

from models.episode import StreamKind
from models.errors import KnownError
from models.geometry.frames import FrameHistory
from models.geometry.kinematics import MOVES, Joint, joints_from_urdf, links_of
from models.geometry.poses import Matrix
from models.geometry.skeleton import RobotPose, robot_pose
from models.streams import SignalSample, Stream, sample_at

DESCRIPTION = "robot_description"
_POSITION = "position."
_LEAST_BONES = 2


class Body:
    """Belongs to one thread, as its frames and streams do. Description and joint states are looked for when transforms
    alone do not tell enough."""

    def __init__(self, frames: FrameHistory, streams: Mapping[str, Stream] | None = None) -> None:
        self._frames = frames
        self._streams = streams or {}

    def is_known(self, t_ns: int) -> bool:
        """Whether there is a robot of which more is known than where its base and one sensor are."""
        return _is_robot(robot_pose(self._placed(t_ns))) or self.at(t_ns) is not None

    def at(self, t_ns: int) -> RobotPose | None:
        """The pose at a time, by the last transforms and joint states at or before it; before the first ones these
        count. None where there is no robot that is known."""
        links = self._placed(t_ns)
        silent = [joint for joint in self._joints if joint.child not in links]
        if silent and (self._states is not None or not any(joint.kind in MOVES for joint in silent)):
            links = {**links_of(silent, self._positions(t_ns)), **links}
        pose = robot_pose(links)
        return pose if _is_robot(pose) else None

    def _placed(self, t_ns: int) -> dict[str, tuple[str, Matrix]]:
        links, begin_ns = self._frames.links_at(t_ns), self._frames.begin_ns
        return links if t_ns >= begin_ns else self._frames.links_at(begin_ns) | links

    @cached_property
    def _joints(self) -> tuple[Joint, ...]:
        return _described(self._streams.values())

    @cached_property
    def _states(self) -> Stream | None:
        """The stream that tells the position of most of the joints."""
        moving = {joint.name for joint in self._joints if joint.kind in MOVES}
        told = {name: _told(stream, moving) for name, stream in self._streams.items()} if moving else {}
        best = max(told, key=lambda name: told[name], default=None)
        return self._streams[best] if best is not None and told[best] else None

    def _positions(self, t_ns: int) -> Mapping[str, float]:
        if self._states is None:
            return {}
        try:
            first_ns = int(self._states.stamps()[0])
            sample = sample_at(self._states, max(t_ns, first_ns))
        except (KnownError, IndexError):
            return {}
        if not isinstance(sample, SignalSample):
            return {}
        channels = self._states.describe().channels
        return {
            name.removeprefix(_POSITION): float(value)
            for name, value in zip(channels, sample.values, strict=False)
            if name.startswith(_POSITION) and np.isfinite(value)
        }


def _is_robot(pose: RobotPose) -> bool:
    return len(pose.bones) >= _LEAST_BONES


def _described(streams: Iterable[Stream]) -> tuple[Joint, ...]:
    for stream in streams:
        if stream.info.name.endswith(DESCRIPTION) and stream.info.count:
            try:
                return joints_from_urdf(str(stream.message(0).get("data", "")))
            except KnownError:
                continue
    return ()


def _told(stream: Stream, joints: set[str]) -> int:
    """Of how many of these joints a stream tells the position."""
    if stream.info.kind is not StreamKind.SIGNAL or not stream.info.count:
        return 0
    try:
        channels = stream.describe().channels
    except KnownError:
        return 0
    return len(joints & {name.removeprefix(_POSITION) for name in channels if name.startswith(_POSITION)})
