"""How one episode looks in the list: picture, name, length, task, and its state in a word."""

from dataclasses import dataclass

from PySide6.QtCore import (
    QAbstractItemModel,
    QEvent,
    QModelIndex,
    QPersistentModelIndex,
    QPointF,
    QRect,
    QSize,
    Qt,
)
from PySide6.QtGui import QImage, QMouseEvent, QPainter, QPolygonF
from PySide6.QtWidgets import QAbstractItemView, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from models.review import State
from models.timebase import NS_PER_S
from widgets import icons
from widgets.fonts import advance
from widgets.i18n import tr
from widgets.painting import RIGHT, text
from widgets.states import grade_look, state_look, state_word
from widgets.theme import digits, font, qcolour

ROW_PX = 66
COMPARED_ICON = "columns-2"
_THUMBNAIL = QSize(56, 42)
_PICTURE = QRect(10, 12, 56, 42)
_SPARKLINE = QSize(56, 14)
_LEAST_STATE_PX = 70
_MARK_PX = 12


@dataclass(frozen=True, slots=True)
class EpisodeLine:
    """``pending`` edits wait for the catalog; ``detail`` follows the state's word ("5 of 8 phases").

    ``aside`` stands at the right of the task: by what the list is in order, where a row says it nowhere else.
    """

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
    aside: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class RowPreview:
    """``strip`` has ``pictures`` pictures side by side; a row shows the middle one, or what the pointer chooses.

    ``torque`` holds the least and the greatest of each stretch as shares of the whole span, from the start to the end.
    """

    strip: QImage
    pictures: int = 1
    torque: tuple[tuple[float, float], ...] = ()

    def picture(self, number: int) -> QImage:
        """One picture of the strip."""
        width = self.strip.width() // max(1, self.pictures)
        return self.strip.copy(width * number, 0, width, self.strip.height())


def duration_text(duration_ns: int) -> str:
    """``0:23``, ``1:02:03``."""
    seconds = round(duration_ns / NS_PER_S)
    minutes, seconds = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02d}:{seconds:02d}" if hours else f"{minutes}:{seconds:02d}"


class EpisodeRowDelegate(QStyledItemDelegate):
    """Paints ``EpisodeLine`` values, and bars where one is on its way; the current row has an accent bar and ground, a
    marked one a mark beside its task.

    The pointer over a picture chooses which of the strip is shown: from the start at the left to the end at the right.
    """

    def __init__(self, view: QAbstractItemView) -> None:
        super().__init__(view)
        self._view = view
        self._chosen: tuple[int, int] | None = None

    def editorEvent(
        self,
        event: QEvent,
        model: QAbstractItemModel,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> bool:
        """The pointer moves over a row."""
        if isinstance(event, QMouseEvent) and event.type() is QEvent.Type.MouseMove:
            preview = index.data(Qt.ItemDataRole.UserRole + 1)
            chosen = _chosen(preview, option.rect, event.position().x())
            before, self._chosen = self._chosen, None if chosen is None else (index.row(), chosen)
            if before != self._chosen:
                self._view.viewport().update(option.rect)
        return super().editorEvent(event, model, option, index)

    def sizeHint(self, _option: QStyleOptionViewItem, _index: QModelIndex | QPersistentModelIndex) -> QSize:
        """All rows are equally high."""
        return QSize(200, ROW_PX)

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Ground, picture, three lines."""
        line = index.data(Qt.ItemDataRole.UserRole)
        preview = index.data(Qt.ItemDataRole.UserRole + 1)
        rect = option.rect
        painter.save()
        _paint_ground(painter, option)
        if line is None:
            _paint_expected(painter, rect)
            painter.restore()
            return
        hover = bool(option.state & QStyle.StateFlag.State_MouseOver)
        chosen = self._chosen[1] if hover and self._chosen and self._chosen[0] == index.row() else None
        place = _PICTURE.translated(rect.topLeft())
        _paint_picture(painter, place, preview, chosen)
        inner = QRect(rect.x() + 76, rect.y() + 8, rect.width() - 88, 17)
        marked = bool(index.data(Qt.ItemDataRole.UserRole + 2))
        _paint_lines(painter, inner, line, () if preview is None else preview.torque, marked=marked)
        painter.restore()


def _paint_ground(painter: QPainter, option: QStyleOptionViewItem) -> None:
    rect = option.rect
    current = bool(option.state & QStyle.StateFlag.State_Selected)
    hover = bool(option.state & QStyle.StateFlag.State_MouseOver)
    painter.fillRect(rect, qcolour("accent_bg" if current else "bg2" if hover else "bg1"))
    painter.fillRect(QRect(rect.x(), rect.bottom(), rect.width(), 1), qcolour("line"))
    if current:
        painter.fillRect(QRect(rect.x(), rect.y(), 2, rect.height() - 1), qcolour("accent"))


def _paint_expected(painter: QPainter, row: QRect) -> None:
    """The place of a row whose words are on their way."""
    painter.fillRect(_PICTURE.translated(row.topLeft()), qcolour("view"))
    for y, share in ((13, 0.4), (30, 0.7), (47, 0.3)):
        painter.fillRect(row.x() + 76, row.y() + y, round((row.width() - 88) * share), 6, qcolour("bg3"))


def _chosen(preview: RowPreview | None, row: QRect, x: float) -> int | None:
    """The picture under the pointer, None beside the picture or where there is only one."""
    place = _PICTURE.translated(row.topLeft())
    if preview is None or preview.pictures < 2 or not place.left() <= x <= place.right():
        return None
    return min(preview.pictures - 1, int((x - place.left()) / place.width() * preview.pictures))


def _paint_picture(painter: QPainter, rect: QRect, preview: RowPreview | None, chosen: int | None) -> None:
    painter.fillRect(rect, qcolour("view"))
    if preview is None or preview.strip.isNull():
        icons.paint(painter, "film", "low", QRect(rect.center().x() - 7, rect.center().y() - 7, 14, 14))
        return
    ratio = painter.device().devicePixelRatioF()
    number = preview.pictures // 2 if chosen is None else chosen
    fitted = preview.picture(number).scaled(
        _THUMBNAIL * ratio,
        Qt.AspectRatioMode.KeepAspectRatioByExpanding,
        Qt.TransformationMode.SmoothTransformation,
    )
    cut = QRect(0, 0, round(rect.width() * ratio), round(rect.height() * ratio))
    cut.moveCenter(fitted.rect().center())
    painter.drawImage(rect, fitted, cut)
    if chosen is not None:
        share = rect.width() / preview.pictures
        left = rect.x() + round(chosen * share)
        painter.fillRect(QRect(left, rect.bottom() - 1, max(2, round(share)), 2), qcolour("accent"))


def _paint_torque(painter: QPainter, rect: QRect, torque: tuple[tuple[float, float], ...]) -> None:
    """The band between the least and the greatest torque; it stands on the rectangle's bottom."""
    step = rect.width() / max(1, len(torque) - 1)

    def at(place: int, share: float) -> QPointF:
        return QPointF(rect.x() + place * step, rect.bottom() - share * (rect.height() - 1))

    over = [at(place, high) for place, (_, high) in enumerate(torque)]
    under = [at(place, min(low, high - 0.08)) for place, (low, high) in enumerate(torque)]
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(qcolour("low"))
    painter.drawPolygon(QPolygonF([*over, *reversed(under)]))
    painter.restore()


def _paint_lines(
    painter: QPainter,
    first: QRect,
    line: EpisodeLine,
    torque: tuple[tuple[float, float], ...],
    *,
    marked: bool,
) -> None:
    length = duration_text(line.duration_ns)
    width = advance(length, digits(11)) + 2
    text(painter, first.adjusted(0, 0, -width - 6, 0), line.name, font(12, 600))
    text(painter, first, length, digits(11), ink="low", align=RIGHT)
    second = first.translated(0, 17)
    if marked:
        mark = QRect(second.right() + 1 - _MARK_PX, second.y() + 3, _MARK_PX, _MARK_PX)
        icons.paint(painter, COMPARED_ICON, "accent", mark)
        second.setRight(mark.left() - 6)
    if line.aside:
        width = min(advance(line.aside, digits(11)) + 2, second.width() // 2)
        place = second.adjusted(second.width() - width, 0, 0, 0)
        text(painter, place, line.aside, digits(11), ink="mid", align=RIGHT)
        second.setRight(second.right() - width - 6)
    text(painter, second, line.task, font(11), ink="low")
    _paint_state(painter, first.translated(0, 34), line, torque)


def _paint_state(
    painter: QPainter, rect: QRect, line: EpisodeLine, torque: tuple[tuple[float, float], ...]
) -> None:
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
    if len(torque) > 1 and right - rect.x() - _SPARKLINE.width() >= _LEAST_STATE_PX:
        right -= _SPARKLINE.width() + 4
        _paint_torque(
            painter, QRect(right + 4, rect.y() + 1, _SPARKLINE.width(), _SPARKLINE.height()), torque
        )
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
