"""Whether a PostgreSQL server is set up as a catalog needs it; nothing is changed."""

from collections.abc import Iterator

import psycopg
from psycopg import errors
from psycopg.rows import TupleRow

from models.catalog.findings import Finding, Verdict, ok_or
from models.catalog.versions import MIN_POSTGRES

_SETTINGS = """
select name, setting from pg_settings where name in ('ssl', 'data_checksums', 'password_encryption',
    'synchronous_commit', 'fsync', 'full_page_writes', 'archive_mode', 'archive_command', 'archive_library',
    'max_prepared_transactions')
"""
_RULES = """
select line_number from pg_hba_file_rules
where type in ('host', 'hostnossl') and auth_method not in ('reject') and error is null
    and coalesce(address, '') not in ('127.0.0.1', '::1', 'localhost', 'samehost')
"""
_WEAK_RULES = """
select line_number from pg_hba_file_rules
where type like 'host%' and auth_method in ('trust', 'password', 'md5') and error is null
    and coalesce(address, '') not in ('127.0.0.1', '::1', 'localhost', 'samehost')
"""
_ARCHIVER = """
select failed_count > 0 and coalesce(last_failed_time > last_archived_time, true),
    extract(epoch from now() - last_archived_time)::bigint from pg_stat_archiver
"""
_REPLICAS = """
select coalesce(nullif(application_name, ''), 'replica'), state,
    case when pg_is_in_recovery() then null else pg_wal_lsn_diff(pg_current_wal_lsn(), replay_lsn)::bigint end,
    extract(epoch from replay_lag)::float8
from pg_stat_replication where state is not null
"""
_LATE_S = 60.0
_LATE_NBYTES = 64 << 20


def inspect_server(link: psycopg.Connection[TupleRow]) -> Iterator[Finding]:
    """All questions about the server."""
    version = link.info.server_version
    shown = f"PostgreSQL {version // 10_000}.{version % 10_000}"
    yield ok_or(Verdict.FAILED, "version", version >= MIN_POSTGRES, shown, f"{shown}: 16 or newer is needed")
    settings = {str(name): str(value) for name, value in link.execute(_SETTINGS).fetchall()}
    yield _tls(link, settings)
    yield from _rules(link)
    yield ok_or(
        Verdict.WARNING,
        "data checksums",
        settings.get("data_checksums") == "on",
        "on: a disk that forgets is noticed",
        "off: stop the server and run pg_checksums --enable",
    )
    yield ok_or(
        Verdict.WARNING,
        "password_encryption",
        settings.get("password_encryption") == "scram-sha-256",
        "scram-sha-256",
        f"{settings.get('password_encryption')}: set it to scram-sha-256",
    )
    yield _durability(settings)
    yield _archive(link, settings)
    yield ok_or(
        Verdict.WARNING,
        "prepared transactions",
        settings.get("max_prepared_transactions") == "0",
        "off",
        "anybody may leave one behind for ever: set max_prepared_transactions = 0",
    )
    yield from _replicas(link)


def _tls(link: psycopg.Connection[TupleRow], settings: dict[str, str]) -> Finding:
    row = link.execute("select ssl, version from pg_stat_ssl where pid = pg_backend_pid()").fetchone()
    if row is not None and row[0]:
        return Finding("tls", Verdict.OK, f"this connection is encrypted ({row[1]})")
    if settings.get("ssl") == "on":
        return Finding(
            "tls",
            Verdict.WARNING,
            "the server has it, this connection does not: add sslmode=verify-full to the URL",
        )
    return Finding(
        "tls",
        Verdict.WARNING,
        "off: labels and logins cross the net in the clear; set ssl = on with a certificate",
    )


def _rules(link: psycopg.Connection[TupleRow]) -> Iterator[Finding]:
    try:
        unsealed = [row[0] for row in link.execute(_RULES).fetchall()]
        weak = [row[0] for row in link.execute(_WEAK_RULES).fetchall()]
    except errors.InsufficientPrivilege:
        yield Finding("pg_hba.conf", Verdict.UNKNOWN, "only a superuser may look at it")
        return
    lines = ", ".join(map(str, sorted({*unsealed, *weak})))
    yield ok_or(
        Verdict.WARNING,
        "pg_hba.conf",
        not lines,
        "lets others in by TLS and SCRAM only",
        f"line {lines}: write hostssl in place of host, and scram-sha-256 as the method",
    )


def _durability(settings: dict[str, str]) -> Finding:
    unsafe = [name for name in ("fsync", "full_page_writes") if settings.get(name) != "on"]
    if settings.get("synchronous_commit") == "off":
        unsafe.append("synchronous_commit")
    return ok_or(
        Verdict.FAILED if "fsync" in unsafe or "full_page_writes" in unsafe else Verdict.WARNING,
        "durability",
        not unsafe,
        "a label that was acknowledged is on the disk",
        f"{', '.join(unsafe)} off: acknowledged labels are lost with the power; set it on",
    )


def _archive(link: psycopg.Connection[TupleRow], settings: dict[str, str]) -> Finding:
    command = settings.get("archive_command", "") not in ("", "(disabled)") or settings.get(
        "archive_library", ""
    )
    if settings.get("archive_mode") == "off" or not command:
        return Finding(
            "wal archive",
            Verdict.WARNING,
            "off: what was said since the last backup can be lost; set archive_mode = on and archive_command",
        )
    row = link.execute(_ARCHIVER).fetchone()
    failing, age = row or (False, None)
    if failing:
        return Finding(
            "wal archive", Verdict.FAILED, "archive_command fails: see the server's log; the disk fills up"
        )
    return Finding("wal archive", Verdict.OK, "on" if age is None else f"on, the last segment {age} s ago")


def _replicas(link: psycopg.Connection[TupleRow]) -> Iterator[Finding]:
    for name, state, nbytes, lag_s in link.execute(_REPLICAS).fetchall():
        late = state != "streaming" or (lag_s or 0) > _LATE_S or (nbytes or 0) > _LATE_NBYTES
        behind = f"{state}, {(nbytes or 0) / 1e6:.1f} MB and {lag_s or 0:.1f} s behind"
        yield ok_or(
            Verdict.WARNING, f"replica {name}", not late, behind, f"{behind}: is it overloaded, or the line?"
        )
