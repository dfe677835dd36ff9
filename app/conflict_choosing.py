"""What a person chose so far between the sides of a conflict, and which difference they look at. It shows nothing."""

from app.conflict_view import shown_differences
from models.labelling.document import Document
from models.labelling.merge import Difference, Kind, Merge, Side, carried, merged, undecided


class Choosing:
    """``laid`` is what is laid together, None where nothing can be; ``current`` the id of a difference, "" for none."""

    def __init__(self) -> None:
        self.laid: Merge | None = None
        self.current = ""
        self._choices: dict[str, Side] = {}

    @property
    def choices(self) -> dict[str, Side]:
        """By id of the difference."""
        return dict(self._choices)

    @property
    def differences(self) -> tuple[Difference, ...]:
        """Those that a person looks at."""
        return shown_differences(self.laid) if self.laid is not None else ()

    @property
    def undecided(self) -> tuple[Difference, ...]:
        """Those that nobody has decided about."""
        return undecided(self.laid, self._choices) if self.laid is not None else ()

    @property
    def result(self) -> Document | None:
        """The merged labels as chosen so far; None where nothing is laid."""
        return merged(self.laid, self._choices) if self.laid is not None else None

    def forget(self) -> None:
        """Nothing is chosen any more."""
        self.laid, self._choices = None, {}

    def lay(self, laid: Merge, before: Merge | None) -> bool:
        """Take up ``laid`` with the choices that still fit; whether theirs moved on since ``before``."""
        self.laid = laid
        moved = before is not None and before.theirs != laid.theirs
        if before is not None and before != laid:
            self._choices = carried(self._choices, before, laid)
        if laid.difference(self.current) is None:
            left = self.undecided or self.differences
            self.current = left[0].id if left else ""
        return moved

    def choose(self, difference_id: str, side: Side) -> bool:
        """Take a difference from a side; whether there is such a choice."""
        one = self.find(difference_id)
        if one is None or side not in one.options:
            return False
        self._choices[difference_id] = side
        self.current = difference_id
        return True

    def find(self, difference_id: str) -> Difference | None:
        """The difference of that id."""
        return self.laid.difference(difference_id) if self.laid is not None else None

    def at(self, t_ns: int) -> Difference | None:
        """Where readings of the phases differ at a moment."""
        return next((one for one in self.differences if _covers(one, t_ns)), None)

    def next_open(self) -> Difference | None:
        """Where to go after a choice: the next open one, None where the current one is open itself or none is left."""
        left = self.undecided
        return self._after(left) if left and self.current not in {one.id for one in left} else None

    def beside(self, count: int, *, only_open: bool = False) -> Difference | None:
        """The next difference (1) or the one before (-1), round the ends; among the open ones if there are any."""
        among = (self.undecided if only_open else ()) or self.differences
        if not among:
            return None
        ids = [one.id for one in among]
        if self.current in ids:
            return among[(ids.index(self.current) + count) % len(ids)]
        return self._after(among) if count > 0 else among[-1]

    def _after(self, among: tuple[Difference, ...]) -> Difference:
        """The first of ``among`` behind the current one in the list, else the first of all."""
        order = [one.id for one in self.differences]
        here = order.index(self.current) if self.current in order else -1
        return next((one for one in among if order.index(one.id) > here), among[0])


def _covers(one: Difference, t_ns: int) -> bool:
    return one.kind is Kind.PHASES and one.range is not None and one.range.contains(t_ns)
