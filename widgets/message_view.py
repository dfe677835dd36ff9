"""Everything that has no picture: transforms, descriptions, calibrations, text."""

from collections.abc import Mapping
from typing import Any

from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QPlainTextEdit, QStackedWidget, QWidget

from models.episode import StreamInfo
from models.streams import Message, Sample, SignalSample
from widgets.i18n import tr
from widgets.message_tree import MessageTree
from widgets.stream_words import join_facts, rate_text
from widgets.theme import mono
from widgets.view_frame import ViewFrame

LONG_TEXT = 200
_MOST_LETTERS = 200_000


class MessageView(ViewFrame):
    """A tree of fields; a message that is nothing but a long text is shown as that text."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shown: Sample | None = None
        self.tree = MessageTree()
        self.text = QPlainTextEdit(readOnly=True)
        self.text.setFrameShape(QPlainTextEdit.Shape.NoFrame)
        self.text.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.text.setStyleSheet("QPlainTextEdit { border: 0; border-radius: 0; }")
        self.text.setFont(mono(12))
        self.text.setTabStopDistance(2 * QFontMetrics(mono(12)).horizontalAdvance(" "))
        self.pages = QStackedWidget()
        self.pages.addWidget(self.tree)
        self.pages.addWidget(self.text)
        self.set_content(self.pages)

    def set_stream(self, info: StreamInfo | None) -> None:
        """Whose messages."""
        self._shown = None
        self.tree.clear()
        self.text.clear()
        super().set_stream(info)

    def _facts(self, info: StreamInfo) -> tuple[str, ...]:
        counted = tr("{n} messages", n=f"{info.count:,}") if info.count > 1 else ""
        return join_facts(counted, rate_text(info.rate_hz))

    def _draw(self, sample: Sample) -> None:
        if sample is self._shown:
            return
        self._shown = sample
        fields = self._fields(sample)
        long_text = _only_text(fields)
        self.pages.setCurrentWidget(self.tree if long_text is None else self.text)
        if long_text is None:
            self.tree.set_message(fields)
        elif self.text.toPlainText() != long_text[:_MOST_LETTERS]:
            self.text.setPlainText(long_text[:_MOST_LETTERS])

    def _fields(self, sample: Sample) -> Mapping[str, Any]:
        if isinstance(sample, Message):
            return sample.fields
        if isinstance(sample, SignalSample) and self.info is not None:
            return dict(zip(self.info.channels, sample.values.tolist(), strict=False))
        return {}


def _only_text(fields: Mapping[str, Any]) -> str | None:
    values = list(fields.values())
    if len(values) == 1 and isinstance(values[0], str) and len(values[0]) > LONG_TEXT:
        return values[0]
    return None
