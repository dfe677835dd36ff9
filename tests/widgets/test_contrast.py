"""The table of contrasts of the visual language, computed from the tokens."""

import pytest

from widgets.theme import DARK, LIGHT, Tokens
from widgets.timeline.phase_art import FADED
from widgets.timeline.proposal_lane import DONE, FILL

STATES = ("success", "partial", "failure")
TEXT, SHAPE = 4.5, 3.0


def luminance(rgb: str) -> float:
    """Relative luminance of WCAG 2."""
    channels = [int(rgb[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(first: str, second: str) -> float:
    high, low = sorted((luminance(first), luminance(second)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def test_black_on_white_is_21() -> None:
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)


@pytest.mark.parametrize("of", [DARK, LIGHT], ids=["dark", "light"])
@pytest.mark.parametrize(
    ("ink", "ground", "need"),
    [
        *((ink, ground, TEXT) for ink in ("hi", "mid") for ground in ("bg1", "bg2", "bg3", "bg4")),
        *(("low", ground, TEXT) for ground in ("bg1", "bg2", "bg3")),
        ("accent", "bg1", TEXT),
        ("on_accent", "accent", TEXT),
        *((state, "bg1", TEXT) for state in STATES),
        *((state, f"{state}_bg", TEXT) for state in STATES),
        ("warning", "partial_bg", TEXT),
        ("critical", "failure_bg", TEXT),
        *((tone, "bg1", TEXT) for tone in ("warning", "critical", "info")),
        ("hi", "accent_bg", TEXT),
        *(("ctl", ground, SHAPE) for ground in ("bg1", "bg2")),
        ("playhead", "halo", SHAPE),
    ],
)
def test_is_readable(of: Tokens, ink: str, ground: str, need: float) -> None:
    assert contrast(getattr(of, ink), getattr(of, ground)) >= need


@pytest.mark.parametrize("of", [DARK, LIGHT], ids=["dark", "light"])
def test_every_series_line_stands_out(of: Tokens) -> None:
    assert min(contrast(line, of.bg1) for line in of.series) >= SHAPE


@pytest.mark.parametrize("of", [DARK, LIGHT], ids=["dark", "light"])
def test_phases_stand_out_and_carry_their_ink(of: Tokens) -> None:
    for fill, ink in zip(of.phase_fills, of.phase_inks, strict=True):
        assert contrast(fill, of.bg1) >= SHAPE
        assert contrast(ink, fill) >= TEXT


def mixed(over: str, ground: str, share: float) -> str:
    """A colour laid over another one with that opacity."""
    pairs = ((int(over[i : i + 2], 16), int(ground[i : i + 2], 16)) for i in (1, 3, 5))
    return "#" + "".join(f"{round(share * top + (1 - share) * below):02X}" for top, below in pairs)


@pytest.mark.parametrize("of", [DARK, LIGHT], ids=["dark", "light"])
def test_what_is_pale_is_still_read(of: Tokens) -> None:
    for fill in of.phase_fills:
        assert contrast(of.hi, mixed(fill, of.bg1, FADED)) >= TEXT, "a reading that was not taken"
        assert contrast(of.low, mixed(fill, of.bg1, FILL * DONE)) >= TEXT, "a proposal that has its answer"
        assert contrast(of.mid, mixed(fill, of.bg1, FILL)) >= TEXT, "a proposal"
