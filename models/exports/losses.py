"""What a format cannot hold, in sentences with numbers: the bound of what an export or an import changed."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

NS_PER_US = 1000


@dataclass(frozen=True, slots=True)
class Loss:
    """One sentence. ``n`` of ``of`` things are touched; ``largest_ns`` is how far the farthest boundary moves.

    ``what`` and ``where`` fill places of the template and may be empty.
    """

    template: str
    n: int = 1
    of: int = 0
    largest_ns: int = 0
    what: str = ""
    where: str = ""

    @property
    def values(self) -> dict[str, object]:
        """What fills the places; milliseconds are rounded up, so that the sentence is a bound."""
        return {
            "n": self.n,
            "of": self.of,
            "ms": ms_text(self.largest_ns),
            "what": self.what,
            "where": self.where,
        }

    def __str__(self) -> str:
        return self.template.format(**self.values)


@dataclass(frozen=True, slots=True)
class Losses:
    """All of an export or an import; falsy where nothing is lost."""

    items: tuple[Loss, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.items)

    def __add__(self, other: "Losses") -> "Losses":
        """Equal sentences become one with the sum of their numbers and the larger distance."""
        return losses_of((*self.items, *other.items))

    @property
    def moved(self) -> int:
        """How many boundaries move."""
        return sum(loss.n for loss in self.items if loss.largest_ns)

    @property
    def largest_ns(self) -> int:
        """How far the farthest boundary moves."""
        return max((loss.largest_ns for loss in self.items), default=0)

    @property
    def sentences(self) -> tuple[str, ...]:
        """In English."""
        return tuple(map(str, self.items))


NOTHING_LOST = Losses()


def losses_of(items: Iterable[Loss]) -> Losses:
    """Those that say something; equal sentences are put together."""
    found: dict[tuple[str, str, str], Loss] = {}
    for item in items:
        key = (item.template, item.what, item.where)
        before = found.get(key)
        if before is not None:
            largest_ns = max(before.largest_ns, item.largest_ns)
            found[key] = replace(before, n=before.n + item.n, of=before.of + item.of, largest_ns=largest_ns)
        elif item.n or item.of:
            found[key] = item
    return Losses(tuple(item for item in found.values() if item.n))


def ms_text(distance_ns: int) -> str:
    """Milliseconds with at most three digits after the point, never less than the distance."""
    distance_us = -(-distance_ns // NS_PER_US)
    return f"{distance_us / 1000:.3f}".rstrip("0").rstrip(".")
