"""Walking the rows of a tree widget."""

from PySide6.QtWidgets import QTreeWidget, QTreeWidgetItem


def children(item: QTreeWidgetItem) -> list[QTreeWidgetItem]:
    """The rows one level below ``item``."""
    return [child for row in range(item.childCount()) if (child := item.child(row)) is not None]


def tops(tree: QTreeWidget) -> list[QTreeWidgetItem]:
    """The rows of the first level."""
    return children(tree.invisibleRootItem())
