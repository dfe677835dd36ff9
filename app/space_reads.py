"""What depth, poses and marks share: the episode in space on a lane of its own, and the samples that are on screen."""

from collections.abc import Callable, Iterator, Mapping
from typing import TypeVar

from PySide6.QtCore import QObject, Signal

from app.scene_desk import SceneDesk, SceneFacts
from app.tasks import Tasks
from models.episode import EpisodeRecord
from models.errors import KnownError
from models.streams import DepthImage, VideoFrame
from widgets.cloud_view import CloudView
from widgets.known import error_text
from widgets.view_frame import ViewFrame

LANE = "space"
Result = TypeVar("Result")


class SpaceReads(QObject):
    """``told(sentence)`` when what was asked for cannot be had; ``known(facts)`` once an episode."""

    told = Signal(str)
    known = Signal()

    def __init__(self, *, tasks: Tasks, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._tasks = tasks
        self.desk: SceneDesk | None = None
        self.facts = SceneFacts(frozenset(), {}, {})
        self.views: Mapping[str, ViewFrame] = {}
        self.depth: dict[str, DepthImage] = {}
        self.pictures: dict[str, VideoFrame] = {}
        self.language = "en"

    def open(self, record: EpisodeRecord) -> None:
        """Another episode."""
        self.close()
        self.desk = SceneDesk(record)
        self.ask(self.desk.facts, self._know, key="facts")

    def close(self) -> None:
        """Let go of the episode and of its samples."""
        self._tasks.close_lane(LANE)
        if self.desk is not None:
            self.desk.close()
        self.desk, self.facts = None, SceneFacts(frozenset(), {}, {})
        self.depth.clear()
        self.pictures.clear()

    def clouds(self) -> Iterator[CloudView]:
        """Views of points."""
        return (view for view in self.views.values() if isinstance(view, CloudView))

    def ask(
        self,
        job: Callable[[], Result],
        then: Callable[[Result], None],
        *,
        key: str,
        on_error: Callable[[KnownError], None] | None = None,
    ) -> None:
        """Run a job of the desk; it replaces one of the same ``key`` that waits. What goes wrong is told, unless
        ``on_error`` takes it."""
        self._tasks.lane(LANE).submit(job, then, on_known=on_error or self._tell, key=key)

    def _know(self, facts: SceneFacts) -> None:
        self.facts = facts
        self.known.emit()

    def _tell(self, error: KnownError) -> None:
        self.told.emit(error_text(error, self.language))
