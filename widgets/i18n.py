"""Every sentence that a person sees passes through ``tr``."""

from PySide6.QtCore import QCoreApplication

CONTEXT = "Rushes"


def tr(source: str, /, **values: object) -> str:
    """``source`` in the language of the window, with ``{name}`` places filled from ``values``."""
    text = QCoreApplication.translate(CONTEXT, source)
    return text.format(**values) if values else text
