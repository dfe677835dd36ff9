"""Backing a catalog in PostgreSQL up: all its tables as of one moment, while everybody works on.

``pg_dump`` of the database is as good for a catalog; this needs no program beside ours, and knows what it has to check.
"""

from collections.abc import Callable
from graphlib import TopologicalSorter
from pathlib import Path

from psycopg import Connection
from psycopg.rows import TupleRow
from psycopg.types.json import Jsonb

from models.catalog.address import PostgresAddress
from models.catalog.backup_file import Manifest, SiteNote, TableNote, Writer, written
from models.catalog.owner import as_owner
from models.catalog.tables import SCHEMA_VERSION
from models.catalog.versions import refuse_newer
from models.errors import CatalogError

_MADE_BY_INIT = ("alembic_version", "move")
_TABLES = """
select c.relname, array_agg(a.attname::text order by a.attnum) from pg_class c
join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''
where c.relnamespace = 'rushes'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition
    and c.relname <> all (%s)
group by c.relname order by c.relname
"""
_NEEDS = """
select distinct t.relname, f.relname from pg_constraint k
join pg_class t on t.oid = k.conrelid join pg_class f on f.oid = k.confrelid
where k.contype = 'f' and k.connamespace = 'rushes'::regnamespace and t.oid <> f.oid
"""
_PARTITIONS = """
select c.relname, p.relname, pg_get_expr(c.relpartbound, c.oid)
from pg_inherits i join pg_class c on c.oid = i.inhrelid join pg_class p on p.oid = i.inhparent
where c.relnamespace = 'rushes'::regnamespace and c.relispartition and c.relkind in ('r', 'p') order by c.oid
"""
SITES = """
select s.code, h.head, h.chain, h.count, hex_of(h.mark)
from site s join stream_head h using (site_id) order by s.site_id
"""


def backup(
    address: PostgresAddress,
    target: Path,
    *,
    counts: bool = True,
    told: Callable[[int], None] = lambda _: None,
) -> Manifest:
    """Write all tables as of one moment to ``target``; ``told`` hears of each more bytes.

    The audit remembers it, unless it will be thrown away and does not count.

    Raises:
        CatalogError: not the one who made the catalog, a catalog of another version, or no place to write.
        CatalogUnreachableError: no answer.
    """
    with as_owner(address) as link:
        with written(target) as writer:
            with link.transaction():
                link.execute("set transaction isolation level repeatable read, read only")
                manifest = _dump(link, writer, address, told)
            writer.finish(manifest)
        if counts:
            heads = {site.code: site.head for site in manifest.sites}
            what = Jsonb({"rows": manifest.rows, "heads": heads})
            link.execute("select note_audit('backup', %s, null, %s)", (manifest.made_at, what))
    return manifest


def _dump(
    link: Connection[TupleRow], writer: Writer, address: PostgresAddress, told: Callable[[int], None]
) -> Manifest:
    meta = link.execute(
        "select catalog_id, epoch, schema_version, now()::text, current_database()::text from meta"
    ).fetchone()
    if meta is None:
        raise CatalogError(
            "There is no catalog in {where} yet; make it with: rushes catalog init URL", where=address.where
        )
    refuse_newer(meta[2], address)
    if meta[2] < SCHEMA_VERSION:
        raise CatalogError(
            "The catalog {where} has version {version}; bring it up first with: rushes catalog upgrade URL",
            where=address.where,
            version=meta[2],
        )
    sites = tuple(SiteNote(*row) for row in link.execute(SITES).fetchall())
    tables = [_dump_table(link, writer, name, columns, told) for name, columns in tables_in_order(link)]
    catalog_id, epoch, version, made_at, database = meta
    return Manifest(
        catalog_id=catalog_id,
        epoch=epoch,
        schema_version=version,
        made_at=made_at,
        database=database,
        tables=tuple(tables),
        sites=sites,
        partitions=tuple((row[0], row[1], row[2]) for row in link.execute(_PARTITIONS).fetchall()),
        sequences={
            row[0]: row[1]
            for row in link.execute(
                "select sequencename::text, last_value from pg_sequences "
                "where schemaname = 'rushes' and last_value is not null"
            ).fetchall()
        },
    )


def tables_in_order(link: Connection[TupleRow]) -> list[tuple[str, tuple[str, ...]]]:
    """Names and columns of the tables that a backup holds, each after those that it refers to."""
    columns = {name: tuple(of) for name, of in link.execute(_TABLES, (list(_MADE_BY_INIT),)).fetchall()}
    needs: dict[str, set[str]] = {name: set() for name in columns}
    for table, needed in link.execute(_NEEDS).fetchall():
        if table in needs and needed in needs:
            needs[table].add(needed)
    return [(name, columns[name]) for name in TopologicalSorter(needs).static_order()]


def _dump_table(
    link: Connection[TupleRow],
    writer: Writer,
    name: str,
    columns: tuple[str, ...],
    told: Callable[[int], None],
) -> TableNote:
    wanted = ", ".join(f'"{column}"' for column in columns)
    sql = f'copy (select {wanted} from rushes."{name}") to stdout'
    with writer.table(name) as member, link.cursor() as cursor:
        with cursor.copy(sql.encode()) as copy:
            for block in copy:
                member.write(block)
                told(len(block))
        return TableNote(name, columns, cursor.rowcount, member.sha256)
