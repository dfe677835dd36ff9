"""Where the movement of an episode begins and ends."""

from collections.abc import Sequence

from models.cutting_aids.evidence import Evidence, Kind
from models.timebase import TimeRange

_BEGINS = frozenset({Kind.MOVES, Kind.GRIP_MOVES})
_ENDS = frozenset({Kind.RESTS, Kind.GRIP_RESTS})


def movement(evidence: Sequence[Evidence], whole: TimeRange) -> TimeRange | None:
    """From where something first moves to where the last movement rests, None where the signals do not tell.

    An episode that begins or ends in the middle of a movement keeps that end of its own.
    """
    moving = [one for one in evidence if one.kind is not Kind.LOAD]
    if not moving:
        return None
    begins = moving[0].kind in _BEGINS
    ends = moving[-1].kind in _ENDS
    start_ns = moving[0].t_ns if begins else whole.start_ns
    end_ns = moving[-1].t_ns if ends else whole.end_ns
    return TimeRange(start_ns, end_ns) if (begins or ends) and start_ns < end_ns else None
