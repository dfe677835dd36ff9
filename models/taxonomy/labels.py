"""The single words of a taxonomy: what may be said of a phase, a moment, an episode."""

from dataclasses import dataclass
from typing import Final

SEVERITIES: Final = ("minor", "major", "critical")
LEVELS: Final = 5


class Named:
    """What a taxonomy names in several languages; as text it is its English name."""

    __slots__ = ()
    code: str
    names: dict[str, str]

    def name(self, language: str = "en") -> str:
        """In ``language``, else in English, else the code."""
        return self.names.get(language) or self.names.get("en") or self.code

    def __str__(self) -> str:
        return self.name()


@dataclass(frozen=True, slots=True)
class PhaseLabel(Named):
    """``key`` is the digit that cuts, ``slot`` the place in the palette, ``names`` by language tag ("en", "zh_CN").

    ``colour`` is "#rrggbb", "" for the palette's own. ``successors`` are codes that may follow, empty for any.
    ``required`` holds what each phase of this label must have: "grade", "text" or "text_zh".
    """

    code: str
    key: str
    slot: int
    names: dict[str, str]
    colour: str = ""
    successors: tuple[str, ...] = ()
    required: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class GradeLabel(Named):
    """``code`` is success, partial or failure; ``needs_reason`` asks for at least one failure reason."""

    code: str
    key: str
    names: dict[str, str]
    needs_reason: bool = False


@dataclass(frozen=True, slots=True)
class Reason(Named):
    """Why an episode failed, cannot be used, or goes back; ``severity`` is minor, major or critical.

    ``group`` is the code of a ``ReasonGroup``, "" where reasons stand in no group.
    """

    code: str
    key: str
    names: dict[str, str]
    severity: str = "major"
    group: str = ""


@dataclass(frozen=True, slots=True)
class ReasonGroup(Named):
    """A heading over reasons; it is never given by itself."""

    code: str
    names: dict[str, str]


@dataclass(frozen=True, slots=True)
class ArmLabel(Named):
    """An arm with a lane of its own."""

    code: str
    names: dict[str, str]


@dataclass(frozen=True, slots=True)
class MarkLabel(Named):
    """Something that happens at a moment (``is_point``) or for a while; ``key`` may be empty."""

    code: str
    key: str
    slot: int
    names: dict[str, str]
    is_point: bool = False
    severity: str = "minor"


@dataclass(frozen=True, slots=True)
class MarkTier(Named):
    """A lane of marks, such as events or mistakes."""

    code: str
    names: dict[str, str]
    labels: tuple[MarkLabel, ...]


@dataclass(frozen=True, slots=True)
class Criterion(Named):
    """One line of the rubric, from 1 (worst) to ``levels``."""

    code: str
    names: dict[str, str]
    levels: int = LEVELS
