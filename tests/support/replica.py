"""A streaming replica of a running ``PostgresServer``: a copy by pg_basebackup that follows it and can take over.

replica = Replica(primary)
replica.start()                 # the copy was made by the line above
replica.catch_up()
primary.kill(); replica.promote()
psycopg.connect(either_url(primary, replica, database))   # whoever takes writes now
"""

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager

import psycopg

from tests.support.postgres import PostgresServer

_PATIENCE_S = 30.0


class Replica(PostgresServer):
    """Made from ``primary``, which must be running; ``destroy`` it before the primary.

    ``settings`` are those that the primary was given, so that both read alike.
    """

    def __init__(self, primary: PostgresServer, *, settings: Mapping[str, str] | None = None) -> None:
        self._primary = primary
        super().__init__(settings={**(settings or {}), "hot_standby": "on"})

    def lag(self) -> int:
        """Bytes of the log that the primary wrote and that cannot be read here yet; the primary must answer."""
        end = self._primary.execute("select pg_current_wal_lsn()")[0][0]
        return self._number(f"select greatest(pg_wal_lsn_diff('{end}', pg_last_wal_replay_lsn()), 0)")

    def catch_up(self) -> None:
        """Wait until everything that the primary has committed so far can be read here."""
        end = self._primary.execute("select pg_current_wal_lsn()")[0][0]
        behind = f"select pg_wal_lsn_diff('{end}', pg_last_wal_replay_lsn())"
        until(lambda: self._number(behind) <= 0, "the replica does not catch up")

    @contextmanager
    def paused(self) -> Iterator[None]:
        """What arrives in the block is kept but not shown: an old view, as over a slow line."""
        self.execute("select pg_wal_replay_pause()")
        paused = "select (pg_get_wal_replay_pause_state() = 'paused')::int"
        until(lambda: self._number(paused) == 1, "the replica does not pause")
        try:
            yield
        finally:
            self.execute("select pg_wal_replay_resume()")

    def cut_off(self) -> None:
        """From now on nothing of the primary arrives any more, as with the line between them down."""
        self.execute("alter system set primary_conninfo = ''")
        self.execute("select pg_reload_conf()")
        receivers = "select count(*) from pg_stat_wal_receiver"
        until(lambda: self._number(receivers) == 0, "the replica goes on receiving")

    def promote(self) -> None:
        """It takes writes when this returns. What the old primary had not sent yet is not here."""
        self.execute("select pg_promote(wait => true, wait_seconds => 30)")
        writable = "select (not pg_is_in_recovery())::int"
        until(lambda: self._number(writable) == 1, "the replica does not take over")

    def _initialise(self) -> None:
        target = ["-D", str(self._data), "-d", self._primary.url()]
        self._run("pg_basebackup", *target, "--checkpoint=fast", "--wal-method=stream", "-R", "--no-sync")

    def _number(self, sql: str) -> int:
        return int(str(self.execute(sql)[0][0]))


def either_url(
    first: PostgresServer, second: PostgresServer, database: str, *, user: str = "postgres"
) -> str:
    """URL of both by their sockets; libpq takes the one that takes writes."""
    hosts, ports = f"{first.directory},{second.directory}", f"{first.port},{second.port}"
    return f"postgresql://{user}@/{database}?host={hosts}&port={ports}&target_session_attrs=read-write"


def reading_url(
    server: PostgresServer, other: PostgresServer, database: str, *, user: str = "postgres"
) -> str:
    """URL of both; libpq takes the standby while there is one."""
    url = either_url(server, other, database, user=user)
    return url.replace("target_session_attrs=read-write", "target_session_attrs=prefer-standby")


def until(true: Callable[[], bool], complaint: str) -> None:
    """Wait for something true, half a minute at most; a server that does not answer yet is waited for."""
    end = time.monotonic() + _PATIENCE_S
    while time.monotonic() < end:
        try:
            if true():
                return
        except psycopg.OperationalError:
            pass
        time.sleep(0.01)
    raise TimeoutError(complaint)
