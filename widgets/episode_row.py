"""How one episode looks in the list: picture, name, length, task, and its state in a word."""

from dataclasses import dataclass

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from models.review import State
from models.timebase import NS_PER_S
from widgets import icons
from widgets.i18n import tr
from widgets.painting import RIGHT, advance, text
from widgets.states import grade_look, state_look, state_word
from widgets.theme import digits, font, qcolour

ROW_PX = 66
_THUMBNAIL = QSize(56, 42)


@dataclass(frozen=True, slots=True)
class EpisodeLine:
    """``pending`` edits wait for the catalog; ``detail`` follows the state's word ("5 of 8 phases")."""

    id: str
    name: str
    task: str
    duration_ns: int
    state: State
    grade: str = ""
    annotator: str = ""
    detail: str = ""
    pending: int = 0
    problem_count: int = 0


def duration_text(duration_ns: int) -> str:
    """``0:23``, ``1:02:03``."""
    seconds = round(duration_ns / NS_PER_S)
    minutes, seconds = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02d}:{seconds:02d}" if hours else f"{minutes}:{seconds:02d}"


class EpisodeRowDelegate(QStyledItemDelegate):
    """Paints ``EpisodeLine`` values; the current row has an accent bar and ground."""

    def sizeHint(self, _option: QStyleOptionViewItem, _index: QModelIndex | QPersistentModelIndex) -> QSize:
        """All rows are equally high."""
        return QSize(200, ROW_PX)

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Ground, picture, three lines."""
        line = index.data(Qt.ItemDataRole.UserRole)
        image = index.data(Qt.ItemDataRole.UserRole + 1)
        rect = option.rect
        painter.save()
        _paint_ground(painter, option)
        _paint_picture(painter, QRect(rect.x() + 10, rect.y() + 12, 56, 42), image)
        inner = QRect(rect.x() + 76, rect.y() + 8, rect.width() - 88, 17)
        _paint_lines(painter, inner, line)
        painter.restore()


def _paint_ground(painter: QPainter, option: QStyleOptionViewItem) -> None:
    rect = option.rect
    current = bool(option.state & QStyle.StateFlag.State_Selected)
    hover = bool(option.state & QStyle.StateFlag.State_MouseOver)
    painter.fillRect(rect, qcolour("accent_bg" if current else "bg2" if hover else "bg1"))
    painter.fillRect(QRect(rect.x(), rect.bottom(), rect.width(), 1), qcolour("line"))
    if current:
        painter.fillRect(QRect(rect.x(), rect.y(), 2, rect.height() - 1), qcolour("accent"))


def _paint_picture(painter: QPainter, rect: QRect, image: QImage | None) -> None:
    painter.fillRect(rect, qcolour("view"))
    if image is None or image.isNull():
        icons.paint(painter, "film", "low", QRect(rect.center().x() - 7, rect.center().y() - 7, 14, 14))
        return
    ratio = painter.device().devicePixelRatioF()
    fitted = image.scaled(
        _THUMBNAIL * ratio,
        Qt.AspectRatioMode.KeepAspectRatioByExpanding,
        Qt.TransformationMode.SmoothTransformation,
    )
    cut = QRect(0, 0, round(rect.width() * ratio), round(rect.height() * ratio))
    cut.moveCenter(fitted.rect().center())
    painter.drawImage(rect, fitted, cut)


def _paint_lines(painter: QPainter, first: QRect, line: EpisodeLine) -> None:
    length = duration_text(line.duration_ns)
    width = advance(length, digits(11)) + 2
    text(painter, first.adjusted(0, 0, -width - 6, 0), line.name, font(12, 600))
    text(painter, first, length, digits(11), ink="low", align=RIGHT)
    second = first.translated(0, 17)
    text(painter, second, line.task, font(11), ink="low")
    _paint_state(painter, first.translated(0, 34), line)


def _paint_state(painter: QPainter, rect: QRect, line: EpisodeLine) -> None:
    icon, tone = state_look(line.state)
    icons.paint(painter, icon, tone, QRect(rect.x(), rect.y() + 2, 12, 12))
    right = rect.right()
    for mark, ink, count in (
        ("triangle-alert", "warning", line.problem_count),
        ("arrow-up-down", "mid", line.pending),
    ):
        if count:
            right = _paint_count(painter, rect, right, mark=mark, ink=ink, count=count)
    if line.grade:
        mark, ink = grade_look(line.grade)
        right -= 14
        icons.paint(painter, mark, ink, QRect(right, rect.y() + 2, 12, 12))
    words = tr("{state} · {detail}", state=state_word(line.state), detail=line.detail) if line.detail else ""
    area = QRect(rect.x() + 17, rect.y(), right - rect.x() - 22, rect.height())
    text(painter, area, words or state_word(line.state), font(11), ink="mid" if tone == "low" else tone)


def _paint_count(painter: QPainter, rect: QRect, right: int, *, mark: str, ink: str, count: int) -> int:
    words = str(count)
    width = advance(words, digits(11)) + 1
    left = right - width - 15
    icons.paint(painter, mark, ink, QRect(left, rect.y() + 2, 12, 12))
    text(painter, QRect(left + 15, rect.y(), width, rect.height()), words, digits(11), ink=ink)
    return left - 4
