"""What somebody looks for in the list of episodes: values, and the words in which a person writes them.

``task:pick robot:g1 site:sz1 @ann cup`` asks for episodes of a task, on a robot, from a site, labelled by ann, that
mention "cup"; ``is:question`` for those with a question for whoever looks. A value with spaces stands in quotation
marks: ``task:"pick up the can"``; ``@me`` is whoever looks.
"""

import re
from dataclasses import dataclass, replace
from enum import IntFlag, StrEnum
from typing import Any

from models.review import ANSWERING, Role, State

MINE = "me"


class Concern(IntFlag):
    """Why an episode concerns the person whose list it is: open questions to a lead or an engineer, open and answered
    ones of their own, edits of their own.
    """

    NONE = 0
    LEAD = 1
    ENGINEER = 2
    ASKED = 4
    ANSWERED = 8
    WORKED = 16


ABOUT = ("question", "answered", "asked", "mine")
"""What ``is:`` can ask for: questions for whoever looks, their own answered or open ones, what they worked on."""
_CONCERNS = {"answered": Concern.ANSWERED, "asked": Concern.ASKED, "mine": Concern.WORKED}


def concern_of(about: str, role: Role) -> Concern | None:
    """What one of ``ABOUT`` means to somebody, None for another word; who answers nothing sees what they asked."""
    if about != "question":
        return _CONCERNS.get(about)
    if role not in ANSWERING:
        return Concern.ASKED
    return {Role.LEAD: Concern.LEAD, Role.ENGINEER: Concern.ENGINEER}.get(
        role, Concern.LEAD | Concern.ENGINEER
    )


class Order(StrEnum):
    """In which the list stands; where two are equal by name, then by number.

    Newest and longest first; states as work goes on; people and tasks by their words, those without one last.
    The least sure proposals first, then what has none.
    """

    NAME = "name"
    RECORDED = "recorded"
    LONGEST = "longest"
    STATE = "state"
    TASK = "task"
    ANNOTATOR = "annotator"
    UNSURE = "unsure"


@dataclass(frozen=True, slots=True)
class Search:
    """Everything that is given must hold. ``text`` is looked for in name, task, robot and note, or is an id.

    ``about`` is one of ``ABOUT``, and ``role`` of whoever looks. ``order`` leaves nothing out.
    """

    state: State | None = None
    text: str = ""
    site: str = ""
    task: str = ""
    robot: str = ""
    annotator: str = ""
    about: str = ""
    role: Role = Role.ANNOTATOR
    order: Order = Order.NAME

    @property
    def narrows(self) -> bool:
        """Whether it leaves anything out."""
        return self != Search(order=self.order, role=self.role)

    def of(self, user: str, role: Role) -> "Search":
        """The same for the person who looks, with their name in the place of ``me``."""
        return replace(self, annotator=user if self.annotator == MINE else self.annotator, role=role)


FIELDS = ("task", "robot", "site", "annotator")
"""Those with a word of their own, in the order in which a window offers them."""

_WORD = re.compile(r'(?:(task|robot|site|by|is):|(@))(?:"([^"]*)"?|(\S*))|"([^"]*)"?|(\S+)')
_NAMES = {
    "task": "task",
    "robot": "robot",
    "site": "site",
    "by": "annotator",
    "@": "annotator",
    "is": "about",
}


def search_of(words: str, state: State | None = None, order: Order = Order.NAME) -> Search:
    """What the words of a search field ask for; of two words for the same the later holds."""
    found: dict[str, Any] = {}
    rest = []
    for match in _WORD.finditer(words):
        name = match[1] or match[2]
        value = match[3] if match[3] is not None else match[4] or ""
        if not name:
            rest.append(match[0] if match[5] is None else match[5])
        else:
            found[_NAMES[name]] = value
    return Search(state=state, order=order, text=" ".join(filter(None, rest)), **found)


def words_of(search: Search) -> str:
    """The words that ask for it, without its state and order."""
    parts = [written(name, getattr(search, name)) for name in (*FIELDS, "about") if getattr(search, name)]
    return " ".join([*parts, *([search.text] if search.text else [])])


def written(field: str, value: str) -> str:
    """The word that asks for a value of one of ``FIELDS``."""
    return _word({"annotator": "@", "about": "is:"}.get(field, f"{field}:"), value)


@dataclass(frozen=True, slots=True)
class WordAt:
    """A word of a search field from place ``start`` on; ``field`` is "" where it names none."""

    start: int
    field: str
    value: str


def words_at(words: str, cursor: int) -> list[WordAt]:
    """Words up to the cursor that may be one value, the nearest first: that of a field, else all plain ones."""
    found: list[WordAt] = []
    for match in reversed(list(_WORD.finditer(words[:cursor]))):
        name = match[1] or match[2]
        if name and (found or match.end() < cursor):
            break
        found.append(WordAt(match.start(), _NAMES[name] if name else "", match[3] or match[4] or ""))
        if name:
            break
    return found


def _word(mark: str, value: str) -> str:
    return f'{mark}"{value}"' if re.search(r"\s", value) else f"{mark}{value}"
