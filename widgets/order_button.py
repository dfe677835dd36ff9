"""The order of the list, and the menu in which it is chosen."""

from functools import partial

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtWidgets import QMenu

from models.search import Order
from widgets.button import Button, Role
from widgets.i18n import tr
from widgets.printed_keys import with_key


class OrderButton(Button):
    """``chosen(Order)``; the tooltip says which order the list has."""

    chosen = Signal(object)

    def __init__(self) -> None:
        super().__init__(icon="arrow-down-wide-narrow", role=Role.GHOST, height=24)
        self.order = Order.NAME
        self.clicked.connect(self.open_menu)

    def set_order(self, order: Order) -> None:
        """The order that the list has now."""
        self.order = order
        self.set_ink("" if order is Order.NAME else "accent")
        self.retranslate()

    def retranslate(self) -> None:
        """Say it in the language of the window."""
        words = with_key(tr("Order: {order}", order=order_word(self.order)), "episode.order")
        self.setToolTip(words)
        self.setAccessibleName(words)

    def open_menu(self) -> QMenu:
        """Below the button; goes away when it is closed."""
        menu = QMenu(self)
        for order in Order:
            action = menu.addAction(order_word(order))
            action.setCheckable(True)
            action.setChecked(order is self.order)
            action.triggered.connect(partial(self._choose, order))
            if order is self.order:
                menu.setActiveAction(action)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(self.mapToGlobal(QPoint(0, self.height() + 4)))
        return menu

    def _choose(self, order: Order, _checked: bool = False) -> None:
        if order is not self.order:
            self.chosen.emit(order)


def order_word(order: Order) -> str:
    """What an order is called."""
    return {
        Order.NAME: tr("Name"),
        Order.RECORDED: tr("Newest first"),
        Order.LONGEST: tr("Longest first"),
        Order.STATE: tr("State"),
        Order.TASK: tr("Task"),
        Order.ANNOTATOR: tr("Annotator"),
        Order.UNSURE: tr("Least sure proposals first"),
    }[order]
