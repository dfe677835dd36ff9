"""Command palette, keys, notifications, welcome, errors, and who works."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication, QWidget, QWidgetAction
from pytestqt.qtbot import QtBot

from models.review import Role
from models.taxonomy.colours import contrast
from widgets import skip_menu
from widgets.catalog_dialog import CatalogDialog
from widgets.command_palette import CommandPalette, PaletteLine, matching
from widgets.error_panel import ErrorPanel
from widgets.help_sheet import HelpSheet
from widgets.keycap import KeyCap
from widgets.labels import Label
from widgets.notification_strip import Notice, NoticeKind, NotificationStrip
from widgets.theme import tokens
from widgets.transport_bar import TransportBar
from widgets.user_dialog import Person, UserDialog
from widgets.welcome import RecentLine, Welcome

LEFT = Qt.MouseButton.LeftButton
LINES = [
    PaletteLine("play", "Play or pause", "Space", "Playback"),
    PaletteLine("approach", "Begin Approach", "1", "Phases"),
    PaletteLine("submit", "Submit and next", "Ctrl ↵", "Labels", enabled=False),
    PaletteLine("export", "Export labels", "", "Files"),
]


@pytest.fixture
def window(dark: QApplication, qtbot: QtBot) -> QWidget:
    made = QWidget()
    qtbot.addWidget(made)
    made.resize(1366, 768)
    made.show()
    return made


def test_every_word_narrows() -> None:
    assert [line.id for line in matching(LINES, "lab")] == ["submit", "export"]
    assert [line.id for line in matching(LINES, "lab exp")] == ["export"]
    assert [line.id for line in matching(LINES, "")] == [line.id for line in LINES]
    assert next(line.id for line in matching(LINES, "p")) == "play"


def test_type_and_enter_runs(window: QWidget, qtbot: QtBot) -> None:
    palette = CommandPalette(window)
    palette.open_with(LINES)
    qtbot.keyClicks(palette.search, "begin")
    with qtbot.waitSignal(palette.run_requested) as asked:
        qtbot.keyClick(palette.search, Qt.Key.Key_Return)
    assert asked.args == ["approach"]
    assert not palette.isVisible()


def test_arrows_move_and_a_disabled_command_does_not_run(window: QWidget, qtbot: QtBot) -> None:
    palette = CommandPalette(window)
    palette.open_with(LINES)
    for _ in range(2):
        qtbot.keyClick(palette.search, Qt.Key.Key_Down)
    with qtbot.assertNotEmitted(palette.run_requested):
        qtbot.keyClick(palette.search, Qt.Key.Key_Return)
    assert palette.isVisible()
    palette.close()


def test_every_key_is_on_the_sheet(window: QWidget) -> None:
    sheet = HelpSheet(LINES, window)
    assert len(sheet.findChildren(KeyCap)) == sum(bool(line.key) for line in LINES)


def test_an_error_stays_while_a_success_passes(window: QWidget, qtbot: QtBot) -> None:
    strip = NotificationStrip(window)
    strip.notify(Notice(NoticeKind.SUCCESS, "Submitted"))
    assert strip._timer.isActive()
    strip.notify(Notice(NoticeKind.ERROR, "The disk is full"))
    assert not strip._timer.isActive()
    strip.notify(Notice(NoticeKind.SUCCESS, "Submitted"))
    strip.notify(Notice(NoticeKind.WARNING, "The catalog does not answer"))
    assert strip.sentence.words() == "The disk is full"
    strip.close_notice()
    assert strip.sentence.words() == "The catalog does not answer"
    strip.close_notice()
    assert not strip.isVisible()
    assert len(strip.history()) == 4


def test_the_strip_offers_one_action_and_covers_no_time(window: QWidget, qtbot: QtBot) -> None:
    bar = TransportBar(window)
    bar.setGeometry(0, 0, 1366, 44)
    bar.show()
    strip = NotificationStrip()
    strip.float_over(bar, between=bar.notice_room())
    strip.notify(Notice(NoticeKind.ERROR, "Not sent", action="retry", action_words="Try again"))
    assert strip.x() > bar.time.geometry().right()
    with qtbot.waitSignal(strip.action_requested) as asked:
        qtbot.mouseClick(strip.action, LEFT)
    assert asked.args == ["retry"]


def test_a_long_sentence_leaves_the_buttons_free_and_is_read_whole_above(window: QWidget) -> None:
    bar = TransportBar(window)
    bar.setGeometry(0, 0, 1366, 44)
    bar.show()
    strip = NotificationStrip()
    strip.float_over(bar, between=bar.notice_room())
    short, long = Notice(NoticeKind.ERROR, "Not sent"), Notice(NoticeKind.ERROR, "The catalog fails. " * 20)
    strip.notify(short)
    assert not strip.more.isVisible()
    strip.close_notice()
    strip.notify(long)
    for width in (1366, 1920, 1366):
        bar.resize(width, 44)
        QApplication.processEvents()
        assert bar.time.geometry().right() < strip.x()
        assert strip.geometry().right() < bar.first.x()
    shown = strip.open_whole()
    assert shown is not None
    assert [label.text() for label in shown.findChildren(Label)] == [long.words]
    shown.close()


def test_the_welcome_offers_what_can_be_opened(dark: QApplication, qtbot: QtBot) -> None:
    welcome = Welcome()
    qtbot.addWidget(welcome)
    welcome.show_recent([RecentLine("/data/a.mcap", "a.mcap")])
    for button, signal in (
        (welcome.open, welcome.open_requested),
        (welcome.folder, welcome.folder_requested),
        (welcome.demo, welcome.demo_requested),
        (welcome.catalog, welcome.catalog_requested),
    ):
        with qtbot.waitSignal(signal):
            qtbot.mouseClick(button, LEFT)
    with qtbot.waitSignal(welcome.recent_requested) as asked:
        qtbot.mouseClick(welcome._lines[0], LEFT)
    assert asked.args == ["/data/a.mcap"]


def test_an_error_says_what_still_works(dark: QApplication, qtbot: QtBot) -> None:
    panel = ErrorPanel()
    qtbot.addWidget(panel)
    panel.setVisible(True)
    panel.show_error("Decoding stopped", "The other views go on.", details="NAL 7")
    assert panel.still_works.isVisible()
    assert not panel.action.isVisible()
    assert not panel.details.isVisible()
    qtbot.mouseClick(panel.more, LEFT)
    assert panel.details.isVisible()


def test_the_person_is_a_name_and_a_role(dark: QApplication, qtbot: QtBot) -> None:
    dialog = UserDialog([Person("ann", Role.ANNOTATOR), Person("mei", Role.LEAD)])
    qtbot.addWidget(dialog)
    qtbot.mouseClick(dialog.people[1], LEFT)
    assert dialog.person() == Person("mei", Role.LEAD)
    dialog.name.setText("   ")
    assert not dialog.start.isEnabled()
    dialog.name.setText(" zoe ")
    qtbot.mouseClick(dialog.roles[Role.ENGINEER], LEFT)
    with qtbot.waitSignal(dialog.accepted):
        qtbot.keyClick(dialog.name, Qt.Key.Key_Return)
    assert dialog.person() == Person("zoe", Role.ENGINEER)


def test_what_stands_there_is_not_said_twice(window: QWidget, qtbot: QtBot) -> None:
    strip = NotificationStrip(window)
    silent = Notice(NoticeKind.WARNING, "The catalog does not answer")
    strip.notify(silent)
    strip.notify(silent)
    strip.notify(Notice(NoticeKind.ERROR, "The disk is full"))
    strip.notify(silent)
    strip.notify(silent)
    assert [notice.words for notice in strip.history()] == [
        "The catalog does not answer",
        "The disk is full",
        "The catalog does not answer",
    ]
    strip.close_notice()
    strip.close_notice()
    assert not strip.isVisible(), "it waited once only"


def test_a_catalog_that_is_a_file_wants_no_password_and_says_what_it_does_not_enforce(
    dark: QApplication, qtbot: QtBot
) -> None:
    dialog = CatalogDialog(login="ann")
    qtbot.addWidget(dialog)
    dialog.show()
    height = dialog.height()
    assert "enforces no roles" in dialog.note.text()
    assert not dialog.password.isEnabled()

    dialog.place.setText("postgresql://labels.example/rushes")
    QApplication.processEvents()
    assert "enforces no roles" not in dialog.note.text()
    assert dialog.password.isEnabled()
    assert dialog.height() == height, "nothing moves"


@pytest.mark.parametrize("width", [680, 911, 960])
def test_a_narrow_bar_has_room_for_a_sentence_too(window: QWidget, width: int) -> None:
    bar = TransportBar(window)
    bar.set_frame(0, 700)
    bar.set_references(("head/color",), "head/color")
    bar.setGeometry(0, 0, width, 44)
    bar.show()
    strip = NotificationStrip()
    strip.float_over(bar, between=bar.notice_room())
    strip.notify(Notice(NoticeKind.WARNING, "A question is answered by a lead or an engineer"))
    QApplication.processEvents()
    assert strip.sentence.width() >= 60
    assert strip.geometry().right() < width
    assert not strip.geometry().intersects(bar.time.geometry())
    assert not strip.geometry().intersects(bar.play.geometry())


def test_a_heading_of_a_menu_is_read_like_its_lines_and_cannot_be_chosen(window: QWidget) -> None:
    menu = skip_menu.build(window, (), "en", skip=lambda _: None, refuse=lambda *_: None, can_refuse=True)
    headings = [action for action in menu.actions() if isinstance(action, QWidgetAction)]
    assert [one.text() for one in headings] == ["To the end of my queue", "Cannot judge", "Broken recording"]
    assert not any(one.isEnabled() for one in headings)
    menu.popup(QPoint(0, 0))
    picture = menu.grab(headings[0].defaultWidget().geometry()).toImage()
    inks = {picture.pixelColor(x, y).name() for x in range(picture.width()) for y in range(picture.height())}
    assert max(contrast(ink, tokens().bg4) for ink in inks) >= 4.5
    menu.close()
