"""Fusion with the controls of the house where a style sheet cannot draw them, and its focus ring.

Colours come from the palette of the widget, so that one style object serves both themes.
"""

from PySide6.QtCore import QObject, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPalette, QPen
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QFocusFrame,
    QLineEdit,
    QListWidget,
    QPlainTextEdit,
    QProxyStyle,
    QStyle,
    QStyleOption,
    QStyleOptionComboBox,
    QStyleOptionComplex,
    QTableView,
    QTreeView,
    QWidget,
)

from widgets.svg import render

RING_PX = 2
RING_GAP_PX = 2
RING_RADIUS_PX = 7
_RINGED = (
    QAbstractButton,
    QAbstractSpinBox,
    QComboBox,
    QLineEdit,
    QListWidget,
    QPlainTextEdit,
    QTableView,
    QTreeView,
)
_CHECKED = {
    QStyle.PrimitiveElement.PE_IndicatorCheckBox,
    QStyle.PrimitiveElement.PE_IndicatorItemViewItemCheck,
}


class RushesStyle(QProxyStyle):
    """Combo boxes, check boxes and arrows in the visual language; no dotted focus rectangles."""

    def __init__(self) -> None:
        super().__init__("Fusion")

    def drawPrimitive(
        self,
        element: QStyle.PrimitiveElement,
        option: QStyleOption,
        painter: QPainter,
        widget: QWidget | None = None,
    ) -> None:
        """Check boxes are ours; the focus rectangle of Fusion is left out, see ``FocusRing``."""
        if element == QStyle.PrimitiveElement.PE_FrameFocusRect:
            return
        if element in _CHECKED:
            _draw_check(option, painter)
            return
        super().drawPrimitive(element, option, painter, widget)

    def drawControl(
        self,
        element: QStyle.ControlElement,
        option: QStyleOption,
        painter: QPainter,
        widget: QWidget | None = None,
    ) -> None:
        """The words of a combo box stand clear of its edge and are cut before its arrow."""
        if element == QStyle.ControlElement.CE_ComboBoxLabel and isinstance(option, QStyleOptionComboBox):
            _draw_combo_words(option, painter)
            return
        super().drawControl(element, option, painter, widget)

    def drawComplexControl(
        self,
        control: QStyle.ComplexControl,
        option: QStyleOptionComplex,
        painter: QPainter,
        widget: QWidget | None = None,
    ) -> None:
        """Combo boxes are ours."""
        if control == QStyle.ComplexControl.CC_ComboBox and not getattr(option, "editable", False):
            _draw_combo(option, painter)
            return
        super().drawComplexControl(control, option, painter, widget)


def _has(option: QStyleOption, flag: QStyle.StateFlag) -> bool:
    return bool(option.state & flag)


def _rounded(painter: QPainter, rect: QRect, fill: QColor, edge: QColor, radius: float) -> None:
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(fill)
    painter.setPen(QPen(edge, 1))
    painter.drawRoundedRect(QRectF(rect).adjusted(0.5, 0.5, -0.5, -0.5), radius, radius)
    painter.restore()


def _draw_combo(option: QStyleOptionComplex, painter: QPainter) -> None:
    palette, enabled = option.palette, _has(option, QStyle.StateFlag.State_Enabled)
    raised = enabled and _has(option, QStyle.StateFlag.State_MouseOver)
    fill = palette.color(QPalette.ColorRole.ToolTipBase if raised else QPalette.ColorRole.Button)
    _rounded(painter, option.rect, fill, palette.color(QPalette.ColorRole.Mid), 5)
    ink = palette.color(QPalette.ColorRole.ButtonText)
    arrow = render("chevron-down", ink.name(), 14, painter.device().devicePixelRatioF())
    painter.drawPixmap(option.rect.right() - 20, option.rect.center().y() - 6, arrow)


def _draw_combo_words(option: QStyleOptionComboBox, painter: QPainter) -> None:
    rect = option.rect.adjusted(9, 0, -24, 0)
    words = option.fontMetrics.elidedText(option.currentText, Qt.TextElideMode.ElideRight, rect.width())
    painter.setPen(option.palette.color(QPalette.ColorRole.ButtonText))
    painter.drawText(rect, int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft), words)


def _draw_check(option: QStyleOption, painter: QPainter) -> None:
    """Filled with a check, empty, or a line on the ground of an empty one: some of what is below are checked."""
    # A selected row has a palette of its own, made from its ground, in which the edge is lost.
    palette, role = QApplication.palette(), QPalette.ColorRole
    checked = _has(option, QStyle.StateFlag.State_On)
    partly = _has(option, QStyle.StateFlag.State_NoChange)
    fill = palette.color(role.Accent) if checked else palette.color(role.Base)
    edge = palette.color(role.Accent) if checked or partly else palette.color(role.Light)
    side = min(option.rect.width(), option.rect.height(), 16)
    rect = QRect(0, 0, side, side)
    rect.moveCenter(option.rect.center())
    _rounded(painter, rect, fill, edge, 3)
    if checked:
        ink = palette.color(role.BrightText).name()
        painter.drawPixmap(rect.x() + 2, rect.y() + 2, render("check", ink, side - 4, 1.0))
    elif partly:
        ink = palette.color(role.Accent).name()
        painter.drawPixmap(rect.x() + 2, rect.y() + 2, render("minus", ink, side - 4, 1.0))


class FocusRing(QFocusFrame):
    """A ring outside the widget that has the keyboard's focus."""

    def paintEvent(self, _event: QPaintEvent) -> None:
        """The accent of the palette on a transparent ground."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(self.palette().color(QPalette.ColorRole.Accent), RING_PX))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), RING_RADIUS_PX, RING_RADIUS_PX)


class FocusWatcher(QObject):
    """Moves one ring to the control that the keyboard reached; a click shows none."""

    def __init__(self, app: QApplication) -> None:
        super().__init__(app)
        self._ring: FocusRing | None = None
        app.focusChanged.connect(self._follow)

    def _follow(self, _old: QWidget | None, now: QWidget | None) -> None:
        if self._ring is not None:
            self._ring.hide()
            self._ring.deleteLater()
            self._ring = None
        if now is not None and _wants_ring(now):
            self._ring = FocusRing(now)
            self._ring.setWidget(now)


def _wants_ring(widget: QWidget) -> bool:
    by_keyboard = widget.window().testAttribute(Qt.WidgetAttribute.WA_KeyboardFocusChange)
    return by_keyboard and (isinstance(widget, _RINGED) or bool(widget.property("focusRing")))
