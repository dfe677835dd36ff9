"""One push to a catalog file: each change-set judged, kept as a revision and numbered if it was applied."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, insert, select

from models.catalog import rules, sqlite_episodes, sqlite_leases, sqlite_log, wire
from models.catalog.sqlite_log import NOW, News
from models.catalog.tables import change_log, mark, remark, revision
from models.storage.values import Answer, AnswerStatus, EntryKind


@dataclass(frozen=True, slots=True)
class Sender:
    """Where change-sets come from: a device with the tokens of the leases that it believes to hold.

    ``told``: they were refused before the catalog was restored.
    """

    site_id: int
    device_id: str
    tokens: Mapping[str, int]
    told: bool = False


def push(
    connection: Connection, sender: Sender, parcels: Sequence[wire.Parcel], records: Mapping[str, str]
) -> list[Answer]:
    """One answer each, in order; ``records`` are texts by episode."""
    news = _register(connection, sender.site_id, parcels, records)
    left_heads: list[str] = []
    fresh: dict[str, int] = {}
    answers = []
    for parcel in parcels:
        answer, left = _take(connection, sender, parcel, taken=fresh)
        answers.append(answer)
        if left is not None:
            left_heads.append(left)
            fresh[parcel.id] = len(news)
            news.append(News(EntryKind.CHANGESET, parcel.episode_id, parcel.id, parcel.digest))
    left_heads_and_new = [head for head in (*left_heads, *fresh) if head]
    head = sqlite_log.append(
        connection, sender.site_id, news, moved=left_heads_and_new, gained=left_heads.count("")
    )
    numbers = {changeset_id: head + 1 + place for changeset_id, place in fresh.items()}
    return [_numbered(answer, numbers) for answer in answers]


def register(connection: Connection, site_id: int, records: Mapping[str, str]) -> int:
    """Know episodes by their records; how many records are new."""
    news = [
        News(EntryKind.EPISODE, episode_id, "", wire.digest(text))
        for episode_id, text in records.items()
        if rules.is_uuid(episode_id) and sqlite_episodes.make(connection, site_id, episode_id, text)
    ]
    sqlite_log.append(connection, site_id, news)
    return len(news)


def _register(
    connection: Connection, site_id: int, parcels: Sequence[wire.Parcel], records: Mapping[str, str]
) -> list[News]:
    news = []
    for episode_id in dict.fromkeys(parcel.episode_id for parcel in parcels):
        text = records.get(episode_id)
        if rules.is_uuid(episode_id) and sqlite_episodes.make(connection, site_id, episode_id, text):
            news.append(News(EntryKind.EPISODE, episode_id, "", wire.digest(text or "")))
    return news


def _take(
    connection: Connection, sender: Sender, parcel: wire.Parcel, *, taken: Mapping[str, int]
) -> tuple[Answer, str | None]:
    """The answer, and the head that the episode left ("" for none) where the change-set moved it on."""
    known = _known(connection, parcel, taken)
    if known is not None:
        return known, None
    data = rules.read_body(parcel.body)
    why = data if isinstance(data, str) else rules.complaint(parcel.id, data)
    if why or isinstance(data, str):
        came_for = _place(connection, sender, parcel) if rules.is_uuid(parcel.episode_id) else None
        return _keep(connection, sender, parcel, came_for, (AnswerStatus.BAD, why)), None
    holder = sqlite_leases.keeps_out(
        connection,
        sender.site_id,
        parcel.episode_id,
        user=data["author"],
        token=sender.tokens.get(parcel.episode_id, 0),
    )
    place = _place(connection, sender, parcel, holder=holder)
    verdict = rules.barred(place) or _parent_refusal(connection, place, data) or rules.judge(place, data)
    if verdict is rules.APPLIED and sender.told:
        verdict = rules.REFUSED_BEFORE
    if verdict is rules.APPLIED:
        verdict = _misfit(connection, data) or verdict
    if verdict[0] is AnswerStatus.ORPHAN:
        return Answer(parcel.id, verdict[0], None, verdict[1]), None
    answer = _keep(connection, sender, parcel, place, verdict)
    if verdict is not rules.APPLIED:
        return answer, None
    sqlite_episodes.move_on(connection, sender.site_id, rules.advance(place, data), data)
    return answer, place.head


def _place(connection: Connection, sender: Sender, parcel: wire.Parcel, *, holder: str = "") -> rules.Place:
    return sqlite_episodes.place(connection, sender.site_id, parcel.episode_id, holder=holder)


def _known(connection: Connection, parcel: wire.Parcel, taken: Mapping[str, int]) -> Answer | None:
    """The answer given before; what this push applied has no number in the log yet."""
    row = connection.execute(
        select(revision.c.digest, revision.c.status, revision.c.why, change_log.c.seq)
        .outerjoin(change_log, revision.c.changeset_id == change_log.c.changeset_id)
        .where(revision.c.changeset_id == parcel.id)
    ).first()
    if row is None:
        return None
    if row.digest != parcel.digest:
        return Answer(parcel.id, AnswerStatus.ID_REUSED, None, "another change-set has this id")
    assert row.seq is not None or row.status != AnswerStatus.APPLIED or parcel.id in taken
    return Answer(parcel.id, AnswerStatus(row.status), row.seq, row.why)


def _parent_refusal(
    connection: Connection, place: rules.Place, data: Mapping[str, Any]
) -> rules.Refusal | None:
    if data["parent"] in {"", place.head}:
        return None
    row = connection.execute(
        select(revision.c.episode_id).where(revision.c.changeset_id == data["parent"])
    ).first()
    if row is None:
        return rules.ORPHAN
    return None if row.episode_id == data["episode_id"] else rules.STRANGE_PARENT


def _misfit(connection: Connection, data: dict[str, Any]) -> rules.Refusal | None:
    """What the episode has is read only where that matters."""
    ops, episode_id = {change["op"] for change in data["changes"]}, data["episode_id"]
    has_phases = not ops.isdisjoint({"put_phase", "drop_phase"})
    return rules.misfit(
        data,
        phases=sqlite_episodes.phases(connection, episode_id) if has_phases else {},
        remarks=sqlite_episodes.ids_of(connection, remark, episode_id) if "drop_remark" in ops else set(),
        marks=sqlite_episodes.ids_of(connection, mark, episode_id) if "drop_mark" in ops else set(),
        time_range=sqlite_episodes.time_range(connection, episode_id) if has_phases else None,
    )


def _keep(
    connection: Connection,
    sender: Sender,
    parcel: wire.Parcel,
    place: rules.Place | None,
    verdict: rules.Refusal,
) -> Answer:
    """As a revision; of a withdrawn episode nothing but the receipt."""
    status, why = verdict
    connection.execute(
        insert(revision).values(
            site_id=sender.site_id,
            changeset_id=parcel.id,
            episode_id=parcel.episode_id if place is not None and place.is_here else None,
            status=status.value,
            why=why,
            digest=parcel.digest,
            body="" if place is not None and place.is_withdrawn else parcel.body,
            device_id=sender.device_id,
            server_at=NOW,
        )
    )
    return Answer(parcel.id, status, None, why)


def _numbered(answer: Answer, numbers: Mapping[str, int]) -> Answer:
    if answer.status is not AnswerStatus.APPLIED or answer.seq is not None:
        return answer
    return Answer(answer.changeset_id, answer.status, numbers[answer.changeset_id], answer.why)
