"""The timeline of the demo episode with all of its lanes: the playhead moves, the zoom steps, a boundary is dragged.

No other program draws these lanes, so there is no peer. The limit is the blit of a pixmap of that size: what any
widget pays that keeps its picture. The playhead repaints thin strips and its label: at most two blits. A step
of zoom paints every lane again; a dozen blits still leave most of a 60 Hz frame to the views.
"""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from functools import partial

import numpy as np
from PySide6.QtGui import QImage, QPixmap

from models.labelling.apply import apply
from models.labelling.commands import MoveBoundary
from models.labelling.document import Document
from models.review import Role, State
from models.timebase import TimeRange
from tests.benchmarks.harness import Contest, Measure, Side, Stage
from tests.benchmarks.stage_window import Canvas, on_screen, painted, redraws
from tests.widgets.timeline.scenes import PICK_PLACE, demo_track, document
from widgets.timeline import CoverageLane, ProblemMark, SignalLane, TimelineView

SIZE = (1590, 300)
_PICTURES = 40
_ZOOM = 1.25
_ZOOMS_IN = 10


def timeline() -> TimelineView:
    """All lanes filled."""
    labels = document(demo_track(), State.SUBMITTED)
    span, start = labels.range, labels.range.start_ns
    view = TimelineView()
    view.set_range(span)
    view.set_document(labels, PICK_PLACE)
    view.set_coverage(
        CoverageLane(
            f"camera/{n}",
            30.0,
            start,
            span.end_ns,
            ((start + n * 10**9, start + (n + 1) * 10**9, "warning"),),
        )
        for n in range(5)
    )
    view.set_problems(
        [ProblemMark(start + n * 10**9, "warning", "a gap", start + n * 10**9 + 10**8) for n in range(9)]
    )
    view.set_signal_lanes((_signal(span),))
    view.set_filmstrip(_pictures(span))
    return view


def _signal(span: TimeRange) -> SignalLane:
    t_ns = np.linspace(span.start_ns, span.end_ns, 2000).astype(np.int64)
    values = np.sin(np.arange(2000) / 20)
    return SignalLane("elbow τ", "N·m", t_ns, values - 0.1, values + 0.1)


def _pictures(span: TimeRange) -> list[tuple[int, QImage]]:
    found = []
    for number in range(_PICTURES):
        image = QImage(91, 68, QImage.Format.Format_RGB888)
        image.fill(number * 6 << 8)
        found.append((span.start_ns + span.duration_ns * number // _PICTURES, image))
    return found


def _blit(windows: ExitStack) -> Side:
    pixmap = QPixmap(*SIZE)
    pixmap.fill(0x20242A)
    canvas = Canvas(lambda painter, _rect: painter.drawPixmap(0, 0, pixmap))
    windows.enter_context(on_screen(canvas, *SIZE))
    return redraws(canvas, lambda _number: canvas.update())


@contextmanager
def _changing(make: Callable[[TimelineView], Callable[[int], object]], _stage: Stage) -> Iterator[Contest]:
    view = timeline()
    with ExitStack() as windows:
        windows.enter_context(on_screen(view, *SIZE))
        yield Contest(redraws(view.canvas, make(view)), limit=_blit(windows))


def _playhead(view: TimelineView) -> Callable[[int], object]:
    span = view.content.range
    return lambda number: view.set_playhead(span.start_ns + (number + 1) * 33_333_333 % span.duration_ns)


def _zoom(view: TimelineView) -> Callable[[int], object]:
    """In and out again."""
    view.set_playhead(view.content.range.start_ns + view.content.range.duration_ns // 2)
    return lambda number: view.zoom(_ZOOM if number // _ZOOMS_IN % 2 == 0 else 1 / _ZOOM)


def _edit(view: TimelineView) -> Callable[[int], object]:
    """A document in which one boundary lies elsewhere, as after each edit."""
    before = document(demo_track(), State.DRAFT)
    phase = before.track.phases[2]
    moves = [MoveBoundary(phase.id, phase.start_ns + (step + 1) * 10**7) for step in range(8)]
    documents: list[Document] = [
        apply(before, move, taxonomy=PICK_PLACE, role=Role.ANNOTATOR).document for move in moves
    ]
    return lambda number: view.set_document(documents[number % len(documents)], PICK_PLACE)


MEASURES = (
    Measure("timeline playhead", "ratio_to_limit <= 2", painted(partial(_changing, _playhead))),
    Measure("timeline zoom step", "ratio_to_limit <= 12", painted(partial(_changing, _zoom))),
    Measure("timeline after an edit", "ratio_to_limit <= 12", painted(partial(_changing, _edit))),
)
