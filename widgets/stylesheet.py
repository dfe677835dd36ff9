"""What the palette cannot say: radii, edges, scroll bars. One template, filled from the tokens of a theme.

Roles are dynamic properties: ``[role="primary"]`` on a button, ``[role="meta"]`` on a label.
"""

from dataclasses import fields
from string import Template
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from widgets.theme import Tokens

_WINDOWS = """
QMainWindow { background: $bg0; }
QMainWindow::separator { background: $bg0; width: 4px; height: 4px; }
QMainWindow::separator:hover { background: $accent; }
QSplitter::handle { background: $bg0; }
QDialog, QMessageBox { background: $bg1; }
QDockWidget { color: $hi; }
QDockWidget::title { background: $bg2; padding: 4px 8px; text-align: left; }
QToolTip { background: $bg4; color: $hi; border: 1px solid $line2; padding: 4px 8px; }
QStatusBar { background: $bg1; border: 0; }
QStatusBar::item { border: 0; }
QFrame[role="panel"], QWidget[role="panel"] { background: $bg1; }
QFrame[role="header"], QWidget[role="header"] { background: $bg1; border-bottom: 1px solid $line; }
QFrame[role="viewHeader"], QWidget[role="viewHeader"] { background: $bg2; }
QFrame[role="card"] { background: $bg4; border: 1px solid $line2; border-radius: 6px; }
QFrame[role="popover"] { background: $bg4; border: 1px solid $line2; }
QFrame[role="well"] { background: $bg0; border-radius: 6px; }
QFrame[role="notice"] { background: $bg3; border: 1px solid $line2; border-radius: 5px; }
QFrame[kind="success"] { background: $success_bg; border-color: $success; }
QFrame[kind="warning"] { background: $partial_bg; border-color: $warning; }
QFrame[kind="error"] { background: $failure_bg; border-color: $critical; }
QFrame[role="refusal"] { background: $failure_bg; border: 0; border-radius: 6px; }
QFrame[role="verdict"] { background: $bg3; border: 0; border-radius: 6px; }
QFrame[role="verdict"][state="approved"] { background: $success_bg; }
QFrame[role="verdict"][state="returned"] { background: $failure_bg; }
QFrame[role="divider"] { background: $line; border: 0; }
"""

_LABELS = """
QLabel { background: transparent; color: $hi; }
QLabel[role="title"] { font-weight: 600; }
QLabel[role="mid"] { color: $mid; }
QLabel[role="meta"] { color: $low; }
QLabel[role="section"] { color: $low; font-weight: 500; }
QLabel[role="warning"] { color: $warning; }
QLabel[role="critical"] { color: $critical; }
QLabel[role="success"] { color: $success; }
QLabel:disabled { color: $dis; }
"""

_BUTTONS = """
QPushButton { background: $bg3; color: $hi; border: 1px solid $line2; border-radius: 5px; padding: 0 12px;
  min-height: 26px; font-weight: 500; }
QPushButton:hover { background: $bg4; }
QPushButton:pressed { background: $bg2; }
QPushButton:checked { background: $accent_bg; color: $accent; border-color: $accent; }
QPushButton:disabled { background: $bg3; color: $dis; border-color: $line; }
QPushButton[role="primary"], QPushButton:default { background: $accent; color: $on_accent; border-color: $accent;
  font-weight: 600; }
QPushButton[role="primary"]:disabled { background: $bg3; color: $dis; border-color: $line2; }
QPushButton[role="danger"] { color: $failure; }
QPushButton[role="ghost"], QToolButton { background: transparent; border: 0; border-radius: 5px; padding: 3px;
  color: $mid; }
QPushButton[role="ghost"]:hover, QToolButton:hover { background: $bg3; color: $hi; }
QPushButton[role="ghost"]:pressed, QToolButton:pressed { background: $bg2; }
QToolButton:checked { background: $accent_bg; color: $accent; }
QToolButton:disabled { color: $dis; }
QToolButton::menu-indicator { image: none; }
QCheckBox, QRadioButton { spacing: 8px; color: $hi; background: transparent; }
"""

_INPUTS = """
QLineEdit, QPlainTextEdit, QTextEdit, QAbstractSpinBox { background: $bg2; color: $hi; border: 1px solid $ctl;
  border-radius: 5px; padding: 0 8px; min-height: 26px; selection-background-color: $accent_bg;
  selection-color: $hi; }
QPlainTextEdit, QTextEdit { padding: 4px 4px; }
QLineEdit:focus, QPlainTextEdit:focus, QTextEdit:focus, QAbstractSpinBox:focus { border-color: $accent; }
QLineEdit:disabled, QPlainTextEdit:disabled { color: $dis; border-color: $line2; background: $bg1; }
QLineEdit[role="quiet"] { border-color: $line2; padding: 0 2px; }
QLineEdit[role="quiet"]:focus { border-color: $accent; }
QLineEdit[role="bare"], QLineEdit[role="bare"]:focus { background: transparent; border: 0; padding: 0; }
QComboBox { min-height: 28px; max-height: 28px; color: $hi; padding: 0 0 0 8px; }
QComboBox QAbstractItemView { background: $bg4; border: 1px solid $line2; padding: 4px; color: $hi;
  selection-background-color: $accent_bg; selection-color: $hi; outline: 0; }
QComboBox QAbstractItemView::item { min-height: 26px; padding: 0 8px; border-radius: 4px; }
QAbstractSpinBox::up-button, QAbstractSpinBox::down-button { width: 0; border: 0; }
QSlider::groove:horizontal { background: $ctl; height: 2px; border-radius: 1px; }
QSlider::sub-page:horizontal { background: $accent; border-radius: 1px; }
QSlider::handle:horizontal { background: $hi; width: 12px; height: 12px; margin: -5px 0; border-radius: 6px; }
QProgressBar { background: $bg3; border: 0; border-radius: 2px; height: 4px; max-height: 4px; color: transparent; }
QProgressBar::chunk { background: $accent; border-radius: 2px; }
"""

_MENUS = """
QMenu { background: $bg4; color: $hi; border: 1px solid $line2; padding: 4px; }
QMenu::item { padding: 6px 24px 6px 8px; border-radius: 4px; background: transparent; }
QMenu::item:selected { background: $accent_bg; }
QMenu::item:disabled { color: $dis; }
QMenu QLabel:disabled { color: $mid; }
QMenu::separator { height: 1px; background: $line2; margin: 4px 4px; }
QMenu::icon { padding-left: 8px; }
QMenuBar { background: $bg1; color: $mid; }
QMenuBar::item:selected { background: $bg3; color: $hi; }
"""

_VIEWS = """
QAbstractItemView { background: $bg1; alternate-background-color: $bg1; color: $hi; border: 0; outline: 0;
  selection-background-color: $accent_bg; selection-color: $hi; }
QAbstractItemView[role="bare"] { background: transparent; }
QListView[role="suggestions"] { background: $bg4; border: 1px solid $line2; padding: 4px; }
QListView[role="suggestions"]::item { min-height: 22px; border-radius: 4px; }
QTreeView::item, QListView::item, QTableView::item { padding: 2px 8px; border: 0; }
QTreeView::item:hover, QListView::item:hover, QTableView::item:hover { background: $bg3; }
QTreeView::item:selected, QListView::item:selected, QTableView::item:selected { background: $accent_bg; color: $hi; }
QHeaderView { background: $bg1; border: 0; }
QHeaderView::section { background: $bg2; color: $low; border: 0; border-bottom: 1px solid $line; padding: 0 8px;
  min-height: 27px; }
QTableCornerButton::section { background: $bg2; border: 0; }
QTableView { gridline-color: $line; }
QTableView[role="numbers"]::item { padding: 0 4px; }
QTableView[role="numbers"] QHeaderView::section { padding: 0 4px; }
QScrollArea, QScrollArea > QWidget > QWidget { background: transparent; border: 0; }
QAbstractScrollArea::corner { background: transparent; }
QTabWidget::pane { border: 0; background: $bg1; }
QTabBar { background: $bg0; qproperty-drawBase: 0; }
QTabBar::tab { background: $bg0; color: $mid; border: 0; padding: 0 12px; height: 28px; }
QTabBar::tab:hover { color: $hi; }
QTabBar::tab:selected { background: $bg2; color: $hi; border-top-left-radius: 6px; border-top-right-radius: 6px; }
"""

_SCROLL_BARS = """
QScrollBar:vertical { background: transparent; width: 8px; margin: 0; border: 0; }
QScrollBar:horizontal { background: transparent; height: 8px; margin: 0; border: 0; }
QScrollBar::handle { background: $scroll; border-radius: 3px; margin: 1px; }
QScrollBar::handle:vertical { min-height: 28px; }
QScrollBar::handle:horizontal { min-width: 28px; }
QScrollBar::handle:hover { background: $ctl; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; border: 0; background: none; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }
"""

_TEMPLATE = Template(_WINDOWS + _LABELS + _BUTTONS + _INPUTS + _MENUS + _VIEWS + _SCROLL_BARS)


def build_stylesheet(of: "Tokens") -> str:
    """Style sheet for one theme. Scroll handles are bg4, or line2 where bg4 would vanish on the ground."""
    values = {field.name: getattr(of, field.name) for field in fields(of)}
    handle = of.line2 if of.bg4 == of.bg2 else of.bg4
    return _TEMPLATE.substitute(values, scroll=handle)
