"""From version 1 to version 2 in a SQLite file: what it held becomes the site "main"."""

import hashlib
import json
from collections.abc import Iterable
from typing import Any

from sqlalchemy import Connection, text

_SITE_TEXT = "site_id INTEGER NOT NULL REFERENCES site (site_id)"
_TABLES = f"""
CREATE TABLE meta (singleton BOOLEAN NOT NULL PRIMARY KEY CHECK (singleton), catalog_id TEXT NOT NULL,
    epoch INTEGER NOT NULL, schema_version INTEGER NOT NULL, min_client INTEGER NOT NULL);
CREATE TABLE site (site_id INTEGER NOT NULL PRIMARY KEY, code TEXT NOT NULL UNIQUE, name TEXT NOT NULL);
CREATE TABLE stream_head ({_SITE_TEXT}, head INTEGER NOT NULL, chain TEXT NOT NULL, episodes INTEGER NOT NULL,
    mark TEXT NOT NULL, PRIMARY KEY (site_id));
CREATE TABLE episode ({_SITE_TEXT}, episode_id TEXT NOT NULL UNIQUE, added INTEGER NOT NULL UNIQUE, record TEXT,
    name TEXT NOT NULL, task TEXT NOT NULL, robot TEXT NOT NULL, state TEXT NOT NULL, annotator TEXT NOT NULL,
    grade TEXT NOT NULL, note TEXT NOT NULL, head TEXT, withdrawn BOOLEAN NOT NULL, PRIMARY KEY (site_id, episode_id));
CREATE TABLE segment ({_SITE_TEXT}, episode_id TEXT NOT NULL, segment_id TEXT NOT NULL, label TEXT NOT NULL,
    start_ns INTEGER NOT NULL, end_ns INTEGER NOT NULL, deleted BOOLEAN NOT NULL,
    PRIMARY KEY (site_id, episode_id, segment_id)) WITHOUT ROWID;
CREATE TABLE remark ({_SITE_TEXT}, episode_id TEXT NOT NULL, remark_id TEXT NOT NULL, t_ns INTEGER NOT NULL,
    body TEXT NOT NULL, deleted BOOLEAN NOT NULL, PRIMARY KEY (site_id, episode_id, remark_id)) WITHOUT ROWID;
CREATE TABLE revision (arrival INTEGER NOT NULL PRIMARY KEY, {_SITE_TEXT}, changeset_id TEXT NOT NULL UNIQUE,
    episode_id TEXT, status TEXT NOT NULL, why TEXT NOT NULL, digest TEXT NOT NULL, body TEXT NOT NULL,
    device_id TEXT NOT NULL, server_at TEXT NOT NULL);
CREATE TABLE change_log ({_SITE_TEXT}, seq INTEGER NOT NULL, kind TEXT NOT NULL, episode_id TEXT NOT NULL,
    changeset_id TEXT UNIQUE, digest TEXT NOT NULL, chain TEXT NOT NULL, server_at TEXT NOT NULL,
    PRIMARY KEY (site_id, seq)) WITHOUT ROWID;
CREATE TABLE lease ({_SITE_TEXT}, episode_id TEXT NOT NULL, holder TEXT NOT NULL, device_id TEXT NOT NULL,
    token INTEGER NOT NULL, expires_at_ns INTEGER NOT NULL, PRIMARY KEY (site_id, episode_id)) WITHOUT ROWID;
CREATE TABLE audit (audit_id INTEGER NOT NULL PRIMARY KEY, login TEXT NOT NULL, action TEXT NOT NULL,
    what TEXT NOT NULL, server_at TEXT NOT NULL);
CREATE TABLE gram (gram TEXT NOT NULL, added INTEGER NOT NULL, PRIMARY KEY (gram, added)) WITHOUT ROWID;
CREATE INDEX revision_by_episode ON revision (episode_id, arrival);
CREATE INDEX episode_by_state ON episode (state, added);
CREATE INDEX episode_by_site ON episode (site_id, state, added);
CREATE INDEX episode_by_annotator ON episode (annotator, added);
CREATE INDEX episode_by_task ON episode (task, added);
CREATE INDEX episode_by_robot ON episode (robot, added);
CREATE INDEX change_log_by_episode ON change_log (episode_id)
"""
_GROWS = (
    "CREATE TRIGGER {table}_{verb}_refused BEFORE {verb} ON {table}"
    " BEGIN SELECT RAISE(ABORT, '{table} only grows'); END"
)
_EMPTIES = (
    "CREATE TRIGGER revision_update_refused BEFORE UPDATE ON revision WHEN new.body <> ''"
    " BEGIN SELECT RAISE(ABORT, 'revision only grows'); END"
)
_OLD = ("change_log", "revision", "episode", "stream_head", "meta")


def upgrade(connection: Connection) -> None:
    """Make the tables of version 2 and move what version 1 held."""
    for index in ("revision_by_episode", "episode_by_state"):
        _run(connection, f"DROP INDEX {index}")
    for table in _OLD:
        _run(connection, f"ALTER TABLE {table} RENAME TO {table}_1")
    for statement in _TABLES.split(";"):
        _run(connection, statement)
    _move_rows(connection)
    _fold_log(connection)
    for table in _OLD:
        _run(connection, f"DROP TABLE {table}_1")
    for table in ("change_log", "audit"):
        for verb in ("UPDATE", "DELETE"):
            _run(connection, _GROWS.format(table=table, verb=verb))
    _run(connection, _GROWS.format(table="revision", verb="DELETE"))
    _run(connection, _EMPTIES)


def _move_rows(connection: Connection) -> None:
    _run(connection, "INSERT INTO meta SELECT singleton, catalog_id, epoch, 2, 2 FROM meta_1")
    _run(connection, "INSERT INTO site VALUES (1, 'main', 'main')")
    _run(
        connection,
        "INSERT INTO episode SELECT 1, episode_id, rowid, record, '', '', '', state, annotator, '', '', head, 0"
        " FROM episode_1 ORDER BY rowid",
    )
    _run(
        connection,
        "INSERT INTO revision SELECT arrival, 1, changeset_id, episode_id, status, why, digest, body, '', server_at"
        " FROM revision_1 ORDER BY arrival",
    )
    for added, record in connection.execute(text("SELECT added, record FROM episode")).all():
        row = {"added": added, **_described(record)}
        connection.execute(
            text("UPDATE episode SET name = :name, task = :task, robot = :robot WHERE added = :added"), row
        )


def _fold_log(connection: Connection) -> None:
    """Number again with a chain, and derive from the log what version 1 did not keep."""
    log = connection.execute(
        text(
            "SELECT l.seq, l.server_at, r.changeset_id, r.episode_id, r.digest, r.body"
            " FROM change_log_1 l JOIN revision_1 r USING (changeset_id) ORDER BY l.seq"
        )
    )
    head, chain = 0, ""
    for row in log:
        head = row.seq
        line = f"{chain}|{head}|changeset|{row.episode_id}|{row.changeset_id}|{row.digest}"
        chain = hashlib.sha256(line.encode()).hexdigest()
        connection.execute(
            text("INSERT INTO change_log VALUES (1, :seq, 'changeset', :of, :id, :digest, :chain, :at)"),
            {
                "seq": head,
                "of": row.episode_id,
                "id": row.changeset_id,
                "digest": row.digest,
                "chain": chain,
                "at": row.server_at,
            },
        )
        for change in json.loads(row.body)["changes"]:
            _take(connection, row.episode_id, change)
    heads = connection.execute(text("SELECT head FROM episode WHERE head IS NOT NULL")).scalars().all()
    mark = 0
    for one in heads:
        mark ^= int(one.replace("-", ""), 16)
    connection.execute(
        text("INSERT INTO stream_head VALUES (1, :head, :chain, :count, :mark)"),
        {"head": head, "chain": chain, "count": len(heads), "mark": f"{mark:032x}"},
    )
    found = connection.execute(text("SELECT added, name, task, note FROM episode")).all()
    for added, *words in found:
        rows = [{"gram": gram, "added": added} for gram in _grams(words)]
        if rows:
            connection.execute(text("INSERT INTO gram VALUES (:gram, :added)"), rows)


def _take(connection: Connection, episode_id: str, change: dict[str, Any]) -> None:
    body, of = change["body"], {"of": episode_id}
    match change["op"]:
        case "put_phase":
            sql = "INSERT OR REPLACE INTO segment VALUES (1, :of, :id, :label, :start_ns, :end_ns, 0)"
            connection.execute(text(sql), of | {k: body[k] for k in ("id", "label", "start_ns", "end_ns")})
        case "put_remark":
            sql = "INSERT OR REPLACE INTO remark VALUES (1, :of, :id, :t_ns, :body, 0)"
            row = {"id": body["id"], "t_ns": body["t_ns"], "body": json.dumps(body, sort_keys=True)}
            connection.execute(text(sql), of | row)
        case "drop_phase":
            sql = "UPDATE segment SET deleted = 1 WHERE episode_id = :of AND segment_id = :id"
            connection.execute(text(sql), of | {"id": body["id"]})
        case "drop_remark":
            sql = "UPDATE remark SET deleted = 1 WHERE episode_id = :of AND remark_id = :id"
            connection.execute(text(sql), of | {"id": body["id"]})
        case "set_field" if body["field"] in {"grade", "note"} and isinstance(body["value"], str):
            sql = f"UPDATE episode SET {body['field']} = :value WHERE episode_id = :of"
            connection.execute(text(sql), of | {"value": body["value"]})


def _described(record: str | None) -> dict[str, str]:
    data = json.loads(record) if record else {}
    found = data if isinstance(data, dict) else {}
    return {
        name: str(found.get(name, "")).encode(errors="replace").decode() for name in ("name", "task", "robot")
    }


def _grams(words: Iterable[str]) -> set[str]:
    ended = [f"{word.lower()}\n" for word in words if word]
    return {word[n : n + 2] for word in ended for n in range(len(word) - 1)}


def _run(connection: Connection, statement: str) -> None:
    if statement.strip():
        connection.exec_driver_sql(statement)
