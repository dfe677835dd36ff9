"""Pictures of the phase lane at its edges, compared with stored ones.

Words differ from machine to machine, so the strip in which they stand is left out, and a few pixels may differ.
``RUSHES_UPDATE_SNAPSHOTS=1`` writes the pictures anew; look at them before you commit them.
"""

import os
import random
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from models.phases import PhaseTrack
from models.review import State
from models.timebase import TimeRange
from tests.widgets.timeline.scenes import FOURTEEN, T0_NS, S, document, ten_seconds, track
from widgets import theme
from widgets.theme import ThemeName
from widgets.timeline import TimelineView
from widgets.timeline.layout import Lane

PICTURES = Path(__file__).parent / "snapshots"
WORDS = slice(10, 28)
GUTTER_PX = 116
WIDTH_PX = 640
TOLERANCE = 24
MOST_DIFFERENT = 0.004


def two_thousand() -> PhaseTrack:
    rng = random.Random(7)
    labels = [f"c{rng.randrange(12)}" for _ in range(2000)]
    return track([round(3.6 * S * rng.uniform(0.2, 1.8)) for _ in labels], labels)


def relabelled(phases: PhaseTrack) -> PhaseTrack:
    return track([p.duration_ns for p in phases.phases], [f"c{i}" for i in range(len(phases.phases))])


SCENES: dict[str, Callable[[], tuple[PhaseTrack, State]]] = {
    "slots": lambda: (track([S] * 14, [f"c{i}" for i in range(14)]), State.SUBMITTED),
    "one_pixel": lambda: (track([S // 50] * 500, [f"c{i % 12}" for i in range(500)]), State.SUBMITTED),
    "lone_sliver": lambda: (track([4 * S, 2_000_000, 4 * S], ["c3", "c4", "c5"]), State.SUBMITTED),
    "two_thousand": lambda: (two_thousand(), State.SUBMITTED),
    "empty": lambda: (PhaseTrack(TimeRange(T0_NS, T0_NS + 10 * S)), State.NEW),
    "tail": lambda: (relabelled(ten_seconds()), State.DRAFT),
    "selected": lambda: (relabelled(ten_seconds()), State.SUBMITTED),
}


def lane_picture(qtbot: QtBot, scene: str) -> QImage:
    phases, state = SCENES[scene]()
    view = TimelineView()
    qtbot.addWidget(view)
    view.set_document(document(phases, state), FOURTEEN)
    view.set_reached(T0_NS + 9 * S)
    view.resize(WIDTH_PX + GUTTER_PX, view.minimumSizeHint().height())
    if scene == "selected":
        view.set_selected(phases.phases[2].id)
    row = view.row_of(Lane.PHASES)
    assert row is not None
    picture = view.canvas.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
    return picture.copy(GUTTER_PX, row.y, WIDTH_PX, row.height)


def pixels(image: QImage) -> NDArray[np.int16]:
    """Shape (rows, columns, 3), without the strip of the words."""
    image = image.convertToFormat(QImage.Format.Format_RGB32)
    data = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.width(), 4)
    return np.delete(data[..., :3].astype(np.int16), WORDS, axis=0)


@pytest.mark.parametrize("name", list(ThemeName))
@pytest.mark.parametrize("scene", list(SCENES))
def test_the_phase_lane_looks_as_it_was_approved(
    qtbot: QtBot, qapp: QApplication, scene: str, name: ThemeName
) -> None:
    theme.apply_theme(qapp, name)
    picture = lane_picture(qtbot, scene)
    stored = PICTURES / f"{scene}_{name.value}.png"
    if os.environ.get("RUSHES_UPDATE_SNAPSHOTS"):
        assert picture.save(str(stored))
    assert stored.exists(), "write it with RUSHES_UPDATE_SNAPSHOTS=1"
    approved = QImage(str(stored))
    assert picture.size() == approved.size()
    different = (np.abs(pixels(picture) - pixels(approved)) > TOLERANCE).any(axis=2)
    assert different.mean() < MOST_DIFFERENT


def test_the_comparison_sees_a_moved_boundary(qtbot: QtBot) -> None:
    """Guards the tolerance: one boundary that moves by four pixels is too much."""
    before = pixels(lane_picture(qtbot, "slots"))
    moved = before.copy()
    boundary = 8 + (WIDTH_PX - 20) * 3 // 14
    moved[:, boundary : boundary + 4] = moved[:, boundary - 5 : boundary - 1]
    assert (np.abs(before - moved) > TOLERANCE).any(axis=2).mean() > MOST_DIFFERENT
