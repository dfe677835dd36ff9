"""Every key and what it does, by group; F1."""

from itertools import groupby

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from widgets.button import Button, Role
from widgets.command_palette import PaletteLine
from widgets.dialog_size import open_within_screen
from widgets.i18n import tr
from widgets.keycap import KeyCap
from widgets.labels import Label
from widgets.scrolling import BAR_PX, Column, scrolling

_COLUMNS = 2


class HelpSheet(QDialog):
    """Takes the same lines as the command palette; those without a key are left out."""

    def __init__(self, lines: list[PaletteLine], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("All keys"))
        open_within_screen(self, 880, 600)
        close = Button(tr("Close"), key="Esc", role=Role.NORMAL)
        close.clicked.connect(self.accept)
        foot = QHBoxLayout()
        foot.addStretch(1)
        foot.addWidget(close)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(20, 16, 20, 16)
        whole.setSpacing(12)
        whole.addWidget(Label(tr("All keys"), px=16, weight=600))
        whole.addWidget(scrolling(_groups(lines)), 1)
        whole.addLayout(foot)


def _groups(lines: list[PaletteLine]) -> QWidget:
    inside = Column()
    row = QHBoxLayout(inside)
    row.setContentsMargins(0, 0, BAR_PX, 0)
    row.setSpacing(20)
    columns = [QVBoxLayout() for _ in range(_COLUMNS)]
    heights = [0] * _COLUMNS
    keyed = sorted((line for line in lines if line.key), key=lambda line: line.group)
    for group, members in groupby(keyed, key=lambda line: line.group):
        listed = list(members)
        shortest = heights.index(min(heights))
        columns[shortest].addLayout(_group(group, listed))
        heights[shortest] += len(listed) + 2
    for column in columns:
        column.setSpacing(18)
        column.addStretch(1)
        row.addLayout(column, 1)
    return inside


def _group(name: str, lines: list[PaletteLine]) -> QGridLayout:
    grid = QGridLayout()
    grid.setVerticalSpacing(6)
    grid.setColumnStretch(0, 1)
    grid.addWidget(Label(name, role="section"), 0, 0, 1, 2)
    for row, line in enumerate(lines, start=1):
        grid.addWidget(Label(line.title, wrap=True), row, 0)
        grid.addWidget(KeyCap(line.key), row, 1, Qt.AlignmentFlag.AlignRight)
    return grid
