"""The button of the house: icon, words and key-cap in one, in the role that it plays."""

from enum import StrEnum

from PySide6.QtCore import QEvent, QPoint, QRect, QSize, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPaintEvent, QPixmap
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from widgets import icons
from widgets.fonts import advance
from widgets.keycap import KEYCAP_PX, keycap_width, paint_keycap
from widgets.painting import box, mix, text
from widgets.printed_keys import cap_of
from widgets.theme import font, qcolour, tokens

_GAP = 6
_TIGHT_GAP = 4
_WORDS_PX = 36
_WORDS_OF_SEGMENT_PX = 72


class Role(StrEnum):
    """PRIMARY once a panel; GHOST has no ground; TOGGLE, SEGMENT and TAB can be on; DANGER destroys."""

    PRIMARY = "primary"
    NORMAL = "normal"
    GHOST = "ghost"
    TOGGLE = "toggle"
    SEGMENT = "segment"
    TAB = "tab"
    DANGER = "danger"


_CHECKABLE = {Role.TOGGLE, Role.SEGMENT, Role.TAB}
_BARE = {Role.GHOST, Role.TAB}


class Button(QAbstractButton):
    """Painted from tokens. ``tone`` is the state (success, partial, failure) that a chosen segment takes;
    ``left`` aligns the contents there instead of in the middle. ``action`` prints the key that this action has, ``key``
    one that stays.

    A click never changes ``checked``: it is a wish, and the owner answers with ``setChecked``.
    """

    def __init__(
        self,
        words: str = "",
        *,
        icon: str = "",
        key: str = "",
        action: str = "",
        role: Role = Role.NORMAL,
        tone: str = "accent",
        height: int = 28,
        icon_size: int = 14,
        px: int = 12,
        left: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._icon, self._fixed_key, self._role, self._tone = icon, key, role, tone
        self._action = action
        self._height, self._icon_size = height, icon_size
        self._own_ink, self._px, self._left = "", px, left
        self._face = QPixmap()
        self._faced: tuple[object, ...] = ()
        self.setCheckable(role in _CHECKABLE)
        self.setText(words)
        self.setAccessibleName(words)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        shrinks = QSizePolicy.Policy.Preferred if role is Role.SEGMENT else QSizePolicy.Policy.Minimum
        self.setSizePolicy(shrinks, QSizePolicy.Policy.Fixed)

    def nextCheckState(self) -> None:
        """Left to the owner."""

    @property
    def _key(self) -> str:
        return self._fixed_key or cap_of(self._action)

    def changeEvent(self, event: QEvent) -> None:
        """Another language, or other keys."""
        if event.type() == QEvent.Type.LanguageChange and self._action:
            self.updateGeometry()
            self.update()
        super().changeEvent(event)

    @property
    def icon_name(self) -> str:
        """The icon, "" for none."""
        return self._icon

    def set_icon(self, name: str) -> None:
        """Another icon of the shipped set, "" for none."""
        if name == self._icon:
            return
        self._icon = name
        self.updateGeometry()
        self.update()

    def set_ink(self, token: str) -> None:
        """Another colour for icon and words, "" for that of the role."""
        if token == self._own_ink:
            return
        self._own_ink = token
        self.update()

    def set_key(self, key: str) -> None:
        """Another key-cap, "" for none."""
        if key == self._fixed_key:
            return
        self._fixed_key = key
        self.updateGeometry()
        self.update()

    def set_height(self, height: int) -> None:
        """Fixed height in pixels, by density."""
        self._height = height
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        """What its contents need, at the height of the density."""
        if self._icon and not self.text() and not self._key:
            return QSize(self._height, self._height)
        return QSize(self._content_width() + 20, self._height)

    def minimumSizeHint(self) -> QSize:
        """Long words may be cut, icon and key may not."""
        return QSize(self.least_width(icon=bool(self._icon)), self._height)

    def least_width(self, *, icon: bool) -> int:
        """The same in pixels, with an icon or without."""
        words = advance(self.text(), self._font())
        kept = min(words, _WORDS_OF_SEGMENT_PX if self._role is Role.SEGMENT else _WORDS_PX)
        return self._content_width(_TIGHT_GAP, icon=icon) - words + kept + 9

    def paintEvent(self, _event: QPaintEvent) -> None:
        """As it was painted last, unless it looks otherwise now: whatever opens above a button has all of it painted
        again, which costs far more than the place where it stands.
        """
        faced = self._facing()
        if faced != self._faced:
            self._face, self._faced = self._painted(), faced
        painter = QPainter(self)
        painter.drawPixmap(0, 0, self._face)

    def _facing(self) -> tuple[object, ...]:
        """All that the face depends on and that can change."""
        state = self.isEnabled(), self.isChecked(), self.isDown(), self.underMouse()
        shown = self.text(), self._icon, self._key, self._own_ink
        return self.width(), self.height(), self.devicePixelRatioF(), tokens().name, *state, *shown

    def _painted(self) -> QPixmap:
        dpr = self.devicePixelRatioF()
        face = QPixmap((self.size().toSizeF() * dpr).toSize())
        face.setDevicePixelRatio(dpr)
        face.fill(Qt.GlobalColor.transparent)
        with QPainter(face) as painter:
            self._paint(painter)
        return face

    def _paint(self, painter: QPainter) -> None:
        """Ground, icon, words, key."""
        fill, edge = self._ground()
        box(painter, self.rect(), fill=fill, edge=edge, radius=5)
        ink = self._ink()
        gap = _GAP if self._left or self._content_width() <= self.width() - 8 else _TIGHT_GAP
        x = 10 if self._left else max(4, (self.width() - self._content_width()) // 2)
        middle = self.height() // 2
        if self._icon:
            rect = QRect(x, middle - self._icon_size // 2, self._icon_size, self._icon_size)
            icons.paint(painter, self._icon, self._icon_ink(ink), rect)
            x += self._icon_size + gap
        if self.text():
            room = self.width() - x - 4 - (keycap_width(self._key) + gap if self._key else 0)
            x += text(painter, QRect(x, 0, room, self.height()), self.text(), self._font(), ink=ink) + gap
        if self._key:
            self._paint_key(painter, QPoint(x, middle - KEYCAP_PX // 2), ink)

    def _paint_key(self, painter: QPainter, where: QPoint, ink: str) -> None:
        filled = self._role is Role.PRIMARY and self.isEnabled()
        colour = ink if filled else ("mid" if self.isEnabled() else "dis")
        paint_keycap(painter, where, self._key, ink=colour, edge=ink if filled else "line2")

    def _font(self) -> QFont:
        return font(self._px, 600 if self._role is Role.PRIMARY else 500)

    def _content_width(self, gap: int = _GAP, *, icon: bool | None = None) -> int:
        parts = [
            self._icon_size if (self._icon if icon is None else icon) else 0,
            advance(self.text(), self._font()) if self.text() else 0,
            keycap_width(self._key) if self._key else 0,
        ]
        shown = [part for part in parts if part]
        return sum(shown) + gap * max(0, len(shown) - 1)

    def _ink(self) -> str:
        if not self.isEnabled():
            return "hi" if self._role is Role.SEGMENT and self.isChecked() else "dis"
        if self._own_ink:
            return self._own_ink
        if self._role is Role.PRIMARY:
            return "on_accent"
        if self._role is Role.DANGER:
            return "failure"
        if self._role is Role.TOGGLE and self.isChecked():
            return "accent"
        quiet = self._role in _BARE and not self.underMouse() and not self.isChecked()
        return "mid" if quiet else "hi"

    def _icon_ink(self, ink: str) -> str:
        return self._tone if self._role is Role.SEGMENT and (self.isEnabled() or self.isChecked()) else ink

    def _ground(self) -> tuple[QColor | None, QColor | None]:
        if self._role is Role.PRIMARY and self.isEnabled():
            return self._accent(), None
        if self._role is Role.TAB and self.isChecked():
            return qcolour("bg3" if tokens().name == "dark" else "bg2"), None
        if self.isChecked() and (self.isEnabled() or self._role is Role.SEGMENT):
            return qcolour(f"{self._tone}_bg"), qcolour(self._tone)
        if self._role in _BARE:
            level = "bg2" if self.isDown() else "bg3" if self.underMouse() and self.isEnabled() else None
            return (qcolour(level) if level else None), None
        level = "bg2" if self.isDown() else "bg4" if self.underMouse() and self.isEnabled() else "bg3"
        return qcolour(level), qcolour("line2")

    def _accent(self) -> QColor:
        base = qcolour("accent")
        if self.isDown():
            return mix(base, qcolour("bg0"), 0.2)
        return (
            mix(base, qcolour("hi" if tokens().name == "dark" else "bg0"), 0.15)
            if self.underMouse()
            else base
        )
