"""What a person's work comes to: episodes, active seconds, keys, and what became of what was proposed."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import ceil
from statistics import median

from models.effort import Effort
from models.review import DECIDING, Role

ALMOST_ALL = 0.9


class Verdict(StrEnum):
    """What a person made of a proposed phase: left as it was, moved or renamed, or cut otherwise."""

    KEPT = "kept"
    CHANGED = "changed"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Stay:
    """One stay at an episode; ``at_s`` is when it ended, in seconds since 1970, 0 where nobody noted it."""

    episode_id: str
    effort: Effort
    task: str = ""
    at_s: int = 0


@dataclass(frozen=True, slots=True)
class Answer:
    """What became of one proposed phase; ``method`` is the source that a phase of it has."""

    method: str
    label: str
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class Answered:
    """What became of all that was proposed for an episode, when its labels were handed over."""

    episode_id: str
    answers: tuple[Answer, ...]
    task: str = ""
    at_s: int = 0


@dataclass(frozen=True, slots=True)
class Tally:
    """Counts of verdicts."""

    kept: int = 0
    changed: int = 0
    refused: int = 0

    @property
    def count(self) -> int:
        """All of them."""
        return self.kept + self.changed + self.refused

    @property
    def share(self) -> float | None:
        """Of those that were kept as they were, None without any."""
        return self.kept / self.count if self.count else None


@dataclass(frozen=True, slots=True)
class Pace:
    """Over episodes, None without any: median and 90th percentile of active seconds, median of key strokes."""

    episodes: int
    median_s: float | None
    p90_s: float | None
    median_keys: float | None
    tally: Tally


@dataclass(frozen=True, slots=True)
class Figures:
    """The work of one person."""

    user: str
    stays: tuple[Stay, ...] = ()
    answered: tuple[Answered, ...] = ()

    def since(self, at_s: float) -> "Figures":
        """What ended at that time or later."""
        return self._where(lambda one: one.at_s >= at_s)

    def of_task(self, task: str) -> "Figures":
        """What belongs to a task."""
        return self._where(lambda one: one.task == task)

    def with_(self, other: "Figures") -> "Figures":
        """Both together; what stands in both counts once."""
        stays = dict.fromkeys((*self.stays, *other.stays))
        answered = dict.fromkeys((*self.answered, *other.answered))
        return Figures(self.user, tuple(stays), tuple(answered))

    @property
    def tasks(self) -> tuple[str, ...]:
        """In order of name."""
        found: tuple[Stay | Answered, ...] = (*self.stays, *self.answered)
        return tuple(sorted({one.task for one in found}))

    @property
    def pace(self) -> Pace:
        """All of it."""
        efforts = tuple(_by_episode(self.stays).values())
        seconds = sorted(effort.active_s for effort in efforts)
        return Pace(
            episodes=len(efforts),
            median_s=median(seconds) if seconds else None,
            p90_s=seconds[ceil(ALMOST_ALL * len(seconds)) - 1] if seconds else None,
            median_keys=median(effort.keys for effort in efforts) if efforts else None,
            tally=tally_of(self._answers()),
        )

    @property
    def tallies(self) -> dict[tuple[str, str], Tally]:
        """By method and label, those that were proposed most often first."""
        answers = self._answers()
        names = dict.fromkeys((one.method, one.label) for one in answers)
        found = {
            name: tally_of([one for one in answers if (one.method, one.label) == name]) for name in names
        }
        return dict(sorted(found.items(), key=lambda item: (-item[1].count, item[0])))

    def _answers(self) -> list[Answer]:
        """Of each episode those of the last time that it was handed over."""
        last = {one.episode_id: one for one in sorted(self.answered, key=lambda one: one.at_s)}
        return [answer for one in last.values() for answer in one.answers]

    def _where(self, fits: Callable[[Stay | Answered], bool]) -> "Figures":
        stays = tuple(one for one in self.stays if fits(one))
        return Figures(self.user, stays, tuple(one for one in self.answered if fits(one)))


def sees_others(role: Role) -> bool:
    """Whether somebody may see what others hand over."""
    return role in DECIDING


def tally_of(answers: Iterable[Answer]) -> Tally:
    """Counted."""
    verdicts = [answer.verdict for answer in answers]
    return Tally(*(verdicts.count(verdict) for verdict in Verdict))


def team(people: Sequence[Figures]) -> tuple[Figures, ...]:
    """One for each person, in order of name."""
    found: dict[str, Figures] = {}
    for one in people:
        found[one.user] = found[one.user].with_(one) if one.user in found else one
    return tuple(found[user] for user in sorted(found))


def _by_episode(stays: Iterable[Stay]) -> dict[str, Effort]:
    found: dict[str, Effort] = {}
    for stay in stays:
        found[stay.episode_id] = found.get(stay.episode_id, Effort()).plus(stay.effort)
    return found
