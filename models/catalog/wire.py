"""How change-sets and episodes are written in a catalog: canonical JSON text, kept byte for byte."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from models.catalog.rules import is_uuid
from models.episode import EpisodeRecord
from models.errors import KnownError
from models.labelling.changes import UNREADABLE, Change, ChangeSet, changeset_from_json, changeset_to_json
from models.labelling.form import is_whole
from models.storage.places import record_from_text, record_to_text
from models.storage.values import Answer, AnswerStatus


@dataclass(frozen=True, slots=True)
class Parcel:
    """A change-set ready to be pushed; ``digest`` is the SHA-256 of ``body`` in UTF-8."""

    id: str
    episode_id: str
    body: str

    @property
    def digest(self) -> str:
        """Equal exactly for equal content; the same as ``models.labelling.changes.digest``."""
        return digest(self.body)


def digest(text: str) -> str:
    """SHA-256 of a body or of a record's text, hexadecimal."""
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def pack(changeset: ChangeSet) -> Parcel | None:
    """The parcel, None for what cannot be written down at all: no UUID, a number that is none, half a character."""
    if not is_uuid(changeset.id):
        return None
    try:
        body = changeset_to_json(changeset)
        body.encode("utf-8")
    except (ValueError, TypeError):
        return None
    return Parcel(changeset.id, changeset.episode_id, body)


def unpack(body: str) -> ChangeSet | None:
    """The change-set of a body, None for one that this program cannot read: of a newer one, or none at all."""
    try:
        return changeset_from_json(body)
    except KnownError:
        return None


def as_kept(body: str) -> ChangeSet:
    """The same; of one that cannot be read as much as there is, and the whole text as its only change."""
    made = unpack(body)
    if made is not None:
        return made
    try:
        data = json.loads(body)
    except (ValueError, RecursionError):
        data = None
    known = data if isinstance(data, dict) else {}
    return ChangeSet(
        id=str(known.get("id", "")),
        episode_id=str(known.get("episode_id", "")),
        parent=str(known.get("parent", "")),
        author=str(known.get("author", "")),
        role=str(known.get("role", "")),
        made_at_ns=0,
        changes=(Change(UNREADABLE, {"body": body}),),
    )


def episode_from_text(text: str | None, episode_id: str) -> EpisodeRecord | None:
    """The record, None where the catalog has none, one that this program cannot read, or another episode's."""
    if text is None:
        return None
    try:
        record = record_from_text(text)
        stamps = record.range.start_ns, record.range.end_ns
    except (ValueError, TypeError, RecursionError):
        return None
    return record if record.id == episode_id and all(map(is_whole, stamps)) else None


def episodes_of(parcels: Iterable[Parcel], episodes: Mapping[str, EpisodeRecord]) -> dict[str, str]:
    """Texts of the records that the parcels speak of."""
    wanted = {parcel.episode_id for parcel in parcels}
    return {key: record_to_text(episodes[key]) for key in wanted if key in episodes}


def unwritable(changeset: ChangeSet) -> Answer:
    """The answer to what ``pack`` cannot write down; nothing of it can be kept either."""
    return Answer(changeset.id, AnswerStatus.BAD, None, "it cannot be written as JSON under a UUID")
