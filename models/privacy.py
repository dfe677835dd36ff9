"""What law and consent ask of an episode: who may see it, until when, and which parts of its pictures nobody may."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from enum import StrEnum
from typing import Any

from models.review import Role
from models.timebase import TimeRange


class Flag(StrEnum):
    """NONE: nothing speaks of people. UNCHECKED: people may be on it, nobody has looked.

    CLEAR: somebody has. RESTRICTED: not for annotators.
    """

    NONE = ""
    UNCHECKED = "unchecked"
    CLEAR = "clear"
    RESTRICTED = "restricted"


class RegionState(StrEnum):
    """A finder proposes, a person confirms or rejects. Until then a proposal is blurred like what was confirmed."""

    PROPOSED = "proposed"
    CONFIRMED = "confirmed"
    REJECTED = "rejected"


@dataclass(frozen=True, slots=True)
class Region:
    """A rectangle in pixels of ``stream`` that is blurred from ``start_ns`` to before ``end_ns``.

    Without width and height it is the whole picture. ``kind`` is face, badge, screen or other; ``source`` is a user
    name or ``finder``.
    """

    id: str
    stream: str
    start_ns: int
    end_ns: int
    x: int = 0
    y: int = 0
    width: int = 0
    height: int = 0
    kind: str = "other"
    source: str = ""
    state: RegionState = RegionState.CONFIRMED

    def __post_init__(self) -> None:
        object.__setattr__(self, "state", RegionState(self.state))
        if self.end_ns <= self.start_ns or min(self.width, self.height) < 0:
            raise ValueError("a region needs some time, and no negative size")

    @property
    def is_whole(self) -> bool:
        """Whether all of the picture is meant."""
        return not (self.width and self.height)


@dataclass(frozen=True, slots=True)
class Privacy:
    """``consent`` and ``retention`` are notes; ``retain_until`` is a day, YYYY-MM-DD, or "".

    ``regions`` stand by (stream, start, id), in whatever order they are given. ``searched`` tells that a finder has
    looked for faces; before that, nothing is shown of what is UNCHECKED.
    """

    flag: Flag = Flag.NONE
    consent: str = ""
    retention: str = ""
    retain_until: str = ""
    regions: tuple[Region, ...] = ()
    searched: bool = False

    def __post_init__(self) -> None:
        ordered = tuple(sorted(self.regions, key=lambda each: (each.stream, each.start_ns, each.id)))
        if len({region.id for region in ordered}) != len(ordered):
            raise ValueError("two regions share an id")
        object.__setattr__(self, "regions", ordered)
        object.__setattr__(self, "flag", Flag(self.flag))

    def with_region(self, region: Region) -> "Privacy":
        """Add one, or put it in the place of the one with its id."""
        others = tuple(each for each in self.regions if each.id != region.id)
        return replace(self, regions=(*others, region))

    def settled(self, region_ids: frozenset[str], state: RegionState) -> "Privacy":
        """Confirm or reject some."""
        return replace(
            self,
            regions=tuple(replace(r, state=state) if r.id in region_ids else r for r in self.regions),
        )

    @property
    def hides_something(self) -> bool:
        """Whether there is anything that somebody may not see."""
        unseen = self.flag is Flag.RESTRICTED or (self.flag is Flag.UNCHECKED and not self.searched)
        return unseen or any(region.state is not RegionState.REJECTED for region in self.regions)

    def to_json(self) -> dict[str, Any]:
        """Plain values; empty for an episode of which nothing is known."""
        return {} if self == Privacy() else asdict(self)


NOTHING_SAID = Privacy()


def privacy_of(value: Mapping[str, Any]) -> Privacy:
    """From ``to_json``.

    Raises:
        ValueError, TypeError: it is none.
    """
    values = dict(value)
    regions = tuple(Region(**region) for region in values.pop("regions", ()))
    return Privacy(**values, regions=regions)


def effective(privacy: Privacy, recorded: str) -> Privacy:
    """What people said; where nobody said anything, what the recording itself says (``privacy`` of its attributes)."""
    if privacy.flag is not Flag.NONE or recorded not in set(Flag):
        return privacy
    return replace(privacy, flag=Flag(recorded))


@dataclass(frozen=True, slots=True)
class Veil:
    """What one person must not see of an episode.

    ``lifted`` shows a person who may look everything, for as long as they ask for it.
    """

    privacy: Privacy
    role: Role = Role.ANNOTATOR
    lifted: bool = False

    @property
    def may_look(self) -> bool:
        """Whether the role may see what is blurred."""
        return self.role is not Role.ANNOTATOR

    @property
    def hides_all(self) -> bool:
        """Whether whole pictures are blurred: restricted ones for annotators, unsearched ones for everybody."""
        if self.privacy.flag is Flag.RESTRICTED:
            return not self.may_look
        return self.privacy.flag is Flag.UNCHECKED and not self.privacy.searched

    def regions(self, stream: str, t_ns: int) -> tuple[Region, ...]:
        """What is to be blurred in the picture that is shown at ``t_ns``."""
        if self.lifted and self.may_look:
            return ()
        if self.hides_all:
            return (Region("all", stream, t_ns, t_ns + 1),)
        return tuple(
            region
            for region in self.privacy.regions
            if region.stream == stream
            and region.state is not RegionState.REJECTED
            and TimeRange(region.start_ns, region.end_ns).contains(t_ns)
        )

    def hides(self, stream: str, t_ns: int) -> bool:
        """Whether anything of that picture is blurred."""
        return bool(self.regions(stream, t_ns))


def for_export(privacy: Privacy) -> Veil:
    """Exports and evidence leave the house: blurred whoever makes them, restricted ones wholly."""
    return Veil(privacy, Role.ANNOTATOR)
