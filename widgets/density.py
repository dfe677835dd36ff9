"""Heights and widths of the fixed parts, by the size of the window."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Density:
    """Logical pixels. ``compact`` holds under 800 px of height."""

    compact: bool
    row: int
    phase_row: int
    button: int
    primary: int
    segment: int
    view_header: int
    panel_header: int
    tab: int
    top_bar: int
    transport: int
    status: int
    queue: int
    panel: int
    gutter: int
    gap: int = 4


def density(height: int, width: int = 1920) -> Density:
    """Sizes for a window of that many logical pixels: compact under 800 high, wider panels from 2560."""
    compact = height < 800
    queue, panel, gutter = _widths(width)
    return Density(
        compact=compact,
        row=24 if compact else 28,
        phase_row=26 if compact else 30,
        button=28,
        primary=28 if compact else 32,
        segment=30 if compact else 34,
        view_header=24,
        panel_header=28,
        tab=24 if compact else 28,
        top_bar=36 if compact else 40,
        transport=40 if compact else 44,
        status=22 if compact else 24,
        queue=queue,
        panel=panel,
        gutter=gutter,
    )


def _widths(width: int) -> tuple[int, int, int]:
    if width < 1600:
        return 240, 264, 116
    return (280, 360, 200) if width >= 2560 else (240, 328, 168)
