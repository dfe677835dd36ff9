"""How many points of a cloud are drawn while it moves, from how long drawing took."""

BUDGET_MS = 12.0
LEAST_POINTS = 5_000
_FIRST_GUESS_MS = 1e-4
_TRUST = 0.5
_KEPT_FROM, _KEPT_TO = 0.4, 1.1


class Detail:
    """Learns what a point costs, and chooses a stride that keeps a drawing within ``BUDGET_MS``.

    Strides are powers of two and are kept while they are about right, so that the picture does not flicker between
    two of them.
    """

    def __init__(self) -> None:
        self._ms_a_point = _FIRST_GUESS_MS
        self._stride = 1

    def took(self, points: int, ms: float) -> None:
        """A drawing of so many points took so long."""
        if points:
            # Few points say little of what one costs: the picture itself has to be cleared and coloured.
            found = ms / max(points, LEAST_POINTS)
            self._ms_a_point += _TRUST * (found - self._ms_a_point)

    @property
    def points(self) -> int:
        """How many fit into a drawing."""
        return max(LEAST_POINTS, int(BUDGET_MS / self._ms_a_point))

    def stride(self, count: int) -> int:
        """Every how manieth of ``count`` points to draw."""
        share = count / self._stride / self.points
        if not (share <= _KEPT_TO and (share >= _KEPT_FROM or self._stride == 1)):
            self._stride = 1
            while count > self._stride * self.points:
                self._stride *= 2
        return self._stride
