"""The difference between two documents as small changes that can be stored, sent and replayed.

``fold(document, diff(document, other)) == other`` for any two documents of one episode.
"""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Change:
    """``op`` is one of put_phase, drop_phase, set_field, put_remark, drop_remark.

    ``body`` is JSON-ready: {id, label, start_ns, end_ns}, {id}, {field, value}, {id, t_ns, author, text, reason, stream}, {id}.
    """

    op: str
    body: dict[str, Any]


@dataclass(frozen=True, slots=True)
class ChangeSet:
    """What travels to the catalog: the changes of one acknowledged edit.

    ``id`` is a UUIDv7 text; ``parent`` is the id of the change-set it was made on, "" for the first of its episode;
    ``author`` is a user name; ``made_at_ns`` is the client's clock, for people only, never for order.
    ``episode`` facts travel with it, so that a catalog can list an episode that it has not met.
    """

    id: str
    episode_id: str
    parent: str
    author: str
    role: str
    made_at_ns: int
    changes: tuple[Change, ...]
    resolves: tuple[str, ...] = ()
