"""The catalog as one SQLite file, for a single desk or a demonstration: the same rules, without any rights.

Whoever can write the file owns it; the roles that change-sets name are believed.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Any

from sqlalchemy import Connection, func, insert, select, update

from models.catalog import rules, wire
from models.catalog.address import SqliteAddress
from models.catalog.rules import Place
from models.catalog.sqlite_link import opened, refuse_network_share
from models.catalog.tables import change_log, episode, meta, revision, stream_head
from models.catalog.values import CatalogStatus, Hello, Revision
from models.catalog.versions import refuse_other_version
from models.episode import EpisodeRecord
from models.labelling.changes import ChangeSet
from models.review import Role, State
from models.storage.values import Answer, AnswerStatus, LogEntry, Page

PAGE_BYTES = 8 << 20


@dataclass(frozen=True, slots=True)
class _Judged:
    """A parcel with its answer; ``is_new`` where it was not answered before."""

    parcel: wire.Parcel
    answer: Answer
    is_new: bool


class SqliteCatalog:
    """See ``Gateway``. Opens the file for each call and holds nothing in between, so that it may be moved or copied."""

    def __init__(self, address: SqliteAddress) -> None:
        refuse_network_share(address)
        self._address = address

    def hello(self, *, user: str, role: Role, device_id: str) -> Hello:  # noqa: ARG002
        """See ``Gateway.hello``."""
        with opened(self._address) as connection:
            row = connection.execute(
                select(meta, stream_head.c.head).join_from(meta, stream_head, meta.c.singleton)
            ).one()
            refuse_other_version(row.schema_version, self._address)
            return Hello(row.catalog_id, row.epoch, row.schema_version, row.head)

    def push(
        self, changesets: Sequence[ChangeSet], episodes: Mapping[str, EpisodeRecord]
    ) -> tuple[Answer, ...]:
        """See ``Gateway.push``."""
        parcels = [wire.pack(changeset) for changeset in changesets]
        sendable = [parcel for parcel in parcels if parcel is not None]
        with opened(self._address, write=True) as connection:
            _refuse_other_version(connection, self._address)
            _make_episodes(connection, sendable, wire.episodes_of(sendable, episodes))
            answers = iter(_number(connection, [_take(connection, parcel) for parcel in sendable]))
        return tuple(
            wire.unwritable(changeset) if parcel is None else next(answers)
            for changeset, parcel in zip(changesets, parcels, strict=True)
        )

    def pull(self, *, after: int, limit: int = 500) -> Page:
        """See ``Gateway.pull``."""
        wanted = (
            select(change_log.c.seq, revision.c.body, episode.c.episode_id, episode.c.record)
            .select_from(change_log)
            .join(revision, revision.c.changeset_id == change_log.c.changeset_id)
            .join(episode, episode.c.episode_id == revision.c.episode_id)
            .where(change_log.c.seq > after)
            .order_by(change_log.c.seq)
            .limit(limit)
        )
        with opened(self._address) as connection:
            _refuse_other_version(connection, self._address)
            head = connection.execute(select(stream_head.c.head)).scalar_one()
            rows = connection.execute(wanted).all()
        ends = list(accumulate(len(row.body.encode("utf-8")) for row in rows))
        fitting = [
            row for row, end in zip(rows, ends, strict=True) if end - len(row.body.encode()) < PAGE_BYTES
        ]
        records = {row.episode_id: wire.episode_from_text(row.record) for row in fitting}
        entries = (LogEntry(row.seq, wire.unpack(row.body), records[row.episode_id]) for row in fitting)
        return Page(tuple(entries), head)

    def revisions(self, episode_id: str) -> tuple[Revision, ...]:
        """See ``Gateway.revisions``."""
        wanted = (
            select(revision.c.body, revision.c.status, change_log.c.seq, revision.c.why)
            .outerjoin(change_log, revision.c.changeset_id == change_log.c.changeset_id)
            .where(revision.c.episode_id == episode_id)
            .order_by(revision.c.arrival)
        )
        with opened(self._address) as connection:
            rows = connection.execute(wanted).all()
        return tuple(Revision(wire.unpack(r.body), AnswerStatus(r.status), r.seq, r.why) for r in rows)

    def status(self) -> CatalogStatus:
        """See ``Gateway.status``."""
        refused = select(func.count()).where(revision.c.status == AnswerStatus.CONFLICT)
        with opened(self._address) as connection:
            _refuse_other_version(connection, self._address)
            states = connection.execute(
                select(episode.c.state, func.count().label("episodes")).group_by(episode.c.state)
            ).all()
            return CatalogStatus(
                episodes=sum(row.episodes for row in states),
                revisions=connection.execute(select(func.count()).select_from(revision)).scalar_one(),
                conflicts=connection.execute(refused).scalar_one(),
                head=connection.execute(select(stream_head.c.head)).scalar_one(),
                states={row.state: row.episodes for row in states},
            )

    def close(self) -> None:
        """See ``Gateway.close``."""


def _refuse_other_version(connection: Connection, address: SqliteAddress) -> None:
    refuse_other_version(connection.execute(select(meta.c.schema_version)).scalar_one(), address)


def _make_episodes(
    connection: Connection, parcels: Sequence[wire.Parcel], records: Mapping[str, str]
) -> None:
    for episode_id in {parcel.episode_id for parcel in parcels if rules.is_uuid(parcel.episode_id)}:
        known = connection.execute(select(episode.c.record).where(episode.c.episode_id == episode_id)).first()
        record = records.get(episode_id)
        if known is None:
            values = {"episode_id": episode_id, "record": record, "state": State.NEW.value, "annotator": ""}
            connection.execute(insert(episode).values(values))
        elif known.record is None and record is not None:
            connection.execute(
                update(episode).where(episode.c.episode_id == episode_id).values(record=record)
            )


def _take(connection: Connection, parcel: wire.Parcel) -> _Judged:
    """One change-set: judged, kept as a revision, and its episode moved on."""
    known = _known(connection, parcel)
    if known is not None:
        return _Judged(parcel, known, is_new=False)
    data = rules.read_body(parcel.body)
    why = data if isinstance(data, str) else rules.complaint(parcel.id, data)
    if why or isinstance(data, str):
        return _keep(connection, parcel, None, (AnswerStatus.BAD, why))
    place = _place(connection, parcel.episode_id)
    parent = _parent_refusal(connection, place, data)
    if parent is not None and parent[0] is AnswerStatus.ORPHAN:
        return _Judged(parcel, Answer(parcel.id, *_spread(parent)), is_new=False)
    verdict = parent or rules.judge(place, data)
    if verdict[0] is AnswerStatus.APPLIED:
        _move_on(connection, parcel.episode_id, rules.advance(place, data))
    return _keep(connection, parcel, parcel.episode_id, verdict)


def _known(connection: Connection, parcel: wire.Parcel) -> Answer | None:
    """The answer given before."""
    row = connection.execute(
        select(revision.c.digest, revision.c.status, revision.c.why, change_log.c.seq)
        .outerjoin(change_log, revision.c.changeset_id == change_log.c.changeset_id)
        .where(revision.c.changeset_id == parcel.id)
    ).first()
    if row is None:
        return None
    if row.digest != parcel.digest:
        return Answer(parcel.id, AnswerStatus.ID_REUSED, None, "another change-set has this id")
    return Answer(parcel.id, AnswerStatus(row.status), row.seq, row.why)


def _place(connection: Connection, episode_id: str) -> Place:
    row = connection.execute(select(episode).where(episode.c.episode_id == episode_id)).one()
    return Place(row.head or "", State(row.state), row.annotator)


def _parent_refusal(connection: Connection, place: Place, data: Mapping[str, Any]) -> rules.Refusal | None:
    if data["parent"] in {"", place.head}:
        return None
    row = connection.execute(
        select(revision.c.episode_id).where(revision.c.changeset_id == data["parent"])
    ).first()
    if row is None:
        return AnswerStatus.ORPHAN, "the change-set that it was made on is not here yet"
    if row.episode_id != data["episode_id"]:
        return AnswerStatus.BAD, "its parent belongs to another episode"
    return None


def _move_on(connection: Connection, episode_id: str, place: Place) -> None:
    values = {"head": place.head, "state": place.state.value, "annotator": place.annotator}
    connection.execute(update(episode).where(episode.c.episode_id == episode_id).values(values))


def _keep(
    connection: Connection, parcel: wire.Parcel, episode_id: str | None, verdict: rules.Refusal
) -> _Judged:
    status, why = verdict
    connection.execute(
        insert(revision).values(
            changeset_id=parcel.id,
            episode_id=episode_id,
            status=status.value,
            why=why,
            digest=parcel.digest,
            body=parcel.body,
        )
    )
    return _Judged(parcel, Answer(parcel.id, status, None, why), is_new=True)


def _number(connection: Connection, judged: Sequence[_Judged]) -> list[Answer]:
    """Dense numbers for the applied ones, in order, the counter raised once and last."""
    fresh = [
        item.answer.changeset_id
        for item in judged
        if item.is_new and item.answer.status is AnswerStatus.APPLIED
    ]
    head = connection.execute(select(stream_head.c.head)).scalar_one()
    numbers = {changeset_id: head + n for n, changeset_id in enumerate(fresh, start=1)}
    if numbers:
        connection.execute(update(stream_head).values(head=head + len(numbers)))
        rows = [{"seq": seq, "changeset_id": changeset_id} for changeset_id, seq in numbers.items()]
        connection.execute(insert(change_log), rows)
    return [_numbered(item.answer, numbers) for item in judged]


def _numbered(answer: Answer, numbers: Mapping[str, int]) -> Answer:
    if answer.status is not AnswerStatus.APPLIED or answer.seq is not None:
        return answer
    return Answer(answer.changeset_id, answer.status, numbers[answer.changeset_id], answer.why)


def _spread(verdict: rules.Refusal) -> tuple[AnswerStatus, None, str]:
    return verdict[0], None, verdict[1]
