"""Attacks that write: tables, partitions, and everything that hangs on them."""

from collections.abc import Iterator

from models.catalog.attacks.values import Attack, Must, Scene

_ANY_PRIVILEGE = """
select c.oid::regclass from pg_class c
where c.relnamespace = 'rushes'::regnamespace and c.relkind in ('r', 'p', 'v', 'm')
    and has_table_privilege(c.oid, 'insert, update, delete, truncate, references, trigger')
union all
select seqrelid::regclass from pg_sequence s join pg_class c on c.oid = s.seqrelid
where c.relnamespace = 'rushes'::regnamespace and has_sequence_privilege(s.seqrelid, 'usage, update')
"""
_ANY_COLUMN = """
select attrelid::regclass, attname from pg_attribute a join pg_class c on c.oid = a.attrelid
where c.relnamespace = 'rushes'::regnamespace and c.relkind in ('r', 'p') and a.attnum > 0 and not attisdropped
    and has_column_privilege(attrelid, attnum, 'insert, update, references')
"""


def attacks(scene: Scene, who: str) -> Iterator[Attack]:
    """All of one attacker."""
    yield Attack("looks for a table to write", who, (_ANY_PRIVILEGE, _ANY_COLUMN), Must.NOTHING)
    for table, column in scene.tables.items():
        yield Attack(f"writes, empties or locks the table {table}", who, tuple(_writes(table, column)))
    for partition in scene.partitions:
        name = f'"{partition}"'
        yield Attack(
            f"reads or writes the partition {partition}", who, (f"table rushes.{name}", *_brief(name))
        )
    yield Attack("takes the protection from tables", who, tuple(_rebuilds()))
    yield Attack("turns sequences", who, tuple(_sequences()))
    yield Attack("edits the system's own tables", who, tuple(_system(scene, who)))


def _writes(table: str, column: str) -> Iterator[str]:
    yield f"insert into rushes.{table} default values"
    yield f"update rushes.{table} set {column} = {column}"
    yield f"delete from rushes.{table}"
    yield f"truncate rushes.{table} cascade"
    yield f"lock table rushes.{table} in access exclusive mode"
    yield f"select * from rushes.{table} limit 1 for update"
    yield f"merge into rushes.{table} t using (select 1) s on false when matched then delete"


def _brief(name: str) -> Iterator[str]:
    yield f"delete from rushes.{name}"
    yield f"truncate rushes.{name}"
    yield f"insert into rushes.{name} default values"
    yield f"drop table rushes.{name}"


def _rebuilds() -> Iterator[str]:
    for table in ("episode", "revision", "change_log", "audit", "lease", "app_user"):
        yield f"alter table rushes.{table} disable row level security"
        yield f"alter table rushes.{table} disable trigger all"
        yield f"drop table rushes.{table} cascade"
        yield f"create policy all_of_it on rushes.{table} using (true)"
        yield f"create rule away as on insert to rushes.{table} do instead nothing"
        yield f"create index mine on rushes.{table} ((1))"
        yield f"comment on table rushes.{table} is 'mine'"
        yield f"alter table rushes.{table} rename to {table}_old"
    yield "drop policy mine on rushes.episode"
    yield "alter policy mine on rushes.episode using (true)"
    yield "drop trigger only_grows on rushes.change_log"
    yield "alter table rushes.episode detach partition rushes.episode_default"
    yield "create table rushes.own (a int)"
    yield "create view rushes.own as select 1"
    yield "create function rushes.own() returns int language sql as 'select 1'"
    yield "create or replace function rushes.my_sites() returns smallint[] language sql as 'select array[1::smallint]'"
    yield "alter function rushes.my_sites() security invoker"
    yield "alter function rushes.hello(integer) reset search_path"
    yield "drop function rushes.hello(integer)"
    yield "drop schema rushes cascade"
    yield "alter schema rushes rename to mine"


def _sequences() -> Iterator[str]:
    for name in ("episode_added", "revision_arrival"):
        yield f"select nextval('rushes.{name}')"
        yield f"select setval('rushes.{name}', 1)"
        yield f"select last_value from rushes.{name}"


def _system(scene: Scene, who: str) -> Iterator[str]:
    login = scene.people[who].login
    yield f"update pg_authid set rolsuper = true where rolname = '{login}'"
    yield "update pg_class set relrowsecurity = false"
    yield "delete from pg_policy"
    yield "update pg_proc set prosecdef = false"
    yield f"insert into pg_auth_members (roleid, member) values (10, '{login}'::regrole)"
    yield "delete from pg_trigger"
