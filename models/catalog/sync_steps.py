"""What a sync asks of a catalog, one request a step, and what it tells in the end."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from models.catalog.gateway import Gateway
from models.catalog.rules import NO_RIGHT
from models.catalog.values import Hello
from models.episode import EpisodeRecord
from models.labelling.changes import ChangeSet
from models.review import Role
from models.storage.chain import seen
from models.storage.values import Answer, AnswerStatus, Lease, Page

PULL_MOST = 500
PART_CHANGES, PART_ANSWERS = 200, 12
PART_EPISODES = 10


@dataclass(frozen=True, slots=True)
class HelloRequest:
    """Who works here."""

    user: str
    role: Role
    device_id: str

    def send(self, gateway: Gateway) -> Hello:
        """Ask; raises what ``Gateway`` raises."""
        return gateway.hello(user=self.user, role=self.role, device_id=self.device_id)


@dataclass(frozen=True, slots=True)
class RegisterRequest:
    """Episodes of a site that the catalog may not know yet."""

    site: str
    episodes: tuple[EpisodeRecord, ...]

    def send(self, gateway: Gateway) -> int:
        """Ask; raises what ``Gateway`` raises."""
        return gateway.register(self.site, self.episodes)

    def parts(self, new: int) -> Iterator[tuple["RegisterRequest", int]]:
        """The answer to it, ``new`` episodes, in parts that can be written down one after the other."""
        for begin in range(0, len(self.episodes), PART_EPISODES):
            some = self.episodes[begin : begin + PART_EPISODES]
            yield replace(self, episodes=some), new if begin == 0 else 0


@dataclass(frozen=True, slots=True)
class PushRequest:
    """The oldest queued change-sets of a site, with the records of their episodes and the tokens of their leases."""

    site: str
    changesets: tuple[ChangeSet, ...]
    episodes: Mapping[str, EpisodeRecord]
    device_id: str = ""
    tokens: Mapping[str, int] = field(default_factory=dict)

    def send(self, gateway: Gateway) -> tuple[Answer, ...]:
        """Ask; raises what ``Gateway`` raises."""
        return gateway.push(
            self.site, self.changesets, self.episodes, device_id=self.device_id, tokens=self.tokens
        )

    def parts(self, answers: Sequence[Answer]) -> Iterator[tuple["PushRequest", tuple[Answer, ...]]]:
        """Answers to it that can be written down one after the other, of about ``PART_CHANGES`` at once.

        One part where they belong together: they do not fit to what was sent, or the site was taken away.
        """
        if len(answers) != len(self.changesets) or any((one.status, one.why) == NO_RIGHT for one in answers):
            yield self, tuple(answers)
            return
        begin = size = 0
        for end, changeset in enumerate(self.changesets):
            if size and (size + len(changeset.changes) > PART_CHANGES or end - begin >= PART_ANSWERS):
                yield replace(self, changesets=self.changesets[begin:end]), tuple(answers[begin:end])
                begin, size = end, 0
            size += len(changeset.changes)
        yield replace(self, changesets=self.changesets[begin:]), tuple(answers[begin:])


@dataclass(frozen=True, slots=True)
class TellRequest(PushRequest):
    """Work that was refused before the catalog was restored: it keeps it again, and refuses it again."""

    def send(self, gateway: Gateway) -> tuple[Answer, ...]:
        """Ask; raises what ``Gateway`` raises."""
        return gateway.push(
            self.site,
            self.changesets,
            self.episodes,
            device_id=self.device_id,
            tokens=self.tokens,
            told=True,
        )


@dataclass(frozen=True, slots=True)
class LeaseRequest:
    """Hold on to the episodes that one holds."""

    site: str
    episode_ids: tuple[str, ...]
    device_id: str

    def send(self, gateway: Gateway) -> tuple[Lease, ...]:
        """Ask; raises what ``Gateway`` raises."""
        return gateway.take_leases(self.site, self.episode_ids, device_id=self.device_id)


@dataclass(frozen=True, slots=True)
class PullRequest:
    """The log of a site from the cursor on."""

    site: str
    after: int
    chain: str
    limit: int = PULL_MOST

    def send(self, gateway: Gateway) -> Page:
        """Ask, and look at what came while no store waits; raises what ``Gateway`` raises."""
        page = gateway.pull(self.site, after=self.after, chain=self.chain, limit=self.limit)
        return replace(page, entries=tuple(map(seen, page.entries)))


Request = HelloRequest | RegisterRequest | PushRequest | TellRequest | LeaseRequest | PullRequest
Result = Hello | int | tuple[Answer, ...] | tuple[Lease, ...] | Page


@dataclass(frozen=True, slots=True)
class SyncReport:
    """What came of a run so far.

    ``pushed`` change-sets were applied by the catalog; ``conflicts``, ``forbidden`` (locked ones too) and
    ``rejected`` (malformed, or an id used twice) were refused by it; ``waiting`` still want their parent. ``pulled``
    change-sets were new here, ``registered`` episodes new there, ``withdrawn`` episodes are gone. ``reoffered``
    change-sets were sent once more because the catalog was restored from a backup; the labels of the sites
    ``mended`` did not agree with the catalog and were fetched anew. ``touched`` are the episodes whose labels changed,
    ``head`` counts all entries of the catalog's logs that one may see. ``stuck`` are names of episodes of which the
    catalog holds what this program cannot put onto its labels. ``is_behind``: a standby answered that has not yet what
    was taken here already.
    """

    pushed: int = 0
    pulled: int = 0
    conflicts: int = 0
    forbidden: int = 0
    rejected: int = 0
    waiting: int = 0
    registered: int = 0
    reoffered: int = 0
    withdrawn: int = 0
    mended: tuple[str, ...] = ()
    touched: tuple[str, ...] = ()
    head: int = 0
    stuck: tuple[str, ...] = ()
    is_behind: bool = False


@dataclass(frozen=True, slots=True)
class SyncProgress:
    """``done`` of ``total`` change-sets of ``stage`` ("push" or "pull")."""

    stage: str
    done: int
    total: int


def counted(report: SyncReport, moved: Sequence[Answer]) -> SyncReport:
    """With the answers that moved change-sets out of the queue."""

    def number(*statuses: AnswerStatus) -> int:
        return sum(answer.status in statuses for answer in moved)

    return replace(
        report,
        pushed=report.pushed + number(AnswerStatus.APPLIED),
        conflicts=report.conflicts + number(AnswerStatus.CONFLICT),
        forbidden=report.forbidden + number(AnswerStatus.FORBIDDEN, AnswerStatus.LOCKED),
        rejected=report.rejected + number(AnswerStatus.BAD, AnswerStatus.ID_REUSED),
    )


def joined(one: Iterable[str], other: Iterable[str]) -> tuple[str, ...]:
    """Both, each once."""
    return tuple(dict.fromkeys((*one, *other)))
