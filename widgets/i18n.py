"""Every sentence that a person sees passes through ``tr``."""

from collections.abc import Mapping

from PySide6.QtCore import QCoreApplication

CONTEXT = "Rushes"


def tr(source: str, /, **values: object) -> str:
    """``source`` in the language of the window, with ``{name}`` places filled from ``values``."""
    text = QCoreApplication.translate(CONTEXT, source)
    return text.format(**values) if values else text


def tr_known(template: str, values: Mapping[str, object]) -> str:
    """A sentence whose template was written elsewhere: a ``KnownError``, a ``Missing``, a problem."""
    text = QCoreApplication.translate(CONTEXT, template)
    return text.format(**values) if values else text
