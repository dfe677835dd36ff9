"""Values that cross the border of the local store: rows never travel."""

from dataclasses import dataclass, field
from enum import StrEnum

from models.episode import EpisodeRecord
from models.labelling.changes import ChangeSet

__all__ = [
    "Answer",
    "AnswerStatus",
    "Conflict",
    "EntryKind",
    "EpisodeRecord",
    "Lease",
    "LogEntry",
    "Page",
    "Receipt",
    "SiteState",
]


@dataclass(frozen=True, slots=True)
class Receipt:
    """An acknowledged edit: its number in this store (dense, from 1) and the change-set that carries it."""

    number: int
    changeset_id: str


class AnswerStatus(StrEnum):
    """What the catalog did with a change-set. ORPHAN and FORBIDDEN keep it queued or visible; nothing is dropped."""

    APPLIED = "applied"
    CONFLICT = "conflict"
    ORPHAN = "orphan"
    FORBIDDEN = "forbidden"
    LOCKED = "locked"
    ID_REUSED = "id_reused"
    BAD = "bad"


@dataclass(frozen=True, slots=True)
class Answer:
    """The catalog's answer to one pushed change-set; a repeated push gets the same answer."""

    changeset_id: str
    status: AnswerStatus
    seq: int | None = None
    why: str = ""


class EntryKind(StrEnum):
    """What an entry of the log speaks of."""

    CHANGESET = "changeset"
    EPISODE = "episode"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class LogEntry:
    """One row of a site's dense change log.

    ``item_id`` is the id of its change-set, "" for the other kinds. ``digest`` is the SHA-256 (hex) of the
    change-set's body or of the episode's record, "" for WITHDRAWN. ``chain`` is ``models.storage.chain.next_chain``
    of the entry before. ``body`` is the text of the change-set, ``changeset`` what this program reads in it: None where
    it can read nothing, or where there is no text because it was withdrawn since; ``episode`` comes with the first
    entry of its episode in a page. ``seen`` is the digest of ``changeset`` as ``chain.seen`` found it, "" where nobody
    looked yet.
    """

    seq: int
    kind: EntryKind
    episode_id: str
    changeset: ChangeSet | None
    episode: EpisodeRecord | None
    item_id: str
    digest: str
    chain: str
    body: str = ""
    seen: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class Page:
    """A pull's answer: entries of one site in order of ``seq``, and that site's head at the same moment.

    ``rewound``: the catalog does not have the row, or not the chain, that the client named; there are no entries then.
    ``count`` and ``mark`` are, at ``head``, the number of episodes with labels and the XOR of the ids of their last
    change-sets (128 bits, hex), by which a client checks its own state.
    """

    site: str
    entries: tuple[LogEntry, ...]
    head: int
    epoch: int
    rewound: bool = False
    count: int = 0
    mark: str = ""


@dataclass(frozen=True, slots=True)
class SiteState:
    """How far a store follows a site's log: number and chain of the last entry taken, 0 and "" at first."""

    cursor: int = 0
    chain: str = ""


@dataclass(frozen=True, slots=True)
class Lease:
    """Who works on an episode until when, by the catalog's clock. ``token`` rises each time it changes hands."""

    episode_id: str
    holder: str
    device_id: str
    token: int
    expires_at_ns: int
    is_mine: bool


@dataclass(frozen=True, slots=True)
class Conflict:
    """Refused work that waits for a person; it is kept until a later change-set resolves it, and after.

    ``status`` is the catalog's answer; ORPHAN is work made on top of refused work that cannot be offered.
    """

    changeset: ChangeSet
    status: AnswerStatus
    why: str = ""
