"""The keys on paper: as HTML, as PDF, or on a printer."""

from html import escape
from itertools import groupby

from PySide6.QtCore import QBuffer, QIODevice, QMarginsF
from PySide6.QtGui import QPageLayout, QPageSize, QPdfWriter, QTextDocument
from PySide6.QtWidgets import QWidget

from widgets.command_palette import PaletteLine

_STYLE = """
body { font-family: sans-serif; font-size: 9pt; color: black; background: white; }
h1 { font-size: 14pt; } h2 { font-size: 10pt; margin: 10px 0 2px 0; }
td { padding: 1px 12px 1px 0; } td.key { font-family: monospace; font-weight: bold; }
"""
_MARGIN_MM = 14.0


def html_of(lines: list[PaletteLine], title: str) -> str:
    """A table for each group."""
    parts = [f"<h1>{escape(title)}</h1>"]
    for group, members in groupby(sorted(lines, key=lambda line: line.group), key=lambda line: line.group):
        rows = "".join(
            f'<tr><td class="key">{escape(line.key)}</td><td>{escape(line.title)}</td></tr>'
            for line in members
        )
        parts.append(f"<h2>{escape(group)}</h2><table>{rows}</table>")
    head = f'<meta charset="utf-8"><title>{escape(title)}</title><style>{_STYLE}</style>'
    return f"<!DOCTYPE html><html><head>{head}</head><body>{''.join(parts)}</body></html>"


def pdf_of(html: str) -> bytes:
    """The same on pages of A4."""
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(buffer)
    writer.setPageLayout(
        QPageLayout(
            QPageSize(QPageSize.PageSizeId.A4),
            QPageLayout.Orientation.Portrait,
            QMarginsF(_MARGIN_MM, _MARGIN_MM, _MARGIN_MM, _MARGIN_MM),
            QPageLayout.Unit.Millimeter,
        )
    )
    _document(html).print_(writer)
    del writer
    return bytes(buffer.data().data())


def print_out(html: str, parent: QWidget) -> None:
    """Ask for a printer and print."""
    from PySide6.QtPrintSupport import QPrintDialog, QPrinter  # noqa: PLC0415 - most people never print

    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    dialog = QPrintDialog(printer, parent)
    if dialog.exec():
        _document(html).print_(printer)


def _document(html: str) -> QTextDocument:
    document = QTextDocument()
    document.setHtml(html)
    return document
