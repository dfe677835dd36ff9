"""The chain of digests that runs through a site's log: what was taken once can be told from what is given now."""

import hashlib
from dataclasses import replace

from models.labelling.changes import digest
from models.storage.values import EntryKind, LogEntry

EMPTY = ""


def next_chain(
    chain: str, *, seq: int, kind: EntryKind, episode_id: str, item_id: str = "", digest: str = ""
) -> str:
    """Chain value of an entry that follows one whose value is ``chain`` ("" before the first), hexadecimal.

    ``functions`` of the catalog in PostgreSQL compute the same.
    """
    text = f"{chain}|{seq}|{kind.value}|{episode_id}|{item_id}|{digest}"
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def seen(entry: LogEntry) -> LogEntry:
    """The entry with the digest of what stands in it: of thousands of phases it takes long, and needs no store."""
    changeset = entry.changeset
    return entry if changeset is None else replace(entry, seen=digest(changeset))
