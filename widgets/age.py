"""How late a view is: the state and the words of the badge in its header."""

from enum import Enum

from models.timebase import NS_PER_MS, NS_PER_S
from widgets.i18n import tr

STALE_PERIODS = 1
LATE_PERIODS = 3
_MINUS = "\u2212"


class AgeState(Enum):
    """EXACT is under one period old, STALE up to three, LATE beyond; INEXACT is not the sample asked for, COARSE is a
    quick copy of it.
    """

    NONE = "none"
    EXACT = "exact"
    STALE = "stale"
    LATE = "late"
    INEXACT = "inexact"
    COARSE = "coarse"


def age_state(age_ns: int | None, period_ns: int | None, *, exact: bool = True) -> AgeState:
    """State of a sample ``age_ns`` old in a stream with a sample every ``period_ns`` (None or 0: unknown)."""
    if age_ns is None:
        return AgeState.NONE
    if not exact:
        return AgeState.INEXACT
    if not period_ns or age_ns <= STALE_PERIODS * period_ns:
        return AgeState.EXACT
    return AgeState.STALE if age_ns <= LATE_PERIODS * period_ns else AgeState.LATE


def age_text(age_ns: int) -> str:
    """Signed: a sample 7 ms before the playhead reads ``−7 ms``; seconds from one second on."""
    sign = _MINUS if age_ns > 0 else "+"
    size_ns = abs(age_ns)
    if size_ns < NS_PER_S:
        ms = size_ns // NS_PER_MS
        return tr("{sign}{ms} ms", sign=sign if ms else "", ms=ms)
    return tr(
        "{sign}{s} s",
        sign=sign,
        s=f"{size_ns / NS_PER_S:.2f}" if size_ns < 100 * NS_PER_S else size_ns // NS_PER_S,
    )


def badge_text(age_ns: int | None, *, exact: bool = True) -> str:
    """What the badge says."""
    if age_ns is None:
        return ""
    return age_text(age_ns) if exact else tr("late, {age}", age=age_text(age_ns))
