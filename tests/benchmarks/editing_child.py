"""The window on two hours with 2,000 phases: every kind of edit by key. Prints how long each turn took as JSON.

``python -m tests.benchmarks.editing_child PATH ROUNDS``. A turn is what the GUI thread does between two looks at its
events: a key with all that follows it at once, or one of the turns after it, its paints included. It is told in
milliseconds of that thread's processor time, which a busy machine does not lengthen.
"""

import json
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app.heap import collect_rarely
from models.cutting_aids.suggestions import Suggestion, Suggestions
from models.timebase import NS_PER_S, TimeRange
from tests.benchmarks.harness import chance
from tests.benchmarks.memory_child import until, window

PHASES = 2000
_LABELS = ("approach", "grasp", "lift", "transport", "place", "retreat")
_QUIET_TURNS, _QUIET_S = 20, 0.06
_ZOOMS = 9
_PLAY_S = 2.0


def main(path: Path, rounds: int) -> dict[str, Any]:
    """Milliseconds of every turn by kind of edit, and of scrolling, zooming and playing."""
    with tempfile.TemporaryDirectory() as directory, window(Path(directory), path) as (qapp, app):
        collect_rarely()
        hand = Hand(qapp, app)
        hand.propose(_proposed(app.services.session.document.range))
        hand.accept_one()
        hand.accept_all()
        for number in range(rounds):
            hand.edit(number)
        hand.look_around(rounds)
        return {"turns_ms": hand.turns_ms, "wall_ms": hand.wall_ms, "phases": hand.count}


def _proposed(whole: TimeRange, first: int = 0, count: int = PHASES) -> tuple[Suggestion, ...]:
    """Of uneven lengths, every tenth unsure."""
    dice = chance("proposals")
    lengths = [dice.uniform(0.5, 1.5) for _ in range(count)]
    share = whole.duration_ns / sum(lengths)
    starts_ns = [whole.start_ns + round(share * sum(lengths[:place])) for place in range(count)]
    return tuple(
        Suggestion(
            "idle" if place == 0 else _LABELS[(place + first) % len(_LABELS)],
            start_ns,
            end_ns,
            0.58 if place % 10 == 5 else 0.95,
        )
        for place, (start_ns, end_ns) in enumerate(
            zip(starts_ns, [*starts_ns[1:], whole.end_ns], strict=True)
        )
    )


class Hand:
    """Presses keys as the system sends them, and takes the time of every turn until the window rests again."""

    def __init__(self, qapp: QApplication, app: Any) -> None:
        self.qapp, self.app = qapp, app
        self.player, self.dice = app.services.player, chance("editing")
        self.turns_ms: dict[str, list[float]] = {}
        self.wall_ms: dict[str, list[float]] = {}
        self.count = 0
        app.window.activateWindow()
        until(qapp, app.window.isActiveWindow)
        self.rest()

    def propose(self, phases: tuple[Suggestion, ...]) -> None:
        """As if they had been found."""
        proposing = self.app.proposing
        self.timed("proposals arrive", lambda: proposing._show(Suggestions(phases)))

    def accept_all(self) -> None:
        """All at once, and that taken back and done again."""
        self.press("accept all", "'")
        self.count = len(self.app.services.session.document.track.phases)
        self.press("undo of all", "Ctrl+Z")
        self.press("redo of all", "Ctrl+Shift+Z")
        self.expect(PHASES)

    def accept_one(self) -> None:
        """The least sure one, taken back again."""
        self.press("accept one", "Tab", "Return")
        self.expect(2)
        self.press("undo", "Ctrl+Z")
        self.expect(0)

    def edit(self, number: int) -> None:
        """One of each kind, each undone again."""
        for _ in range(3):
            self.press("jump", "Down")
        self.seek()
        self.press("cut", str(1 + number % 6))
        self.press("nudge", *".......,,,")
        self.press("undo", "Ctrl+Z")
        self.press("redo", "Ctrl+Shift+Z")
        self.seek()
        self.press("split", "X")
        self.press("merge", "G")
        self.press("delete", "Delete")
        self.press("mark", "Shift+T")
        self.press("grade", "F" if number % 2 else "S")
        self.press("grade of a phase", "Alt+F")
        self.press("remark", "M")
        QTest.keyClicks(QApplication.focusWidget(), f"seen {number}")
        self.rest()
        self.press("remark", "Return")
        self.press("jump", "Up", "Home", "Down")

    def look_around(self, rounds: int) -> None:
        """Zoomed in step by step, paged through, and played."""
        for _ in range(_ZOOMS):
            self.press("zoom", "Ctrl+=")
            for _ in range(max(1, rounds // 4)):
                self.seek()
                self.press("jump", "Down")
        self.play()
        for _ in range(_ZOOMS):
            self.press("zoom", "Ctrl+-")
        self.play()

    def play(self) -> None:
        """Every turn while time goes."""
        self.seek()
        self.player.play()
        end_s = time.perf_counter() + _PLAY_S
        self.turns("play", lambda: time.perf_counter() < end_s)
        self.player.pause()
        self.rest()

    def seek(self) -> None:
        """Somewhere, without being timed."""
        whole = self.player.clock.range
        self.player.seek(whole.start_ns + self.dice.randrange(NS_PER_S, whole.duration_ns))
        self.rest()

    def press(self, kind: str, *keys: str) -> None:
        """Real key events to whatever has the focus."""
        for key in keys:
            combination = QKeySequence(key)[0]
            self.timed(kind, lambda to=combination: self._click(to))  # type: ignore[misc]

    def _click(self, to: Any) -> None:
        """The system tells the window first; to send it all to the window would take turns of its own."""
        widget = QApplication.focusWidget() or self.app.window
        told = QKeyEvent(QEvent.Type.ShortcutOverride, to.key(), to.keyboardModifiers())
        QCoreApplication.sendEvent(widget.window().windowHandle(), told)
        QTest.keyClick(widget, to.key(), to.keyboardModifiers())

    def timed(self, kind: str, act: Callable[[], object]) -> None:
        """An act with the turn in which it happens, and the turns after it."""
        begun = time.thread_time(), time.perf_counter()
        act()
        QCoreApplication.processEvents()
        self._note(kind, *begun)
        self.turns(kind, _rests())

    def turns(self, kind: str, going: Callable[[], bool]) -> None:
        """Turns of the event loop as long as ``going`` says so."""
        while going():
            begun = time.thread_time(), time.perf_counter()
            QCoreApplication.processEvents()
            self._note(kind, *begun)
            time.sleep(0.0005)

    def _note(self, kind: str, cpu_s: float, wall_s: float) -> None:
        self.turns_ms.setdefault(kind, []).append((time.thread_time() - cpu_s) * 1000)
        self.wall_ms.setdefault(kind, []).append((time.perf_counter() - wall_s) * 1000)

    def rest(self) -> None:
        """Until every view shows its sample and nothing waits."""
        until(self.qapp, lambda: self.player.is_settled and not self.app.services.tasks.busy)
        self._spin()

    def _spin(self) -> None:
        going = _rests()
        while going():
            QCoreApplication.processEvents()

    def expect(self, count: int) -> None:
        """What the keys were to bring about has come."""
        found = len(self.app.services.session.document.track.phases)
        if found != count:
            raise RuntimeError(f"{found} phases instead of {count}")


def _rests() -> Callable[[], bool]:
    """For some turns, and some time: what is put off comes within it."""
    end_s, turns = time.perf_counter() + _QUIET_S, iter(range(_QUIET_TURNS))
    return lambda: next(turns, None) is not None or time.perf_counter() < end_s


if __name__ == "__main__":
    print(json.dumps(main(Path(sys.argv[1]), int(sys.argv[2]))), flush=True)
