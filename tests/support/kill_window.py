"""A person in the real window who edits without end, for the kill loop."""

import hashlib
import importlib
import itertools
import random
import re
import sys
import time
from pathlib import Path

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app.application import Application
from app.bootstrap import build
from app.cut_options import RESTING
from app.paths import Places, resource
from app.profile import Who
from app.translations import Language
from app.window_entry import begin
from models.labelling.document import Document
from models.review import Role
from tests.support.kill_loop import Reporter
from widgets.theme import ThemeName, apply_theme

WARM = (
    "models.catalog.postgres", "pyqtgraph", "keyring", "models.readers.mcap_format", "models.readers.video_file",
    "models.readers.pointcloud", "widgets.phase_panel", "widgets.status_bar", "widgets.transport_bar",
)  # fmt: skip
"""What the window imports only when it is needed: each forked child would do so again."""
for _name in WARM:
    importlib.import_module(_name)
USER = "ann"
NOWHERE = "postgresql://ann@127.0.0.1:1/nowhere"
MOVES = ("Shift+Right", "Shift+Right", "Shift+Left", "Right", "Home", "Down", "Up")
EDITS = (*"123456" * 2, "Tab", "S", "P", "F", "Ctrl+Z", "Ctrl+Z", "Ctrl+Y", ",", ".", "X", "G", "Backspace")
OPENED_S = 60.0


def press_keys(reporter: Reporter, data: str) -> None:
    """Press key after key in the window on the first episode of the profile in ``data``.

    The receipt of an edit is its number as the status bar shows it, with the digest of the labels shown.
    """
    qapp = QApplication(sys.argv[:1])
    apply_theme(qapp, ThemeName.DARK)
    app = _window(Path(data))
    chance = random.Random(time.time_ns())
    shown = _saved_number(app)
    for number in itertools.count(1):
        _press(app, chance.choice(MOVES))
        key = chance.choice(EDITS)
        reporter.key(number)
        _press(app, key)
        if _saved_number(app) != shown:
            shown = _saved_number(app)
            document = app.services.session.document
            assert document is not None
            reporter.saved(f"{shown} {digest(document)}")


def digest(document: Document) -> str:
    """Tells labels apart."""
    return hashlib.sha256(repr(document).encode()).hexdigest()[:16]


def _window(data: Path) -> Application:
    who = Who(user=USER, role=Role.ANNOTATOR, where=Places(data), catalog_url=NOWHERE)
    app = build(who=who, settings=RESTING, language=Language(resource("translations")))
    app.window.resize(1366, 768)
    app.window.show()
    app.window.activateWindow()
    begin(app, None)
    deadline_s = time.monotonic() + OPENED_S
    while app.services.session.document is None:
        assert time.monotonic() < deadline_s, "the episode does not open"
        QTest.qWait(5)
    return app


def _press(app: Application, key: str) -> None:
    combination = QKeySequence(key)[0]
    focus = QApplication.focusWidget() or app.window
    QTest.keyClick(focus, combination.key(), combination.keyboardModifiers())
    QCoreApplication.processEvents()


def _saved_number(app: Application) -> int:
    """What the status bar says, 0 before the first edit of this window."""
    label = app.window.status.saved
    found = re.match(r"Edit (\d+) saved", label.text())
    return int(found[1]) if found and label.isVisible() else 0
