"""A camera's picture: exact pixels, honest age, and what stands where there is none."""

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QColor, QFontMetrics, QImage, QWheelEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.support.view_samples import MS, info, video_frame
from widgets.age import AgeState
from widgets.theme import ThemeName, apply_theme, digits, qcolour
from widgets.video_view import VideoView
from widgets.view_frame import LOADING_AFTER_MS
from widgets.view_header import HEADER_PX

PERIOD = 33 * MS


@pytest.fixture
def view(dark: QApplication, qtbot: QtBot) -> VideoView:
    made = VideoView()
    qtbot.addWidget(made)
    made.set_stream(info())
    made.resize(84, 48 + HEADER_PX)
    made.setMinimumSize(0, 0)
    made.resize(84, 48 + HEADER_PX)
    made.setVisible(True)
    return made


def picture(view: VideoView) -> QImage:
    return view.canvas.grab().toImage()


def wheel(view: VideoView, at: QPoint, notches: int) -> None:
    event = QWheelEvent(
        QPointF(at), QPointF(view.canvas.mapToGlobal(at)), QPoint(), QPoint(0, 120 * notches),
        Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(view.canvas, event)


def test_at_its_own_size_a_frame_is_drawn_pixel_by_pixel(view: VideoView) -> None:
    frame = video_frame(index=200)
    view.canvas.setFixedSize(84, 48)
    view.show_sample(frame, age_ns=0, period_ns=PERIOD)
    drawn = picture(view)
    left = (84 - 64) // 2
    for x, y in ((0, 0), (63, 47), (31, 20)):
        red, green, blue = (int(part) for part in frame.rgb[y, x])
        assert drawn.pixelColor(left + x, y) == QColor(red, green, blue)


def test_beside_the_picture_lies_the_ground_of_views(view: VideoView) -> None:
    view.canvas.setFixedSize(84, 48)
    view.show_sample(video_frame(), age_ns=0, period_ns=PERIOD)
    drawn = picture(view)
    assert drawn.pixelColor(2, 20) == qcolour("view")
    assert drawn.pixelColor(82, 20) == qcolour("view")


def test_in_the_light_theme_the_ground_beside_a_picture_stays_dark(
    view: VideoView, dark: QApplication
) -> None:
    view.canvas.setFixedSize(84, 48)
    view.show_sample(video_frame(), age_ns=0, period_ns=PERIOD)
    apply_theme(dark, ThemeName.LIGHT)
    assert picture(view).pixelColor(2, 20) == qcolour("hi")


def test_a_small_view_draws_the_mean_of_what_it_leaves_out(view: VideoView) -> None:
    frame = video_frame(640, 480)
    frame.rgb[:] = 0
    frame.rgb[:, ::4] = 200
    view.canvas.setFixedSize(80, 60)
    view.show_sample(frame, age_ns=0, period_ns=PERIOD)
    assert 40 <= picture(view).pixelColor(33, 30).red() <= 60


@pytest.mark.parametrize(
    ("age_ms", "state", "words"),
    [
        (7, AgeState.EXACT, "\u22127 ms"),
        (70, AgeState.STALE, "\u221270 ms"),
        (412, AgeState.LATE, "\u2212412 ms"),
    ],
)
def test_the_badge_says_how_old_the_frame_is(
    view: VideoView, age_ms: int, state: AgeState, words: str
) -> None:
    view.show_sample(video_frame(), age_ns=age_ms * MS, period_ns=PERIOD)
    assert view.age_state is state
    assert view.age_words == words


def test_a_frame_long_out_of_date_is_dimmed_and_framed(view: VideoView) -> None:
    frame = video_frame()
    frame.rgb[:] = 250
    view.canvas.setFixedSize(84, 48)
    view.show_sample(frame, age_ns=0, period_ns=PERIOD)
    assert picture(view).pixelColor(40, 20).red() == 250
    view.show_sample(frame, age_ns=400 * MS, period_ns=PERIOD)
    drawn = picture(view)
    assert drawn.pixelColor(40, 20).red() < 170
    assert qcolour("critical").rgb() in {drawn.pixel(x, 0) for x in range(84)}


def test_waiting_shows_a_line_but_only_after_a_moment(view: VideoView, qtbot: QtBot) -> None:
    view.show_sample(video_frame(), age_ns=50 * MS, period_ns=PERIOD, exact=False)
    assert view.age_state is AgeState.INEXACT
    assert not view.header.is_waiting
    qtbot.waitUntil(lambda: view.header.is_waiting, timeout=LOADING_AFTER_MS * 20)
    view.show_sample(video_frame(), age_ns=0, period_ns=PERIOD)
    assert not view.header.is_waiting
    assert view.age_state is AgeState.EXACT


def test_no_data_offers_the_next_sample_and_a_missing_stream_offers_nothing(
    view: VideoView, qtbot: QtBot
) -> None:
    view.show_no_data("No frame between 9.79 and 11.74 s")
    assert view.words == "No frame between 9.79 and 11.74 s"
    assert view.note.action
    with qtbot.waitSignal(view.next_sample_requested):
        view.note.action_requested.emit()
    view.set_stream(None)
    assert "no such stream" in view.words
    assert view.note.action == ""


def test_an_error_goes_when_a_frame_comes(view: VideoView) -> None:
    view.show_error("This frame is damaged", "The other views go on")
    assert view.words == "This frame is damaged"
    view.show_sample(video_frame(), age_ns=0, period_ns=PERIOD)
    assert view.words == ""


def test_the_wheel_enlarges_at_the_pointer_and_a_double_click_fits(view: VideoView, qtbot: QtBot) -> None:
    view.canvas.setFixedSize(84, 48)
    view.show_sample(video_frame(), age_ns=0, period_ns=PERIOD)
    at = QPoint(60, 30)
    before = view.canvas.pixel_at(QPointF(at))
    wheel(view, at, 6)
    assert view.canvas.fit.zoom > 3
    after = view.canvas.pixel_at(QPointF(at))
    assert before is not None
    assert after is not None
    assert abs(before[0] - after[0]) <= 1
    assert abs(before[1] - after[1]) <= 1
    qtbot.mouseDClick(view.canvas, Qt.MouseButton.LeftButton)
    assert view.canvas.fit.zoom == 1.0


def test_a_drag_moves_an_enlarged_picture(view: VideoView, qtbot: QtBot) -> None:
    view.canvas.setFixedSize(84, 48)
    view.show_sample(video_frame(), age_ns=0, period_ns=PERIOD)
    wheel(view, QPoint(42, 24), 6)
    centre = view.canvas.fit.centre_x
    qtbot.mousePress(view.canvas, Qt.MouseButton.LeftButton, pos=QPoint(40, 20))
    qtbot.mouseMove(view.canvas, QPoint(20, 20))
    qtbot.mouseRelease(view.canvas, Qt.MouseButton.LeftButton, pos=QPoint(20, 20))
    assert view.canvas.fit.centre_x > centre


def test_the_header_names_the_stream_and_keeps_its_full_name_as_a_tip(view: VideoView) -> None:
    assert view.header.accessibleName() == "Head"
    assert view.header.toolTip() == "/camera/head/color"


def test_the_buttons_make_room_for_the_words_that_a_picture_is_late(view: VideoView) -> None:
    view.setFixedSize(400, 200)
    view.show_sample(video_frame(index=3), age_ns=MS, period_ns=PERIOD)
    exact = view.close_button.mapTo(view, QPoint(view.close_button.width(), 0)).x()
    view.show_sample(None, age_ns=983 * MS, period_ns=PERIOD, exact=False)
    late = view.close_button.mapTo(view, QPoint(view.close_button.width(), 0)).x()
    room = QFontMetrics(digits(11)).horizontalAdvance(view.age_words)
    assert late < exact
    assert late <= view.width() - room
