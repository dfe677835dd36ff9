"""What a look at a catalog and its server found, one finding a question."""

from dataclasses import dataclass
from enum import StrEnum


class Verdict(StrEnum):
    """FAILED makes the whole verdict negative; a WARNING is worth a hand; UNKNOWN could not be looked at."""

    OK = "ok"
    WARNING = "warning"
    FAILED = "failed"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Finding:
    """``message`` says what is and, where it is not right, what to do."""

    name: str
    verdict: Verdict
    message: str


def ok_or(verdict: Verdict, name: str, good: bool, fine: str, otherwise: str) -> Finding:
    """A finding with one sentence for each way it can be."""
    return Finding(name, Verdict.OK if good else verdict, fine if good else otherwise)
