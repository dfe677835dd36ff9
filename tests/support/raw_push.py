"""Bodies pushed to a catalog as they are, past the program that would not write them; and those of older catalogs."""

import json
from collections.abc import Sequence
from contextlib import closing

import psycopg
from sqlalchemy import insert, select, update

from models.catalog import sqlite_log, sqlite_push
from models.catalog.sqlite_link import opened
from models.catalog.sqlite_log import NOW, News
from models.catalog.sqlite_push import Sender
from models.catalog.tables import SCHEMA_VERSION, episode, revision
from models.catalog.wire import Parcel, digest
from models.episode import EpisodeRecord
from models.storage.places import record_to_text
from models.storage.values import Answer, AnswerStatus, EntryKind
from tests.support.catalogs import Home, file_address
from tests.support.postgres import as_user

_PUSH = """
select rushes.push(%s, 'main', 'raw', %s::uuid[], %s::text[], %s::text[], %s::uuid[], %s::text[], '{}', '{}')
"""
_LET_IN = """
insert into revision (changeset_id, site_id, episode_id, claimed, status, why, digest, body, login, device_id)
values (%(id)s, 1, %(episode)s, %(episode)s, 'applied', '', %(digest)s, %(body)s, 'bob', '');
"""
_LOG = """
select append_log(1::smallint, '{changeset}', array[%(episode)s]::uuid[], array[%(id)s]::uuid[],
    array[%(digest)s]::text[], case when head is null then 1 else 0 end, bits_of(head) # bits_of(%(id)s))
from episode where episode_id = %(episode)s
"""
_HEAD = "update episode set head = %(id)s where episode_id = %(episode)s"


def push_raw(home: Home, record: EpisodeRecord, parcels: Sequence[Parcel]) -> list[Answer]:
    """In ann's name, for an episode of the site main."""
    text = record_to_text(record)
    if home.name == "sqlite":
        with opened(file_address(home.url), write=True) as connection:
            return sqlite_push.push(connection, Sender(1, "raw", {}), parcels, {record.id: text})
    ids, episodes = [one.id for one in parcels], [one.episode_id for one in parcels]
    with closing(psycopg.connect(as_user(home.url, "ann"), autocommit=True)) as link:
        values = (SCHEMA_VERSION, ids, episodes, [one.body for one in parcels], [record.id], [text])
        row = link.execute(_PUSH, values).fetchone()
    assert row is not None
    return [
        Answer(one.id, AnswerStatus(each["status"]), each["seq"], each["why"])
        for one, each in zip(parcels, row[0], strict=True)
    ]


def let_in(home: Home, parcel: Parcel) -> None:
    """Apply a body to a known episode of the site main without a look at it, as its owner can."""
    if home.name == "sqlite":
        _let_into_file(home, parcel)
        return
    values = {
        "id": parcel.id,
        "episode": parcel.episode_id,
        "digest": digest(parcel.body),
        "body": parcel.body,
    }
    with closing(psycopg.connect(home.url)) as link:
        link.execute("set search_path = rushes")
        for statement in (_LET_IN, _LOG, _HEAD):
            link.execute(statement, values)
        link.commit()


def _let_into_file(home: Home, parcel: Parcel) -> None:
    with opened(file_address(home.url), write=True) as connection:
        of_episode = episode.c.episode_id == parcel.episode_id
        head = connection.execute(select(episode.c.head).where(of_episode)).scalar() or ""
        connection.execute(
            insert(revision).values(
                site_id=1,
                changeset_id=parcel.id,
                episode_id=parcel.episode_id,
                status="applied",
                why="",
                digest=digest(parcel.body),
                body=parcel.body,
                device_id="",
                server_at=NOW,
            )
        )
        news = News(EntryKind.CHANGESET, parcel.episode_id, parcel.id, digest(parcel.body))
        moved = [one for one in (head, parcel.id) if one]
        sqlite_log.append(connection, 1, [news], moved=moved, gained=int(not head))
        connection.execute(update(episode).where(of_episode).values(head=parcel.id))


def parcel_of(data: dict[str, object]) -> Parcel:
    """Of plain JSON, in ASCII: half characters and zeros stand in it as escapes."""
    return Parcel(str(data["id"]), str(data["episode_id"]), json.dumps(data, allow_nan=False))
