"""The panel at the sync badge: what stands in it, how keys walk through it, and that it stays true while open."""

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QHBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from models.errors import CatalogLoginError, CatalogUnreachableError
from models.review import Role
from widgets.labels import Label
from widgets.sync_badge import Case, SyncBadge, SyncState, SyncView
from widgets.sync_panel import SyncPanel

MET = (Case("1", "ep_101", "lea", ""), Case("2", "ep_102", "bob, lea", ""))
REFUSED = (Case("3", "ep_103", "", "nobody reviews their own labels"),)
ASIDE = (Case("4", "ep_104", "lea", "", aside=True),)
WHERE = "labels.example:5432/rushes"
SILENT = CatalogUnreachableError("The catalog at {where} does not answer: {why}", where=WHERE, why="refused")
STRANGE = CatalogLoginError(
    "The catalog at {where} refuses the login {user}: the password or the name is wrong",
    where=WHERE,
    user="ann",
)
Opens = Callable[[SyncView], SyncPanel]


@pytest.fixture
def badge(dark: QApplication, qtbot: QtBot) -> Iterator[SyncBadge]:
    """In the corner of a window of an office PC."""
    window = QWidget()
    qtbot.addWidget(window)
    window.resize(1366, 768)
    row = QHBoxLayout(window)
    row.setAlignment(Qt.AlignmentFlag.AlignTop)
    row.addStretch(1)
    badge = SyncBadge()
    row.addWidget(badge)
    window.show()
    qtbot.waitExposed(window)
    yield badge
    window.close()


@pytest.fixture
def opens(badge: SyncBadge) -> Opens:
    def open_with(view: SyncView) -> SyncPanel:
        badge.show_state(view)
        panel = badge.open_panel()
        QApplication.processEvents()
        return panel

    return open_with


def said(panel: SyncPanel) -> list[str]:
    """Its sentences from top to bottom."""
    return [label.text() for label in panel.findChildren(Label) if not label.isHidden()]


def test_what_met_others_and_what_a_rule_refused_stand_apart(opens: Opens) -> None:
    panel = opens(SyncView(SyncState.CONFLICT, conflicts=2, refused=1, cases=(*REFUSED, *MET, *ASIDE)))

    assert [case.text().split(" · ")[0] for case in panel.cases] == ["ep_101", "ep_102", "ep_103", "ep_104"]
    assert panel.cases[2].text() == "ep_103 · nobody reviews their own labels"
    assert [words for words in said(panel) if words.endswith(":")] == [
        "Others were first; your edits are kept until you decide:",
        "A rule of the catalog refused these; your edits are kept:",
        "Kept aside:",
    ]


def test_offline_it_says_why_and_that_nothing_has_to_be_done(opens: Opens) -> None:
    panel = opens(SyncView(SyncState.OFFLINE, pending=1000, since="14:02", error=SILENT, catalog=WHERE))
    assert said(panel) == [
        "Offline since 14:02, edits are safe",
        f"The catalog at {WHERE} does not answer: refused",
        "1,000 edits wait here, safe on this machine.",
        "It is tried again by itself; go on working.",
    ]


def test_the_first_button_is_the_one_that_helps(opens: Opens, badge: SyncBadge, qtbot: QtBot) -> None:
    panel = opens(SyncView(SyncState.ERROR, pending=1, error=STRANGE))

    assert badge.text() == "Password needed"
    assert (panel.password.isVisible(), panel.sync.isVisible()) == (True, False)
    assert "1 edit waits here, safe on this machine." in said(panel)
    with qtbot.waitSignal(badge.password_requested):
        QTest.keyClick(panel.focusWidget(), Qt.Key.Key_Return)
    assert not panel.isVisible()


def test_a_file_says_that_it_enforces_no_roles_and_a_server_as_whom_it_knows_one(
    opens: Opens, badge: SyncBadge
) -> None:
    assert "The catalog knows you as QA lead" in said(
        opens(SyncView(SyncState.SYNCED, enforces_roles=True, role=Role.LEAD))
    )
    file = opens(SyncView(SyncState.SYNCED, enforces_roles=False))
    assert "This catalog is a file: it enforces no roles" in said(file)
    assert "enforces no roles" in badge.toolTip()


def test_many_entries_scroll_inside_and_the_buttons_stay_in_the_window(
    opens: Opens, badge: SyncBadge
) -> None:
    many = tuple(Case(str(n), f"ep_{n:03}", "lea", "") for n in range(80))
    panel = opens(SyncView(SyncState.CONFLICT, conflicts=80, cases=many))

    window = badge.window().geometry()
    assert panel.geometry().bottom() <= window.bottom()
    assert panel.catalog.mapToGlobal(panel.catalog.rect().bottomLeft()).y() <= window.bottom()
    assert "and 50 more" in said(panel)


def test_a_long_name_leaves_room_for_the_reason(opens: Opens) -> None:
    long = Case("1", "pick_can_success_2026-11-03_left_arm_take_014", "lea", "")
    panel = opens(SyncView(SyncState.CONFLICT, conflicts=1, cases=(long,)))

    assert panel.cases[0].text() == "pick_can_succe…t_arm_take_014 · first: lea"
    assert long.name in panel.cases[0].toolTip()
    assert panel.cases[0].width() >= panel.cases[0].sizeHint().width()


def test_it_is_walked_through_by_keys_alone(opens: Opens, badge: SyncBadge, qtbot: QtBot) -> None:
    panel = opens(SyncView(SyncState.CONFLICT, conflicts=2, cases=MET))
    assert panel.focusWidget() is panel.cases[0]

    QTest.keyClick(panel.focusWidget(), Qt.Key.Key_Down)
    assert panel.focusWidget() is panel.cases[1]
    QTest.keyClick(panel.focusWidget(), Qt.Key.Key_Down)
    assert panel.focusWidget() is panel.sync
    QTest.keyClick(panel.focusWidget(), Qt.Key.Key_End)
    assert panel.focusWidget() is panel.catalog
    QTest.keyClick(panel.focusWidget(), Qt.Key.Key_Down)
    assert panel.focusWidget() is panel.cases[0], "round and round"
    QTest.keyClick(panel.focusWidget(), Qt.Key.Key_Up)
    assert panel.focusWidget() is panel.catalog
    QTest.keyClick(panel.focusWidget(), Qt.Key.Key_Home)
    with qtbot.waitSignal(badge.case_requested) as asked:
        QTest.keyClick(panel.focusWidget(), Qt.Key.Key_Return)
    assert asked.args == ["1"]


def test_escape_closes_it(opens: Opens) -> None:
    panel = opens(SyncView(SyncState.SYNCED))
    QTest.keyClick(panel.focusWidget(), Qt.Key.Key_Escape)
    assert not panel.isVisible()


def test_it_stays_true_while_it_is_open(opens: Opens, badge: SyncBadge) -> None:
    panel = opens(SyncView(SyncState.CONFLICT, conflicts=2, cases=MET))
    QTest.keyClick(panel.focusWidget(), Qt.Key.Key_Down)

    badge.show_state(SyncView(SyncState.CONFLICT, conflicts=1, cases=MET[1:]))
    assert [case.text() for case in panel.cases] == ["ep_102 · first: bob, lea"]
    assert panel.focusWidget() is panel.cases[0]

    badge.show_state(SyncView(SyncState.SYNCED))
    assert said(panel) == ["Synced", "All that you did is in the catalog."]
    assert panel.focusWidget() is panel.sync


def test_the_badge_keeps_its_width_through_the_states_of_every_day(dark: QApplication, qtbot: QtBot) -> None:
    badge = SyncBadge()
    qtbot.addWidget(badge)
    widths = set()
    for view in (
        SyncView(SyncState.SYNCED),
        SyncView(SyncState.SYNCING),
        SyncView(SyncState.PENDING, pending=1),
        SyncView(SyncState.PENDING, pending=120),
    ):
        badge.show_state(view)
        widths.add(badge.sizeHint().width())
    assert len(widths) == 1
