"""A timeline in a window, in the dark theme, with every signal recorded."""

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from models.phases import PhaseTrack
from models.review import State
from tests.widgets.timeline.scenes import PICK_PLACE, document, ten_seconds
from widgets import theme
from widgets.theme import ThemeName
from widgets.timeline import TimelineView
from widgets.timeline.layout import Lane

Heard = list[tuple[object, ...]]


@pytest.fixture(autouse=True)
def dark(qapp: QApplication) -> Iterator[None]:
    theme.apply_theme(qapp, ThemeName.DARK)
    yield
    theme.apply_theme(qapp, ThemeName.DARK)


@pytest.fixture
def show(qtbot: QtBot) -> Iterator[Callable[..., TimelineView]]:
    """Show a track 1200 px wide in a timeline with all of its lanes."""
    alive: list[TimelineView] = []

    def shown(
        track: PhaseTrack | None = None, *, state: State = State.SUBMITTED, height: int = 240
    ) -> TimelineView:
        view = TimelineView()
        alive.append(view)
        qtbot.addWidget(view)
        labels = document(ten_seconds() if track is None else track, state)
        view.set_range(labels.range)
        view.set_document(labels, PICK_PLACE)
        view.set_filmstrip(())
        view.resize(1200, height)
        view.show()
        qtbot.waitExposed(view)
        return view

    yield shown
    for view in alive:
        view.close()


@pytest.fixture
def hear() -> Callable[[TimelineView], Heard]:
    """Collect everything that a timeline asks for, as (signal's name, *values)."""

    def heard(view: TimelineView) -> Heard:
        calls: Heard = []
        for name in (
            "seek_requested",
            "boundary_move_requested",
            "phase_selected",
            "loop_requested",
            "rename_requested",
            "split_requested",
            "merge_requested",
            "delete_requested",
            "remark_requested",
            "problem_requested",
            "difference_requested",
            "tier_requested",
        ):
            getattr(view, name).connect(lambda *values, name=name: calls.append((name, *values)))
        return calls

    return heard


@pytest.fixture
def point() -> Callable[[TimelineView, Lane, int], QPoint]:
    """The pixel of a time in the middle of a lane."""

    def pixel(view: TimelineView, lane: Lane, t_ns: int) -> QPoint:
        row = view.row_of(lane)
        assert row is not None
        return QPoint(round(view.scale.x_of(t_ns)), row.y + row.height // 2)

    return pixel
