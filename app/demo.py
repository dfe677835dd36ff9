"""The demonstration: the sample episodes in a profile of their own; without a screen a scripted review of them.

The script presses the keys that a person would press, as an annotator and then as a lead, and leaves pictures of
the real window.
"""

import argparse
import json
import os
import shutil
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app.application import Application
from app.bootstrap import build
from app.cut_options import RESTING
from app.main_window import REVIEW
from app.paths import Places, places, resource
from app.profile import Who
from app.translations import Language
from app.window_entry import begin, report_bugs
from models.errors import KnownError
from models.review import Role, State
from widgets.theme import ThemeName, apply_theme

VIRTUAL = "RUSHES_VIRTUAL_DISPLAY"
PICTURES = Path("build", "demo")
EPISODE = "pick_can_success"
PATIENCE_S = 60
ANNOTATOR, LEAD = "lin", "wang"


class ScriptError(RuntimeError):
    """The window did not do what the script waited for."""


def run_demo(qapp: QApplication, chosen: argparse.Namespace) -> int:
    """Open the window on the sample episodes, or run the script where the display is a virtual one."""
    apply_theme(qapp, ThemeName.DARK)
    if os.environ.get(VIRTUAL):
        return run_script(PICTURES)
    where = Places(places(chosen.data_dir).data / "demo")
    who = Who(
        user=chosen.user or "demo",
        role=Role(chosen.role or Role.ANNOTATOR),
        where=where,
        catalog_url=where.embedded_catalog,
    )
    try:
        app = build(who=who, settings=RESTING, language=Language(resource("translations")))
    except KnownError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    report_bugs(where.logs, app.presenter.say_bug)
    app.window.resize(1600, 960)
    app.window.show()
    begin(app, resource("demo"))
    return qapp.exec()


def run_script(pictures: Path) -> int:
    """Label, submit, sync, approve, sync back; a picture at every station. 0 if all of it happened."""
    shutil.rmtree(pictures, ignore_errors=True)
    pictures.mkdir(parents=True)
    where = Places(pictures.absolute() / "data")
    try:
        with _window(where, ANNOTATOR, Role.ANNOTATOR) as app:
            _label(app, pictures)
        with _window(where, LEAD, Role.LEAD) as app:
            _approve(app, pictures)
        with _window(where, ANNOTATOR, Role.ANNOTATOR) as app:
            _see(app, pictures)
    except ScriptError as error:
        sys.stderr.write(f"The demonstration stopped: {error}\n")
        return 1
    shutil.rmtree(where.data, ignore_errors=True)
    sys.stdout.write(f"The demonstration ran; its pictures are in {pictures}\n")
    return 0


@contextmanager
def _window(where: Places, user: str, role: Role) -> Iterator[Application]:
    who = Who(user=user, role=role, where=where, catalog_url=where.embedded_catalog)
    app = build(who=who, settings=RESTING, language=Language(resource("translations")))
    app.window.resize(1920, 1080)
    app.window.show()
    begin(app, resource("demo"))
    try:
        yield app
    finally:
        app.window.close()
        app.window.deleteLater()
        app.deleteLater()


def _label(app: Application, pictures: Path) -> None:
    _open(app)
    taxonomy, player = app.services.taxonomy, app.services.player
    for label, start_ns in _truth():
        player.seek(start_ns)
        phase = taxonomy.phase(label)
        if phase is not None:
            _press(app, phase.key)
        if label == "transport":
            _settle(app)
            _shoot(app, pictures / "1-annotate.png")
    app.playhead.to_end()
    _press(app, "S")
    _settle(app)
    _shoot(app, pictures / "2-graded.png")
    _press(app, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    _wait(lambda: app.services.store.counts()[State.SUBMITTED] == 1, "the labels are submitted")
    _synced(app)


def _approve(app: Application, pictures: Path) -> None:
    _open(app)
    app.set_workspace(REVIEW)
    _synced(app)
    _wait(lambda: _state(app) is State.SUBMITTED, "the lead sees what was submitted")
    app.services.player.seek(_truth()[3][1])
    _press(app, "A")
    _settle(app)
    _shoot(app, pictures / "3-review.png")
    _press(app, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    _wait(lambda: app.services.store.counts()[State.APPROVED] == 1, "the labels are approved")
    _synced(app)


def _see(app: Application, pictures: Path) -> None:
    _open(app)
    _synced(app)
    _wait(lambda: _state(app) is State.APPROVED, "the annotator sees the approval")
    app.services.player.seek(_truth()[4][1])
    _settle(app)
    _shoot(app, pictures / "4-approved.png")
    app.set_language("zh_CN")
    app.window.resize(1366, 768)
    _settle(app)
    _shoot(app, pictures / "5-chinese-1366.png")
    app.set_language("en")
    app.window.resize(2560, 1440)
    app.set_theme(ThemeName.LIGHT)
    _settle(app)
    _shoot(app, pictures / "6-light-2560.png")
    app.set_theme(ThemeName.DARK)


def _open(app: Application) -> None:
    _wait(
        lambda: app.is_open() and not app.services.tasks.busy, "the episodes are listed and the first is open"
    )
    app.services.queue.open_first(EPISODE)
    _wait(lambda: _name(app) == EPISODE, "the episode is open")
    _settle(app)


def _name(app: Application) -> str:
    record = app.services.session.record
    return record.name if record is not None else ""


def _state(app: Application) -> State | None:
    document = app.services.session.document
    return document.state if document is not None else None


def _synced(app: Application) -> None:
    sync, store = app.services.sync, app.services.store
    sync.sync_now()
    _wait(lambda: not sync.running and store.pending_count() == 0, "everything is synced")


def _settle(app: Application) -> None:
    """Until every view shows its exact sample and what is read in the background is there."""
    QTest.qWait(50)
    _wait(
        lambda: app.services.player.is_settled and not app.services.tasks.busy, "every view shows its sample"
    )
    QTest.qWait(100)


def _press(
    app: Application, key: object, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier
) -> None:
    app.window.activateWindow()
    QTest.keyClick(app.window, key, modifier)  # type: ignore[call-overload]
    QTest.qWait(20)


def _wait(condition: Callable[[], bool], what: str) -> None:
    deadline_s = time.monotonic() + PATIENCE_S
    while not condition():
        if time.monotonic() > deadline_s:
            raise ScriptError(f"waited in vain until {what}")
        QTest.qWait(10)


def _shoot(app: Application, path: Path) -> None:
    picture = app.window.screen().grabWindow(app.window.winId())
    if not picture.save(str(path)):
        raise ScriptError(f"{path} could not be written")


def _truth() -> list[tuple[str, int]]:
    """Labels and starts of the phases, as the simulator wrote them beside the episode."""
    text = resource("demo", f"{EPISODE}.truth.json").read_text(encoding="utf-8")
    return [(phase["name"], phase["start_ns"]) for phase in json.loads(text)["phases"]][1:]
