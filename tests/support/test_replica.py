"""A replica follows its primary, shows an old view when told to, and takes over."""

import time
from collections.abc import Iterator
from contextlib import ExitStack

import psycopg
import pytest

from tests.support.postgres import PostgresServer
from tests.support.replica import Replica, either_url, reading_url


@pytest.fixture
def pair() -> Iterator[tuple[PostgresServer, Replica]]:
    """A server with the table ``edit`` and its replica."""
    with ExitStack() as ending:
        primary = PostgresServer()
        ending.callback(primary.destroy)
        primary.start()
        primary.execute("create table edit (id int primary key)")
        replica = Replica(primary)
        ending.callback(replica.destroy)
        replica.start()
        yield primary, replica


def ids(server: PostgresServer) -> list[int]:
    return [int(str(row[0])) for row in server.execute("select id from edit order by id")]


def until_it_notices(writer: psycopg.Connection) -> None:
    """Its server process dies by itself soon after the one that began it."""
    deadline_s = time.monotonic() + 60
    while time.monotonic() < deadline_s:
        writer.execute("select 1")
        time.sleep(0.02)


def test_rows_arrive_and_the_replica_takes_over(pair: tuple[PostgresServer, Replica]) -> None:
    primary, replica = pair
    primary.execute("insert into edit select generate_series(1, 1000)")
    replica.catch_up()
    assert ids(replica) == list(range(1, 1001))
    assert replica.lag() == 0
    with pytest.raises(psycopg.errors.ReadOnlySqlTransaction):
        replica.execute("insert into edit values (0)")

    with replica.paused():
        primary.execute("insert into edit values (1001)")
        assert replica.lag() > 0
        assert ids(replica)[-1] == 1000
    replica.catch_up()
    assert ids(replica)[-1] == 1001

    url = either_url(primary, replica, "postgres")
    with psycopg.connect(reading_url(primary, replica, "postgres")) as reader:
        assert reader.info.port == replica.port
    with psycopg.connect(url, autocommit=True) as writer:
        assert writer.info.port == primary.port
        primary.kill()
        with pytest.raises(psycopg.OperationalError):
            until_it_notices(writer)
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(url)
    replica.promote()
    with psycopg.connect(url, autocommit=True) as writer:
        assert writer.info.port == replica.port
        writer.execute("insert into edit values (1002)")
    assert ids(replica) == list(range(1, 1003))
