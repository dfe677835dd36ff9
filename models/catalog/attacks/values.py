"""What an attack is, and what came of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

NO_RIGHT = frozenset({"42501"})
"""PostgreSQL's state of what one has no right to."""


class Must(StrEnum):
    """What has to come of each try.

    REFUSED: an error with one of the states that were foreseen, not just any. NOTHING: refused, or no row and no value.
    HARMLESS: whatever it says, nothing changes and nothing secret is in it.
    """

    REFUSED = "refused"
    NOTHING = "nothing"
    HARMLESS = "harmless"


class End(StrEnum):
    """How a try ends: its transaction is taken back, is kept, or it cannot stand in one.

    What would destroy something if it were allowed is taken back: the suite may run where people work.
    """

    TAKEN_BACK = "taken back"
    KEPT = "kept"
    ALONE = "alone"


@dataclass(frozen=True, slots=True)
class Attack:
    """One intention. ``who`` is the part that the attacker plays, each of ``tries`` one or several statements.

    ``answers`` are those that a push may give, in place of ``must``.
    """

    name: str
    who: str
    tries: tuple[str, ...]
    must: Must = Must.REFUSED
    states: frozenset[str] = NO_RIGHT
    answers: frozenset[str] = frozenset()
    end: End = End.TAKEN_BACK


@dataclass(frozen=True, slots=True)
class Outcome:
    """``breach`` says what went through, "" where the catalog held."""

    name: str
    who: str
    how: str
    breach: str = ""


@dataclass(frozen=True, slots=True)
class Login:
    """Of a person who lives as long as the suite."""

    login: str
    password: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Episodes:
    """Those that the attacks are about, by id; all but ``foreign`` lie at the attackers' site.

    ``draft`` was begun by the annotator, ``submitted`` by the colleague, ``of_lead`` by the lead; ``held`` is held by
    the colleague, ``approved`` and ``withdrawn`` are.
    """

    draft: str
    submitted: str
    of_lead: str
    held: str
    approved: str
    withdrawn: str
    foreign: str


@dataclass(frozen=True, slots=True)
class Scene:
    """What is there to attack: two sites, people, episodes with their heads, and words that nobody may see.

    ``tables`` maps each table to its first column, ``partitions`` are those of all; ``open_functions`` may be called by
    everybody, ``functions`` are all with the types of their arguments.
    """

    site: str
    foreign_site: str
    site_id: int
    foreign_id: int
    people: Mapping[str, Login]
    episodes: Episodes
    heads: Mapping[str, str]
    secrets: tuple[str, ...]
    tables: Mapping[str, str]
    partitions: tuple[str, ...]
    functions: tuple[tuple[str, tuple[str, ...]], ...]
    open_functions: frozenset[str]
    superuser: str
    database: str
    schema_version: int
