"""Closing the window while work waits: it says what stays here and holds nobody up."""

from pathlib import Path

import pytest
from PySide6.QtCore import QEventLoop, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app.paths import Places
from models.storage.label_store import LabelStore
from tests.support.data import DEMO
from tests.support.window import Person, sits_down
from widgets.farewell import Farewell

NOWHERE = "postgresql://ann@127.0.0.1:1/nowhere"


def closes(person: Person) -> list[str]:
    """The person closes the window in the middle of the program's loop; what is said then."""
    loop, said = QEventLoop(), []

    def close() -> None:
        person.window.close()
        for widget in QApplication.topLevelWidgets():
            if isinstance(widget, Farewell) and widget.isVisible():
                said.append(widget.words.text())
                widget.close()
        loop.quit()

    QTimer.singleShot(0, close)
    loop.exec()
    return said


@pytest.mark.parametrize(("keys", "said"), [(["1", "S"], ["2 edits stay on this machine."]), ([], [])])
def test_what_is_not_sent_is_named_and_the_window_goes(
    tmp_path: Path, qapp: QApplication, keys: list[str], said: list[str]
) -> None:
    with sits_down(Places(tmp_path), "ann", catalog_url=NOWHERE, path=DEMO) as ann:
        ann.wait(ann.app.is_open, "an episode is open")
        ann.press(*keys)
        sentences = closes(ann)
        assert [words.split(" They go")[0] for words in sentences] == said
        assert not ann.window.isVisible()


def test_on_this_machine_nothing_has_to_be_sent(tmp_path: Path, qapp: QApplication) -> None:
    with sits_down(Places(tmp_path), "ann", path=DEMO) as ann:
        ann.wait(ann.app.is_open, "an episode is open")
        ann.press("1")
        assert closes(ann) == []


def test_what_an_edit_still_had_to_show_ends_with_the_window(
    tmp_path: Path, qapp: QApplication, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Panels and list follow an edit by some turns; by then the store is closed."""
    read: list[str] = []
    monkeypatch.setattr(LabelStore, "row", lambda _store, episode_id: read.append(episode_id))
    with sits_down(Places(tmp_path), "ann", path=DEMO) as ann:
        ann.wait(ann.app.is_open, "an episode is open")
        ann.come_to_front()
        QTest.keyClick(ann.window.windowHandle(), Qt.Key.Key_1)
        assert ann.document.track.phases
        ann.window.close()
        read.clear()
        QTest.qWait(100)
    assert read == []
