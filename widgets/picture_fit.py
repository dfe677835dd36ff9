"""Where a picture lies in a widget: fitted with its aspect kept, enlarged by a wheel, moved by a drag."""

from dataclasses import dataclass, replace

from PySide6.QtCore import QPointF, QRectF, QSize, QSizeF

MOST_ZOOM = 40.0


@dataclass(frozen=True, slots=True)
class PictureFit:
    """``zoom`` 1 fits the whole picture; ``centre_x`` and ``centre_y`` (0 to 1 of the picture) lie in mid widget."""

    zoom: float = 1.0
    centre_x: float = 0.5
    centre_y: float = 0.5

    def target(self, widget: QSize, picture: QSize) -> QRectF:
        """Rectangle of the whole picture in widget coordinates, on whole pixels while it is not enlarged."""
        scale = self.scale(widget, picture)
        size = QSizeF(picture.width() * scale, picture.height() * scale)
        if self.zoom == 1.0:
            width, height = max(1, round(size.width())), max(1, round(size.height()))
            return QRectF((widget.width() - width) // 2, (widget.height() - height) // 2, width, height)
        left = widget.width() / 2 - self.centre_x * size.width()
        top = widget.height() / 2 - self.centre_y * size.height()
        return QRectF(QPointF(left, top), size)

    def scale(self, widget: QSize, picture: QSize) -> float:
        """Widget pixels a picture pixel."""
        if picture.isEmpty():
            return 1.0
        return self.zoom * min(widget.width() / picture.width(), widget.height() / picture.height())

    def pixel_at(self, at: QPointF, widget: QSize, picture: QSize) -> tuple[int, int] | None:
        """Column and row of the picture's pixel under ``at``, None beside the picture."""
        target = self.target(widget, picture)
        if picture.isEmpty() or target.isEmpty():
            return None
        column = int((at.x() - target.x()) / target.width() * picture.width() // 1)
        row = int((at.y() - target.y()) / target.height() * picture.height() // 1)
        inside = 0 <= column < picture.width() and 0 <= row < picture.height()
        return (column, row) if inside else None

    def zoomed(self, factor: float, at: QPointF, widget: QSize, picture: QSize) -> "PictureFit":
        """Enlarged by ``factor`` so that what lies under ``at`` stays there; never smaller than fitted."""
        zoom = min(max(self.zoom * factor, 1.0), MOST_ZOOM)
        if zoom == 1.0 or picture.isEmpty():
            return PictureFit()
        before = self.target(widget, picture)
        u, v = (at.x() - before.x()) / before.width(), (at.y() - before.y()) / before.height()
        grown = replace(self, zoom=zoom)
        size = grown.scale(widget, picture)
        width, height = picture.width() * size, picture.height() * size
        return grown._kept_inside(
            u - (at.x() - widget.width() / 2) / width, v - (at.y() - widget.height() / 2) / height
        )

    def moved(self, by: QPointF, widget: QSize, picture: QSize) -> "PictureFit":
        """Shifted by a drag of ``by`` widget pixels; a fitted picture stays."""
        if self.zoom == 1.0 or picture.isEmpty():
            return self
        size = self.scale(widget, picture)
        return self._kept_inside(
            self.centre_x - by.x() / (picture.width() * size),
            self.centre_y - by.y() / (picture.height() * size),
        )

    def _kept_inside(self, x: float, y: float) -> "PictureFit":
        return replace(self, centre_x=min(max(x, 0.0), 1.0), centre_y=min(max(y, 0.0), 1.0))
