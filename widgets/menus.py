"""Parts of menus that a menu itself does not have."""

from PySide6.QtWidgets import QMenu, QWidgetAction

from widgets.labels import Label


def add_heading(menu: QMenu, words: str) -> Label:
    """A line that cannot be chosen and is as readable as the others: it names what follows."""
    label = Label(words, role="mid", px=11, weight=600)
    label.setContentsMargins(8, 6, 24, 4)
    action = QWidgetAction(menu)
    action.setText(words)
    action.setDefaultWidget(label)
    action.setEnabled(False)
    menu.addAction(action)
    return label
