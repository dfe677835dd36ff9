"""The server with TLS takes who checks it and is known, and nobody else."""

from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from tests.support.tls_postgres import Authority, TlsPostgres, tls_server

PASSWORD = "it's 100 % säcret/@:"


@pytest.fixture
def tls() -> Iterator[TlsPostgres]:
    """A server with the login ``visitor``."""
    running = tls_server()
    running.execute("create role visitor login password '" + PASSWORD.replace("'", "''") + "'")
    yield running
    running.execute("drop role visitor")


def test_a_client_who_checks_authority_and_name_is_let_in(tls: TlsPostgres) -> None:
    with psycopg.connect(tls.tls_url("postgres", user="visitor", password=PASSWORD)) as connection:
        version, user = connection.execute(
            "select s.version, session_user from pg_stat_ssl s where s.pid = pg_backend_pid() and s.ssl"
        ).fetchall()[0]
        assert connection.pgconn.ssl_in_use
    assert (version, user) == ("TLSv1.3", "visitor")
    stored = tls.execute("select rolpassword like 'SCRAM-SHA-256$%' from pg_authid where rolname = 'visitor'")
    assert stored == [(True,)]


def test_a_stranger_s_authority_and_another_name_are_refused(tls: TlsPostgres, tmp_path: Path) -> None:
    stranger = Authority.made(tmp_path / "stranger", "Stranger")
    with pytest.raises(psycopg.OperationalError, match="certificate verify failed"):
        psycopg.connect(tls.tls_url("postgres", user="visitor", password=PASSWORD, ca=stranger.certificate))
    with pytest.raises(psycopg.OperationalError, match=r"does not match host name \"127\.0\.0\.1\""):
        psycopg.connect(tls.tls_url("postgres", user="visitor", password=PASSWORD, host="127.0.0.1"))


def test_nobody_comes_in_without_tls_or_with_a_wrong_password(tls: TlsPostgres) -> None:
    plain = tls.tls_url("postgres", user="visitor", password=PASSWORD).split("?")[0] + "?sslmode=disable"
    with pytest.raises(psycopg.OperationalError, match="rejects connection"):
        psycopg.connect(plain)
    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        psycopg.connect(tls.tls_url("postgres", user="visitor", password="guessed"))


def test_a_client_that_asks_for_channel_binding_gets_it(tls: TlsPostgres) -> None:
    url = tls.tls_url("postgres", user="visitor", password=PASSWORD) + "&channel_binding=require"
    psycopg.connect(url).close()


def test_a_server_that_changes_its_authority_is_not_trusted_any_more(
    tls: TlsPostgres, tmp_path: Path
) -> None:
    url = tls.tls_url("postgres", user="visitor", password=PASSWORD)
    mine = tls.authority
    tls.renew_certificate(Authority.made(tmp_path / "other"))
    try:
        with pytest.raises(psycopg.OperationalError, match="certificate verify failed"):
            connect_many_times(url)
    finally:
        tls.renew_certificate(mine)


def connect_many_times(url: str) -> None:
    """The server reads its certificate again a moment after it was told to."""
    for _ in range(1000):
        psycopg.connect(url).close()
