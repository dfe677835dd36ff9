"""The robot's pose at the playhead, drawn as lines in every cloud that shares a tree of frames with it."""

import time

from PySide6.QtCore import QObject

from app.player import Player
from app.space_reads import SpaceReads
from models.geometry.skeleton import RobotPose
from widgets.cloud_view import CloudView

# While it plays no pose is asked for sooner after the one before: recorders send transforms no faster than this.
EVERY_S = 0.03


class Stance(QObject):
    """One pose is read at a time, then the one of the newest playhead; at rest it is that of the playhead."""

    def __init__(self, reads: SpaceReads, *, player: Player, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._reads = reads
        self._player = player
        self.on = False
        self.named = False
        self._pose: RobotPose | None = None
        self._asked_ns: int | None = None
        self._asked_s = 0.0
        self._reading = False
        player.moved.connect(self._follow)
        reads.known.connect(self._known)

    def forget(self) -> None:
        """Another episode; whether it is shown stays."""
        self._pose, self._asked_ns, self._reading = None, None, False
        for view in self._reads.clouds():
            view.show_skeleton(None)

    def attach(self, view: CloudView) -> None:
        """Listen to a new view of points."""
        view.skeleton_requested.connect(self.set_on)
        view.skeleton_names_requested.connect(self.set_named)
        self._tell(view)

    @property
    def is_known(self) -> bool:
        """Whether there is a robot whose pose is known."""
        return self._reads.facts.robot

    def toggle(self) -> None:
        """Show the robot's pose, or no more."""
        self.set_on(not self.on)

    def set_on(self, on: bool) -> None:
        """Show the robot's pose, or no more."""
        self.on = on
        for view in self._reads.clouds():
            self._tell(view)
        self._ask()

    def set_named(self, on: bool) -> None:
        """Write the names of the links beside them."""
        self.named = on
        for view in self._reads.clouds():
            self._tell(view)

    def show_in(self, view: CloudView) -> None:
        """The pose in the frame of a view, which has another one now."""
        wanted = self.on and self._pose is not None
        view.show_skeleton(self._pose.seen_from(view.root) if wanted and self._pose is not None else None)

    def _tell(self, view: CloudView) -> None:
        view.set_skeleton(known=self.is_known, on=self.on and self.is_known, named=self.named)
        self.show_in(view)

    def _known(self) -> None:
        for view in self._reads.clouds():
            self._tell(view)
        self._ask()

    def _follow(self, _t_ns: int) -> None:
        if not self._player.clock.playing or time.monotonic() - self._asked_s >= EVERY_S:
            self._ask()

    def _ask(self) -> None:
        desk, t_ns = self._reads.desk, self._player.t_ns
        if not self.on or not self.is_known or desk is None or self._reading or t_ns == self._asked_ns:
            return
        self._reading, self._asked_ns, self._asked_s = True, t_ns, time.monotonic()
        self._reads.ask(
            lambda: desk.robot_pose(t_ns), self._take, key="stance", on_error=lambda _: self._take(None)
        )

    def _take(self, pose: RobotPose | None) -> None:
        self._reading, self._pose = False, pose
        for view in self._reads.clouds():
            self.show_in(view)
        self._follow(self._player.t_ns)
