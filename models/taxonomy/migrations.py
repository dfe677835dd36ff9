"""Steps that bring labels from one version of a taxonomy to the next, as they stand in its file."""

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What a step is about."""

    PHASE = "phase"
    GRADE = "grade"
    REASON = "reason"
    RETURN_REASON = "return_reason"
    MARK = "mark"
    CRITERION = "criterion"
    ARM = "arm"


class Rule(StrEnum):
    """Which of the new codes a split label gets.

    ORDER: the first occurrence the first code, and so on, the rest the last one. LAST: the last occurrence the
    last code, all before it the first. ASK: it keeps its old code, and a person chooses.
    """

    ORDER = "order"
    LAST = "last"
    ASK = "ask"


@dataclass(frozen=True, slots=True)
class Rename:
    """``code`` is called ``into`` from version ``to`` on."""

    to: int
    kind: Kind
    code: str
    into: str


@dataclass(frozen=True, slots=True)
class Merge:
    """All of ``codes`` become ``into``; with ``join`` equal neighbours that come of it become one phase."""

    to: int
    kind: Kind
    codes: tuple[str, ...]
    into: str
    join: bool = False


@dataclass(frozen=True, slots=True)
class Split:
    """``code`` becomes one of ``into``, by ``rule``."""

    to: int
    kind: Kind
    code: str
    into: tuple[str, ...]
    rule: Rule = Rule.ASK


MigrationStep = Rename | Merge | Split


def old_codes(step: MigrationStep) -> tuple[str, ...]:
    """Codes that a step takes away."""
    return step.codes if isinstance(step, Merge) else (step.code,)


def new_codes(step: MigrationStep) -> tuple[str, ...]:
    """Codes that a step brings."""
    return step.into if isinstance(step, Split) else (step.into,)
