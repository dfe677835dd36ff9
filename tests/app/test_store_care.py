"""The label file is looked after while the window is open."""

from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QApplication

from app.store_care import StoreCare
from app.tasks import Tasks
from models.errors import StoreError
from models.storage.care_calls import NS_PER_DAY
from tests.support.catalogs import NOW_NS, Desk, episode


def test_each_day_has_its_copy_also_past_midnight(tmp_path: Path, qtbot, qapp: QApplication) -> None:
    ann, tasks = Desk(tmp_path, "ann"), Tasks()
    ann.label(episode())
    clock = [NOW_NS]
    care = StoreCare(store=ann.store, tasks=tasks, now_ns=lambda: clock[0])
    for day in (0, 0, 1, 1):
        clock[0] = NOW_NS + day * NS_PER_DAY
        care.look()
        qtbot.waitUntil(lambda: not tasks.busy)
    copies = {path.name for path in (tmp_path / "ann").rglob("*") if "labels" in path.name and path.is_file()}

    assert len([name for name in copies if any(c.isdigit() for c in name)]) >= 2
    tasks.close()
    ann.store.close()


def test_no_room_for_a_copy_is_told_and_nothing_else_happens(
    tmp_path: Path, qtbot, qapp: QApplication, monkeypatch: pytest.MonkeyPatch
) -> None:
    ann, tasks = Desk(tmp_path, "ann"), Tasks()
    ann.label(episode())

    def full(_: str) -> None:
        raise StoreError("There is no room")

    monkeypatch.setattr(ann.store, "make_copy", full)
    care = StoreCare(store=ann.store, tasks=tasks, now_ns=lambda: NOW_NS + 2 * NS_PER_DAY)
    said: list[Exception] = []
    care.told.connect(said.append)
    care.look()
    qtbot.waitUntil(lambda: bool(said))
    QCoreApplication.processEvents()

    assert [str(error) for error in said] == ["There is no room"]
    tasks.close()
    ann.store.close()
