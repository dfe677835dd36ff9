"""The history of labels as rows, read page by page from a catalog or from a replica of it; only reading is needed."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Protocol

from models.catalog.address import PostgresAddress, SqliteAddress, parse_url

PAGE_ROWS = 5_000
_JSON = json.JSONEncoder(ensure_ascii=False)


@dataclass(frozen=True, slots=True)
class HistoryRow:
    """One entry of a site's log. ``at`` is the catalog's clock, in UTC.

    ``state`` and ``grade`` are what the change-set set, None where it did not touch them; ``phases`` is how many phases
    it put; ``changes`` is JSON text, "" where there is no change-set or where it was withdrawn.
    """

    seq: int
    at: datetime
    kind: str
    episode_id: str
    changeset_id: str
    author: str
    name: str
    task: str
    robot: str
    state: str | None
    grade: str | None
    phases: int
    changes: str


@dataclass(frozen=True, slots=True)
class HistorySite:
    """A site with the number of its last entry and the chain there."""

    code: str
    head: int
    chain: str


class History(Protocol):
    """A catalog's logs to be read from their beginning."""

    catalog_id: str
    epoch: int
    sites: tuple[HistorySite, ...]

    def rows(self, code: str, *, after: int, up_to: int) -> list[HistoryRow]:
        """The next ``PAGE_ROWS`` entries of a site, none at the end."""

    def chain_at(self, code: str, seq: int) -> str:
        """The chain of an entry, "" where there is none."""


@contextmanager
def reading_history(url: str) -> Iterator[History]:
    """The history of a catalog; what is read belongs to the heads that it begins with.

    Raises:
        CatalogError: no rights, no catalog; CatalogUnreachableError: no answer.
    """
    address = parse_url(url)
    if isinstance(address, PostgresAddress):
        from models.catalog.history_postgres import PostgresHistory, connected  # noqa: PLC0415  the driver costs 0.1 s

        with connected(address) as connection:
            yield PostgresHistory(connection)
    else:
        with _file(address) as history:
            yield history


@contextmanager
def _file(address: SqliteAddress) -> Iterator[History]:
    from models.catalog.history_sqlite import SqliteHistory  # noqa: PLC0415  as above
    from models.catalog.sqlite_link import opened  # noqa: PLC0415

    with opened(address) as connection:
        yield SqliteHistory(connection)


def history_row(
    seq: int, at: datetime, kind: str, episode_id: str, changeset_id: str | None, *facts: str | None
) -> HistoryRow:
    """A row of what a catalog tells; ``facts`` are login, name, task, robot and the change-set's body."""
    login, name, task, robot, body = facts
    data: dict[str, Any] = json.loads(body) if body else {}
    changes = data.get("changes", [])
    fields = {c["body"]["field"]: c["body"]["value"] for c in changes if c["op"] == "set_field"}
    return HistoryRow(
        seq=seq,
        at=at.astimezone(UTC),
        kind=kind,
        episode_id=episode_id,
        changeset_id=changeset_id or "",
        author=str(data.get("author") or login or ""),
        name=name or "",
        task=task or "",
        robot=robot or "",
        state=_text(fields.get("state")),
        grade=_text(fields.get("grade")),
        phases=sum(change["op"] == "put_phase" for change in changes),
        changes=_JSON.encode(changes) if body else "",
    )


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None
