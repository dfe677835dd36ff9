"""What the catalog applied and this program cannot put onto its labels: statements inside a caller's transaction.

The change-sets of an episode from the first that does not fit on, as the catalog keeps them. A later program, a later
change-set or the episode's description may make them fit.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, bindparam, delete, insert, select

from models.errors import KnownError
from models.labelling.changes import UNREADABLE, Change, ChangeSet, changeset_from_json
from models.storage.database import prepared
from models.storage.tables import STUCK

_OF = prepared(select(STUCK).where(STUCK.c.episode_id == bindparam("of")).order_by(STUCK.c.seq))
_PUT = prepared(insert(STUCK))


@dataclass(frozen=True, slots=True)
class Told:
    """A change-set of the log with its number, and its text as the catalog keeps it."""

    seq: int
    changeset: ChangeSet
    body: str


def read(body: str, *, changeset_id: str, episode_id: str, parent: str) -> ChangeSet:
    """The change-set of a text; for one that cannot be read a change-set of that place in the log that fits nothing."""
    try:
        return changeset_from_json(body)
    except KnownError:
        return ChangeSet(changeset_id, episode_id, parent, "", "", 0, (Change(UNREADABLE, {}),))


def of_episode(connection: Connection, episode_id: str, *, head: str) -> list[Told]:
    """What is stuck of an episode, in order; ``head`` is what the first was made on."""
    found: list[Told] = []
    for row in connection.exec_driver_sql(_OF, {"of": episode_id}).mappings():
        parent = found[-1].changeset.id if found else head
        changeset = read(row["body"], changeset_id=row["changeset_id"], episode_id=episode_id, parent=parent)
        found.append(Told(row["seq"], changeset, row["body"]))
    return found


def keep(connection: Connection, episode_id: str, site: str, some: Sequence[Told]) -> None:
    """These and no others are stuck of an episode."""
    connection.execute(delete(STUCK).where(STUCK.c.episode_id == episode_id))
    for told in some:
        row = {"episode_id": episode_id, "seq": told.seq, "site": site}
        connection.exec_driver_sql(_PUT, {**row, "changeset_id": told.changeset.id, "body": told.body})


def episodes(connection: Connection, site: str | None = None) -> list[str]:
    """Ids of the episodes of a site, or of all, of which something is stuck."""
    wanted = select(STUCK.c.episode_id).distinct().order_by(STUCK.c.episode_id)
    return list(connection.execute(wanted if site is None else wanted.where(STUCK.c.site == site)).scalars())


def forget_sites(connection: Connection, sites: Collection[str]) -> None:
    """Their logs are taken again from the beginning."""
    connection.execute(delete(STUCK).where(STUCK.c.site.in_(list(sites))))
