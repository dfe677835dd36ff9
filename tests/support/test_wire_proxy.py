"""The bad line does what it is told, and counts."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest

from tests.support.postgres import server
from tests.support.tls_postgres import tls_server
from tests.support.wire_proxy import KBIT_S, WireProxy


@pytest.fixture
def url() -> Iterator[str]:
    """A database with an empty table ``edit``."""
    made = server().fresh_database()
    with psycopg.connect(made, autocommit=True) as connection:
        connection.execute("create table edit (id int primary key)")
    yield made
    server().drop_database(made)


@pytest.fixture
def line() -> Iterator[WireProxy]:
    """A good one so far."""
    with WireProxy(server(), seed=7) as made:
        yield made


def count(url: str) -> int:
    with psycopg.connect(url) as connection:
        row = connection.execute("select count(*) from edit").fetchone()
    assert row is not None
    return int(row[0])


def test_delay_and_round_trips(line: WireProxy, url: str) -> None:
    line.round_trip_s = 0.05
    with psycopg.connect(line.through(url), autocommit=True) as connection:
        for statements, trips in ((1, 1), (4, 4), (1, 2)):
            # The driver prepares what it is asked for the sixth time, and that costs a trip of its own.
            before, start = line.round_trips, time.monotonic()
            for _ in range(statements):
                connection.execute("select repeat('x', 300000)").fetchall()
            assert line.round_trips - before == trips
            assert time.monotonic() - start >= trips * 0.05
        before = line.round_trips
        with connection.pipeline():
            for number in range(50):
                connection.execute("insert into edit values (%s)", (number,))
        assert line.round_trips - before <= 2, "a pipeline does not wait for each answer"
    assert count(url) == 50


def test_an_eaten_reply_is_committed(line: WireProxy, url: str) -> None:
    line.eat_reply("insert into edit", nth=2, times=2)
    lost = 0
    for number in range(5):
        with psycopg.connect(line.through(url), autocommit=True) as connection:
            try:
                connection.execute("insert into edit values (%s)", (number,))
            except psycopg.OperationalError:
                lost += 1
    assert (lost, line.fired) == (2, 2)
    assert count(url) == 5


def test_an_eaten_reply_to_commit_and_to_a_prepared_statement(line: WireProxy, url: str) -> None:
    line.eat_reply("commit")
    connection = psycopg.connect(line.through(url))
    connection.execute("insert into edit values (1)")
    with pytest.raises(psycopg.OperationalError):
        connection.commit()
    with psycopg.connect(line.through(url), autocommit=True, prepare_threshold=0) as connection:
        connection.execute("insert into edit values (%s)", (2,))
        line.eat_reply("INSERT INTO")
        with pytest.raises(psycopg.OperationalError):
            connection.execute("insert into edit values (%s)", (3,))
    assert count(url) == 3


def test_a_lost_request_does_nothing(line: WireProxy, url: str) -> None:
    line.lose_request("insert")
    with (
        psycopg.connect(line.through(url), autocommit=True) as connection,
        pytest.raises(psycopg.OperationalError),
    ):
        connection.execute("insert into edit values (1)")
    assert count(url) == 0


def test_a_reset_in_the_middle_of_a_reply(line: WireProxy, url: str) -> None:
    line.cut_reply("generate_series", after=5000)
    with psycopg.connect(line.through(url), autocommit=True) as connection:
        before = line.nbytes["down"]
        with pytest.raises(psycopg.OperationalError):
            connection.execute("select generate_series(1, 100000)")
    assert line.nbytes["down"] - before > 5000
    assert line.fired == 1


def test_a_reply_that_never_comes(line: WireProxy, url: str) -> None:
    """The client must give up by itself: the connection stays open and its bytes are acknowledged."""
    line.hold_reply("insert")
    with inserting(line, url) as (person, heard):
        until(lambda: count(url) == 1)
        person.join(0.3)
        assert heard == []
        line.cut_all()
        person.join(10)
    assert heard == ["cut"]
    assert line.fired == 1


def test_a_stalled_line_goes_on_where_it_was(line: WireProxy, url: str) -> None:
    before = line.connections
    with line.stalled(), inserting(line, url) as (person, heard):
        until(lambda: line.connections > before)
        person.join(0.3)
        assert (heard, count(url)) == ([], 0)
        with pytest.raises(psycopg.OperationalError, match="timeout"):
            psycopg.connect(line.through(url), connect_timeout=2)
    person.join(10)
    assert (heard, count(url)) == (["done"], 1)


@contextmanager
def inserting(line: WireProxy, url: str) -> Iterator[tuple[threading.Thread, list[str]]]:
    """Somebody inserts a row through the line; what they hear of it."""
    heard: list[str] = []

    def insert() -> None:
        try:
            with psycopg.connect(line.through(url), autocommit=True) as connection:
                connection.execute("insert into edit values (1)")
            heard.append("done")
        except psycopg.OperationalError:
            heard.append("cut")

    person = threading.Thread(target=insert)
    person.start()
    yield person, heard


def until(true: Callable[[], bool]) -> None:
    end = time.monotonic() + 30
    while not true():
        assert time.monotonic() < end
        time.sleep(0.01)


def test_a_narrow_line(line: WireProxy, url: str) -> None:
    with psycopg.connect(line.through(url)) as connection:
        line.bytes_per_s = 256 * KBIT_S
        start = time.monotonic()
        connection.execute("select repeat('x', 16000)").fetchall()
        assert time.monotonic() - start >= 16000 / 32000


def test_the_same_seed_stalls_the_same_packets(url: str) -> None:
    def stalls(seed: int) -> list[int]:
        seen = []
        with WireProxy(server(), seed=seed) as line, psycopg.connect(line.through(url)) as connection:
            line.stall_chance, line.stall_s = 0.1, 0.005
            for _ in range(20):
                connection.execute("select repeat('x', 10000)").fetchall()
                seen.append(line.stalls)
        return seen

    assert stalls(1) == stalls(1) != stalls(2)
    assert stalls(1)[-1] > 5


def test_connections_are_reset_and_a_server_that_is_away_answers_nobody(line: WireProxy, url: str) -> None:
    with psycopg.connect(line.through(url), autocommit=True) as connection:
        line.cut_all()
        with pytest.raises(psycopg.OperationalError):
            connection.execute("select 1")
    server().stop()
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(line.through(url))
    server().restart()
    psycopg.connect(line.through(url)).close()


def test_a_connection_with_tls_goes_through(tmp_path: Path) -> None:
    secure = tls_server()
    secure.execute("create role far login password 'away'")
    try:
        with (
            WireProxy(secure, by_tcp=True) as line,
            psycopg.connect(
                line.through(secure.tls_url("postgres", user="far", password="away"))
            ) as connection,
        ):
            before = line.round_trips
            connection.execute("select 1")
            assert line.round_trips - before == 2, "BEGIN goes before"
            assert connection.pgconn.ssl_in_use
    finally:
        secure.execute("drop role far")
