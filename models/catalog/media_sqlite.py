"""What a catalog file knows of recordings. Its tables are made when something is put for the first time."""

from collections.abc import Mapping, Sequence
from hashlib import sha256
from itertools import groupby

from sqlalchemy import BigInteger, Column, Connection, Integer, MetaData, Table, Text, delete, inspect, select
from sqlalchemy.dialects.sqlite import insert as upsert

from models.catalog.address import SqliteAddress
from models.catalog.sqlite_link import opened, refuse_network_share
from models.catalog.sqlite_log import site_id_of
from models.catalog.tables import episode
from models.errors import CatalogError
from models.media.manifest import manifest_from
from models.media.mapping import PathRule
from models.media.register import MediaCopy, check_deletable, last_verified_first, refuse_another_manifest

_METADATA = MetaData()
_MANIFEST = Table(
    "media_manifest",
    _METADATA,
    Column("site_id", Integer, primary_key=True),
    Column("episode_id", Text, primary_key=True),
    Column("manifest", Text, nullable=False),
    Column("sha256", Text, nullable=False),
)
_COPY = Table(
    "media_copy",
    _METADATA,
    Column("site_id", Integer, primary_key=True),
    Column("episode_id", Text, primary_key=True),
    Column("location", Text, primary_key=True),
    Column("verified_at_ns", BigInteger),
    Column("sha256", Text, nullable=False),
)
_PATH = Table(
    "media_path",
    _METADATA,
    Column("site_id", Integer, primary_key=True),
    Column("prefix", Text, primary_key=True),
    Column("here", Text, nullable=False),
)
_WITHDRAWN = """
CREATE TRIGGER IF NOT EXISTS media_withdrawn AFTER UPDATE OF withdrawn ON episode WHEN new.withdrawn BEGIN
    DELETE FROM media_manifest WHERE site_id = new.site_id AND episode_id = new.episode_id;
    DELETE FROM media_copy WHERE site_id = new.site_id AND episode_id = new.episode_id;
END
"""


class SqliteMedia:
    """A ``MediaRegister``; opens the file for each call. It enforces no roles, as the file itself does not."""

    def __init__(self, address: SqliteAddress) -> None:
        refuse_network_share(address)
        self._address = address

    def put_manifest(self, site: str, episode_id: str, manifest_text: str) -> None:
        """See ``MediaRegister``."""
        text = manifest_from(manifest_text).text
        with opened(self._address, write=True) as connection:
            site_id = _writable(connection, site)
            if not _known(connection, site_id, [episode_id]):
                raise CatalogError("The catalog has no episode {episode}", episode=episode_id)
            row = {"site_id": site_id, "episode_id": episode_id, "manifest": text}
            digest = sha256(text.encode()).hexdigest()
            connection.execute(upsert(_MANIFEST).values(**row, sha256=digest).on_conflict_do_nothing())
            if _manifests(connection, site_id, [episode_id])[episode_id] != text:
                raise refuse_another_manifest(episode_id)

    def manifests(self, site: str, episode_ids: Sequence[str]) -> Mapping[str, str]:
        """See ``MediaRegister``."""
        with opened(self._address) as connection:
            site_id = _readable(connection, site)
            return {} if site_id is None else _manifests(connection, site_id, episode_ids)

    def put_copies(self, site: str, copies: Sequence[MediaCopy]) -> None:
        """See ``MediaRegister``; copies of episodes that the site does not have are passed over."""
        with opened(self._address, write=True) as connection:
            site_id = _writable(connection, site)
            known = _known(connection, site_id, [copy.episode_id for copy in copies])
            for copy in (copy for copy in copies if copy.episode_id in known):
                found = {"verified_at_ns": copy.verified_at_ns, "sha256": copy.sha256}
                key = {"site_id": site_id, "episode_id": copy.episode_id, "location": copy.location}
                put = upsert(_COPY).values(**key, **found)
                connection.execute(put.on_conflict_do_update(index_elements=list(key), set_=found))

    def copies(self, site: str, episode_ids: Sequence[str]) -> Mapping[str, tuple[MediaCopy, ...]]:
        """See ``MediaRegister``."""
        with opened(self._address) as connection:
            site_id = _readable(connection, site)
            return {} if site_id is None else _copies(connection, site_id, episode_ids)

    def delete_copy(self, site: str, episode_id: str, location: str) -> None:
        """See ``MediaRegister``."""
        with opened(self._address, write=True) as connection:
            site_id = _writable(connection, site)
            text = _manifests(connection, site_id, [episode_id]).get(episode_id, "")
            copies = _copies(connection, site_id, [episode_id]).get(episode_id, ())
            check_deletable(copies, location, sha256(text.encode()).hexdigest() if text else "")
            of = (_COPY.c.site_id == site_id, _COPY.c.episode_id == episode_id, _COPY.c.location == location)
            connection.execute(delete(_COPY).where(*of))

    def path_maps(self, site: str) -> tuple[PathRule, ...]:
        """See ``MediaRegister``."""
        with opened(self._address) as connection:
            site_id = _readable(connection, site)
            wanted = (
                select(_PATH.c.prefix, _PATH.c.here)
                .where(_PATH.c.site_id == site_id)
                .order_by(_PATH.c.prefix)
            )
            rows = [] if site_id is None else connection.execute(wanted).all()
        return tuple(PathRule(prefix, here, site) for prefix, here in rows)

    def put_path_map(self, site: str, prefix: str, here: str) -> None:
        """See ``MediaRegister``."""
        with opened(self._address, write=True) as connection:
            site_id = _writable(connection, site)
            connection.execute(delete(_PATH).where(_PATH.c.site_id == site_id, _PATH.c.prefix == prefix))
            if here:
                connection.execute(upsert(_PATH).values(site_id=site_id, prefix=prefix, here=here))

    def close(self) -> None:
        """Nothing is held in between."""


def _writable(connection: Connection, site: str) -> int:
    """The site's number, with the tables there."""
    site_id = site_id_of(connection, site)
    if site_id is None:
        raise CatalogError("There is no site {site} in this catalog that you may use", site=site)
    _METADATA.create_all(connection)
    connection.exec_driver_sql(_WITHDRAWN)
    return site_id


def _readable(connection: Connection, site: str) -> int | None:
    """The site's number, None where nothing was ever put."""
    return site_id_of(connection, site) if inspect(connection).has_table(_COPY.name) else None


def _known(connection: Connection, site_id: int, episode_ids: Sequence[str]) -> frozenset[str]:
    found = select(episode.c.episode_id).where(
        episode.c.site_id == site_id,
        episode.c.episode_id.in_(list(episode_ids)),
        episode.c.withdrawn.is_(False),
    )
    return frozenset(connection.execute(found).scalars())


def _manifests(connection: Connection, site_id: int, episode_ids: Sequence[str]) -> dict[str, str]:
    found = select(_MANIFEST.c.episode_id, _MANIFEST.c.manifest).where(
        _MANIFEST.c.site_id == site_id, _MANIFEST.c.episode_id.in_(list(episode_ids))
    )
    return {row.episode_id: row.manifest for row in connection.execute(found)}


def _copies(
    connection: Connection, site_id: int, episode_ids: Sequence[str]
) -> dict[str, tuple[MediaCopy, ...]]:
    columns = (_COPY.c.episode_id, _COPY.c.location, _COPY.c.verified_at_ns, _COPY.c.sha256)
    wanted = select(*columns).where(_COPY.c.site_id == site_id, _COPY.c.episode_id.in_(list(episode_ids)))
    rows = connection.execute(wanted.order_by(_COPY.c.episode_id)).all()
    found = groupby((MediaCopy(*row) for row in rows), key=lambda copy: copy.episode_id)
    return {episode_id: last_verified_first(tuple(copies)) for episode_id, copies in found}
