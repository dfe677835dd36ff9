"""Phases of a task and the taxonomy that names them.

A track is either empty or tiles its episode: the first phase starts with the episode, each ends where the
next begins, the last ends with the episode. Gaps and overlaps cannot be expressed.
"""

import tomllib
from bisect import bisect_right
from dataclasses import dataclass
from itertools import pairwise
from operator import attrgetter
from pathlib import Path

from models.errors import KnownError
from models.timebase import TimeRange


@dataclass(frozen=True, slots=True)
class Phase:
    """One half-open stretch ``[start_ns, end_ns)`` with the code of its label; ``id`` is a UUID text."""

    id: str
    label: str
    start_ns: int
    end_ns: int

    @property
    def duration_ns(self) -> int:
        """Length in nanoseconds."""
        return self.end_ns - self.start_ns


@dataclass(frozen=True, slots=True)
class PhaseTrack:
    """The phases of one episode in order.

    Raises:
        ValueError: the phases do not tile ``range``, or two share an id.
    """

    range: TimeRange
    phases: tuple[Phase, ...] = ()

    def __post_init__(self) -> None:
        if not self.phases:
            return
        if self.phases[0].start_ns != self.range.start_ns or self.phases[-1].end_ns != self.range.end_ns:
            raise ValueError("phases must begin and end with their episode")
        for left, right in pairwise(self.phases):
            if left.end_ns != right.start_ns:
                raise ValueError(f"phase {left.id} does not end where {right.id} begins")
        if any(phase.end_ns <= phase.start_ns for phase in self.phases):
            raise ValueError("a phase must last at least a nanosecond")
        if len({phase.id for phase in self.phases}) != len(self.phases):
            raise ValueError("two phases share an id")

    def index_at(self, t_ns: int) -> int | None:
        """Index of the phase at ``t_ns`` (the last one at the very end), None where there is none."""
        if not self.phases or not self.range.start_ns <= t_ns <= self.range.end_ns:
            return None
        return bisect_right(self.phases, t_ns, key=attrgetter("start_ns")) - 1

    def at(self, t_ns: int) -> Phase | None:
        """The phase at ``t_ns``."""
        index = self.index_at(t_ns)
        return None if index is None else self.phases[index]

    def index_of(self, phase_id: str) -> int | None:
        """Index of the phase with that id."""
        return next((i for i, phase in enumerate(self.phases) if phase.id == phase_id), None)

    @property
    def boundaries_ns(self) -> tuple[int, ...]:
        """Inner cuts: the starts of all phases but the first."""
        return tuple(phase.start_ns for phase in self.phases[1:])


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
    """``key`` is the digit that cuts, ``slot`` the place in the palette, ``names`` by language tag ("en", "zh_CN")."""

    code: str
    key: str
    slot: int
    names: dict[str, str]


@dataclass(frozen=True, slots=True)
class GradeLabel(Named):
    """``code`` is success, partial or failure; ``needs_reason`` asks for at least one failure reason."""

    code: str
    key: str
    names: dict[str, str]
    needs_reason: bool = False


@dataclass(frozen=True, slots=True)
class Reason(Named):
    """Why an episode failed, or why a lead sends it back; ``severity`` is minor, major or critical."""

    code: str
    key: str
    names: dict[str, str]
    severity: str = "major"


@dataclass(frozen=True, slots=True)
class Taxonomy:
    """What may be said about an episode; ``template`` is the expected order of phases, may be empty."""

    id: str
    version: int
    phases: tuple[PhaseLabel, ...]
    grades: tuple[GradeLabel, ...]
    failure_reasons: tuple[Reason, ...]
    return_reasons: tuple[Reason, ...]
    idle: str
    template: tuple[str, ...] = ()

    def phase(self, code: str) -> PhaseLabel | None:
        """The label of that code."""
        return next((label for label in self.phases if label.code == code), None)

    def phase_by_key(self, key: str) -> PhaseLabel | None:
        """The label that ``key`` cuts."""
        return next((label for label in self.phases if label.key == key), None)

    def reason(self, code: str) -> Reason | None:
        """The failure or return reason of that code."""
        return next((r for r in (*self.failure_reasons, *self.return_reasons) if r.code == code), None)

    def grade(self, code: str) -> GradeLabel | None:
        """The grade of that code."""
        return next((label for label in self.grades if label.code == code), None)

    def next_in_template(self, after: str | None, used: int) -> str | None:
        """Code expected after ``used`` phases of which the last is ``after``; None where the template ends."""
        if not self.template:
            return None
        if used < len(self.template) and (used == 0 or self.template[used - 1] == after):
            return self.template[used]
        if after in self.template[:-1]:
            return self.template[self.template.index(after) + 1]
        return None

    def next_at(self, track: PhaseTrack, t_ns: int) -> str | None:
        """What the template expects after the phase at ``t_ns``; on an empty track the first that is not idle.

        The first cut makes the idle time before it by itself.
        """
        index = track.index_at(t_ns)
        if index is None:
            return next((code for code in self.template if code != self.idle), None)
        return self.next_in_template(track.phases[index].label, index + 1)


def load_taxonomy(path: Path) -> Taxonomy:
    """Read a taxonomy from a TOML file, see ``resources/taxonomies``.

    Raises:
        KnownError: missing, not TOML, a field missing, a key or code used twice.
    """
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
        taxonomy = Taxonomy(
            id=data["id"],
            version=int(data["version"]),
            phases=tuple(
                PhaseLabel(p["code"], str(p["key"]), int(p["slot"]), dict(p["names"])) for p in data["phases"]
            ),
            grades=tuple(
                GradeLabel(g["code"], g["key"], dict(g["names"]), bool(g.get("needs_reason", False)))
                for g in data["grades"]
            ),
            failure_reasons=_reasons(data.get("failure_reasons", [])),
            return_reasons=_reasons(data.get("return_reasons", [])),
            idle=data["idle"],
            template=tuple(data.get("template", ())),
        )
    except OSError as error:
        raise KnownError(
            "The taxonomy {path} cannot be read: {why}", path=path, why=error.strerror
        ) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, TypeError, ValueError, AttributeError) as error:
        raise KnownError("The taxonomy {path} is no valid TOML: {why}", path=path, why=error) from error
    except KeyError as error:
        raise KnownError(
            "The taxonomy {path} lacks the field {field}", path=path, field=error.args[0]
        ) from error
    _refuse_contradictions(taxonomy, path)
    return taxonomy


def _reasons(rows: list[dict[str, object]]) -> tuple[Reason, ...]:
    return tuple(
        Reason(str(r["code"]), str(r["key"]), dict(r["names"]), str(r.get("severity", "major")))  # type: ignore[call-overload]
        for r in rows
    )


def _refuse_contradictions(taxonomy: Taxonomy, path: Path) -> None:
    codes = [label.code for label in taxonomy.phases]
    for what, values in (
        ("phase code", codes),
        ("phase key", [label.key for label in taxonomy.phases]),
        ("grade code", [label.code for label in taxonomy.grades]),
        ("grade key", [label.key for label in taxonomy.grades]),
        ("reason code", [label.code for label in taxonomy.failure_reasons]),
        ("reason key", [label.key for label in taxonomy.failure_reasons]),
        ("return reason code", [label.code for label in taxonomy.return_reasons]),
        ("return reason key", [label.key for label in taxonomy.return_reasons]),
    ):
        twice = next((value for value in values if values.count(value) > 1), None)
        if twice is not None:
            raise KnownError(
                "The taxonomy {path} uses the {what} {value} twice", path=path, what=what, value=twice
            )
    stranger = next((code for code in (taxonomy.idle, *taxonomy.template) if code not in codes), None)
    if stranger is not None:
        raise KnownError(
            "The taxonomy {path} names the phase {code} but does not define it", path=path, code=stranger
        )
