"""A random walk of hands at the real window: scrub, play, step, cut, grade, undo, turn the window about.

Whenever the hands rest, the cameras must show exactly the sample that an independent reader gives for the
playhead, and what is on the screen, in the store and in the queue to the catalog must be the same labels.
"""

import json
import random
import sys
import tempfile
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType

import numpy as np
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app.paths import Places
from models.labelling.changes import fold
from models.labelling.document import empty_document
from models.readers import open_episode
from models.streams import Stream, VideoFrame, index_at
from tests.soak.children import child
from tests.soak.counters import Outcome
from tests.support.data import DEMO
from tests.support.window import Person, sits_down
from widgets.video_view import VideoView

RECORDING = DEMO / "pick_missed_grasp.mcap"
REST_EVERY = 10
_LABELS = (*"1234567", "Tab", "X", "G", "Backspace", ",", ".", "S", "P", "F", "Ctrl+Z", "Ctrl+Z", "Ctrl+Y")
_MOVES = ("Left", "Right", "Shift+Left", "Shift+Right", "Home", "End", "Up", "Down", "-", "=", "L")
_WINDOW = ("Ctrl+=", "Ctrl+-", "Ctrl+0", "Ctrl+1", "Ctrl+2", "Ctrl+1", "Ctrl+B", "Ctrl+T")
_STEP_S = 3.0
_START_S = 120.0


def run(seed: int, directory: Path, size: int) -> Outcome:
    """``size`` actions in a process of their own."""
    ended = child("tests.soak.walk", seed, size, directory, timeout_s=_START_S + size * _STEP_S)
    told = json.loads(ended.lines[-1]) if ended.lines else {"actions": 0, "rests": 0, "failures": []}
    failures = list(told.pop("failures"))
    if ended.code != 0 and not failures:
        failures.append(f"the process ended with {ended.code}\n{ended.errors[-3000:]}")
    return Outcome(told, tuple(failures))


class Walk:
    """The hands; ``trail`` is what they did, for the one who looks for the cause."""

    def __init__(self, person: Person, seed: int, trail: list[str]) -> None:
        self._person = person
        self._chance = random.Random(seed)
        self.trail = trail
        self.rests = 0

    def go(self, size: int) -> None:
        """Act, and rest now and then."""
        acts: tuple[tuple[Callable[[], str], int], ...] = (
            (self._press_label, 8),
            (self._press_move, 8),
            (self._press_window, 1),
            (self._seek, 4),
            (self._scrub, 4),
            (self._play, 2),
        )
        for number in range(1, size + 1):
            act = self._chance.choices([one for one, _ in acts], [weight for _, weight in acts])[0]
            self.trail.append(act())
            if number % REST_EVERY == 0:
                self.rest()

    def rest(self) -> None:
        """Pause, wait for the pictures, compare."""
        self._person.app.services.player.pause()
        self._person.settle()
        check_pictures(self._person)
        check_labels(self._person)
        self.rests += 1

    def _press_label(self) -> str:
        return self._press(self._chance.choice(_LABELS))

    def _press_move(self) -> str:
        return self._press(self._chance.choice(_MOVES))

    def _press_window(self) -> str:
        return self._press(self._chance.choice(_WINDOW))

    def _press(self, key: str) -> str:
        self._person.press(key)
        return key

    def _seek(self) -> str:
        span = self._person.window.timeline.visible_range
        t_ns = span.start_ns + round(self._chance.random() * (span.duration_ns - 1))
        self._person.seek(t_ns)
        return f"seek {t_ns}"

    def _scrub(self) -> str:
        span = self._person.window.timeline.visible_range
        ends = [span.start_ns + round(self._chance.random() * (span.duration_ns - 1)) for _ in range(2)]
        start, end = (self._person.ruler(t_ns) for t_ns in ends)
        self._person.drag(self._person.window.timeline, start, end)
        return f"scrub {ends}"

    def _play(self) -> str:
        self._person.press("Space")
        wait_ms = self._chance.randrange(20, 400)
        QTest.qWait(wait_ms)
        return f"play {wait_ms} ms"


def check_pictures(person: Person) -> None:
    """Cameras against a reader of their own."""
    t_ns = person.app.services.player.t_ns
    with open_episode(RECORDING) as episode:
        for name, view in person.app.board.views.items():
            if not isinstance(view, VideoView) or not view.isVisible():
                continue
            stream = episode.streams[name]
            index = index_at(stream.stamps(), t_ns)
            if index < 0:
                continue
            sample = stream.sample(index)
            assert isinstance(sample, VideoFrame)
            shown = rgb_of(view.canvas.image)
            if not np.array_equal(shown, sample.rgb):
                words = f"{name} shows picture {_which(stream, shown)} instead of {index} at {t_ns} ns"
                raise AssertionError(f"{words}; its badge says {view.age_words!r} {view.age_state}")


def _which(stream: Stream, shown: np.ndarray) -> int:
    """The picture that is shown, -1 where it is none of the recording's."""
    for index in range(stream.info.count):
        sample = stream.sample(index)
        if isinstance(sample, VideoFrame) and np.array_equal(shown, sample.rgb):
            return index
    return -1


def rgb_of(image: QImage) -> np.ndarray:
    """Pixels uint8 (height, width, 3), in memory of their own."""
    flat = image.convertToFormat(QImage.Format.Format_RGB888)
    rows = np.frombuffer(flat.constBits(), np.uint8).reshape(flat.height(), flat.bytesPerLine())
    return rows[:, : 3 * flat.width()].reshape(flat.height(), flat.width(), 3).copy()


def check_labels(person: Person) -> None:
    """Screen, store and queue."""
    services = person.app.services
    record, document = services.session.record, services.session.document
    assert record is not None
    assert services.store.load(record, services.taxonomy) == document
    queued = services.store.pending(1_000_000)
    told = empty_document(episode_id=record.id, time_range=record.range)
    for changeset in queued:
        told = fold(told, changeset.changes)
    assert not queued or told == document


@contextmanager
def _window(directory: Path) -> Iterator[Person]:
    """No catalog answers there, so that every change-set stays in the queue and can be compared."""
    nowhere = "postgresql://ann@127.0.0.1:1/nowhere"
    with (
        tempfile.TemporaryDirectory(dir=directory) as data,
        sits_down(Places(Path(data)), "ann", catalog_url=nowhere, path=RECORDING) as person,
    ):
        person.wait_open(RECORDING.stem)
        yield person


def work(seed: int, size: int, directory: Path) -> int:
    """In the child: walk, print one line of JSON; 1 where anything went wrong."""
    failures: list[str] = []

    def caught(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        failures.append("".join(traceback.format_exception(kind, error, trace)))

    sys.excepthook = caught
    qapp = QApplication([])
    trail: list[str] = []
    rests = 0
    try:
        with _window(directory) as person:
            walk = Walk(person, seed, trail)
            try:
                walk.go(size)
            finally:
                rests = walk.rests
    except Exception:
        caught(*sys.exc_info())  # type: ignore[arg-type]
    if failures:
        failures = [f"{failure}\nafter {trail[-30:]}" for failure in failures]
    print(json.dumps({"actions": len(trail), "rests": rests, "failures": failures}), flush=True)
    del qapp
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(work(int(sys.argv[1]), int(sys.argv[2]), Path(sys.argv[3])))
