"""The timeline as one widget: what ``LaneStack`` shows, and the wishes of the hand as signals."""

from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QContextMenuEvent, QFocusEvent, QHelpEvent, QKeyEvent, QMouseEvent, QWheelEvent
from PySide6.QtWidgets import QMenu, QToolTip, QWidget

from models.labelling.document import Document
from models.taxonomy import Taxonomy
from models.timebase import clock_text
from widgets.i18n import tr
from widgets.timeline import segment_menu
from widgets.timeline.canvas import forget_fonts
from widgets.timeline.hands import Hands
from widgets.timeline.lane_wishes import LaneWishes
from widgets.timeline.layout import Lane
from widgets.timeline.overlay import Marker
from widgets.timeline.tips import tip_at

_RESTYLED = frozenset(
    {
        QEvent.Type.PaletteChange,
        QEvent.Type.StyleChange,
        QEvent.Type.FontChange,
        QEvent.Type.LanguageChange,
    }
)
_BY_KEY = frozenset(
    {
        Qt.FocusReason.TabFocusReason,
        Qt.FocusReason.BacktabFocusReason,
        Qt.FocusReason.ShortcutFocusReason,
    }
)


class TimelineView(LaneWishes):
    """Events of mouse, wheel and keyboard become wishes; the wishes stand in ``LaneWishes``."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._hands = Hands(self)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._tell_readers()

    def set_document(
        self, document: Document, taxonomy: Taxonomy, language: str = "en", tier: str = ""
    ) -> None:
        """Phases, marks and remarks; names in ``language`` ("en", "zh_CN"). ``tier`` is the arm that keys cut."""
        super().set_document(document, taxonomy, language, tier)
        self._tell_readers()

    def set_selected(self, phase_id: str | None) -> None:
        """Outline a phase; no signal."""
        super().set_selected(phase_id)
        self._tell_readers()

    def is_held(self) -> bool:
        """While a button is down, the window stays where the hand has it."""
        return self._hands.busy

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take hold."""
        self.overlay.show_hover(Marker())
        if self._hands.press(event.position(), event.button()):
            self._show_cursor(event.position())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Drag, or hover."""
        if self._hands.busy:
            self._hands.move(event.position())
            return
        self._show_cursor(event.position())
        self._hover(event.position())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Let go."""
        self._hands.release(event.position())
        self._show_cursor(event.position())

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Loop a phase; in the overview show everything."""
        row = self.row_at(event.position().y())
        if row is None or event.button() is not Qt.MouseButton.LeftButton:
            return
        if row.lane is Lane.OVERVIEW:
            self.fit()
        index = self._phase_index_at(event.position())
        if index is not None:
            blocks = self.content.drawn
            self.loop_requested.emit(int(blocks.starts[index]), int(blocks.ends[index]))

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Zoom at the pointer, with Shift pan."""
        self._hands.wheel(event)
        event.accept()

    def leaveEvent(self, event: QEvent) -> None:
        """No hover line any more."""
        self.overlay.show_hover(Marker())
        super().leaveEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """The ring is for those who came by keyboard."""
        super().focusInEvent(event)
        self.overlay.show_focus(event.reason() in _BY_KEY)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """No ring."""
        super().focusOutEvent(event)
        self.overlay.show_focus(False)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape gives up the gesture; every other key belongs to the window."""
        if event.key() == Qt.Key.Key_Escape and self._hands.busy:
            self._hands.cancel()
            return
        event.ignore()

    def event(self, event: QEvent) -> bool:
        """Escape is ours while a button is down, whatever shortcuts the window has."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            if event.key() == Qt.Key.Key_Escape and self._hands.busy:
                event.accept()
                return True
        elif event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            self._show_tip(event)
            return True
        return super().event(event)

    def changeEvent(self, event: QEvent) -> None:
        """Another theme, font or language."""
        super().changeEvent(event)
        if event.type() in _RESTYLED:
            forget_fonts()
            self._relayout()
            self._tell_readers()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """The menu of the phase under the pointer; by key, of the selected one or the one at the playhead."""
        by_key = event.reason() is QContextMenuEvent.Reason.Keyboard
        index = self._phase_index_for_key() if by_key else self._phase_index_at(QPointF(event.pos()))
        if index is None or not self.editable or self.taxonomy is None:
            return
        self.select(self.content.drawn.ids[index])
        at = self._below_phase(index) if by_key else event.globalPos()
        self._menu_of(index, self.taxonomy).popup(at)

    def _menu_of(self, index: int, taxonomy: Taxonomy) -> QMenu:
        blocks = self.content.drawn
        phase_id = blocks.ids[index]
        here = int(blocks.starts[index]) < self.playhead_ns < int(blocks.ends[index])
        return segment_menu.build(
            self,
            segment_menu.Subject(
                label=blocks.labels[index].code,
                sentence=blocks.sentence(index),
                can_split=here,
                can_merge=index + 1 < len(blocks),
            ),
            taxonomy,
            blocks.language,
            segment_menu.Wishes(
                rename=lambda code: self.rename_requested.emit(phase_id, code),
                split=lambda: self.split_requested.emit(self.playhead_ns),
                merge=lambda: self.merge_requested.emit(phase_id),
                delete=lambda: self.delete_requested.emit(phase_id),
            ),
        )

    def _phase_index_at(self, at: QPointF) -> int | None:
        row = self.row_at(at.y())
        if row is None or row.lane is not Lane.PHASES or at.x() < self.plot_left:
            return None
        self.take_arm(row.index)
        return self.content.drawn.index_at(self.scale.time_at(at.x()))

    def _phase_index_for_key(self) -> int | None:
        blocks = self.content.drawn
        selected = blocks.index_of(self.content.selected)
        return blocks.index_at(self.playhead_ns) if selected is None else selected

    def _below_phase(self, index: int) -> QPoint:
        row = self.row_of(Lane.PHASES, self.content.chosen)
        x = min(max(self.scale.x_of(int(self.content.drawn.starts[index])), self.plot_left), self.width())
        return self.mapToGlobal(QPoint(int(x), 0 if row is None else row.bottom))

    def _hover(self, at: QPointF) -> None:
        t_ns = self.scale.time_at(at.x())
        inside = at.x() >= self.plot_left and self.sees(t_ns) and self.row_at(at.y()) is not None
        words = clock_text(t_ns - self.content.range.start_ns)
        self.overlay.show_hover(Marker(x=float(int(at.x())), words=words) if inside else Marker())

    def _show_cursor(self, at: QPointF) -> None:
        self.setCursor(self._hands.cursor_at(at))

    def _show_tip(self, event: QHelpEvent) -> None:
        row = self.row_at(event.pos().y())
        words = ""
        if row is not None:
            words = tip_at(self.content, self.canvas.frame(row), row, event.pos().x(), event.pos().y())
        QToolTip.showText(event.globalPos(), words, self)

    def _tell_readers(self) -> None:
        """Name and description for screen readers: the selected phase in words."""
        index = self.content.drawn.index_of(self.content.selected)
        self.setAccessibleName(tr("Timeline"))
        self.setAccessibleDescription("" if index is None else self.content.drawn.sentence(index))
