"""Attacks that want to be somebody else, or more."""

from collections.abc import Iterator

from models.catalog.attacks.values import NO_RIGHT, Attack, End, Must, Scene

_UNKNOWN = NO_RIGHT | {"42704", "42883", "0A000", "58P01", "22023"}
"""Also refused where the thing is not there at all."""


def attacks(scene: Scene, who: str) -> Iterator[Attack]:
    """All of one attacker."""
    me, colleague = (scene.people[name].login for name in (who, "colleague"))
    tries: tuple[str, ...]
    for role in ("rushes_owner", "rushes_admin", "colleague", "superuser"):
        name = {"colleague": colleague, "superuser": scene.superuser}.get(role, role)
        tries = (f'set role "{name}"', f'set local role "{name}"', f'set session authorization "{name}"')
        yield Attack(f"becomes {role}", who, tries)
    if who != "lead":
        yield Attack("becomes rushes_lead", who, ("set role rushes_lead",))
    for name, tries in _refused(me, colleague).items():
        yield Attack(name, who, tries)
    rename = f'alter role "{me}" rename to rushes_admin_2'
    yield Attack("takes another's name", who, (rename,), states=NO_RIGHT | {"0A000"})
    yield Attack("hands on rights", who, tuple(_grants(me)), Must.HARMLESS, end=End.KEPT)
    yield Attack("brings code from outside", who, tuple(_code()), Must.REFUSED, _UNKNOWN)
    yield Attack(
        "shadows names of the catalog", who, tuple(_shadows()), Must.REFUSED, NO_RIGHT | {"3F000", "42P06"}
    )
    yield Attack("looks elsewhere for the catalog's tables", who, tuple(_elsewhere(scene)), Must.HARMLESS)
    yield Attack("changes the server", who, tuple(_server(me, scene.database)), end=End.ALONE)
    yield Attack("switches off what protects", who, tuple(_switches()))


def _refused(me: str, colleague: str) -> dict[str, tuple[str, ...]]:
    attributes = ("superuser", "createrole", "createdb", "bypassrls", "replication", "connection limit 1000")
    return {
        "makes logins": (
            "create role accomplice login",
            "create user accomplice password 'x' in role rushes_admin",
        ),
        "gives itself attributes": (
            *(f'alter role "{me}" {attribute}' for attribute in attributes),
            f"alter role \"{me}\" valid until 'infinity'",
        ),
        "changes other logins": (
            f"alter role \"{colleague}\" password 'x'",
            f'alter role "{colleague}" nologin',
            f'drop role "{colleague}"',
            f'alter role "{colleague}" set search_path = pg_temp',
            "alter role rushes_owner login",
            "alter role all set statement_timeout = 0",
        ),
        "joins other groups": (
            f'grant rushes_admin to "{me}"',
            f'grant rushes_owner to "{me}"',
            f'grant pg_read_all_data to "{me}"',
            f'grant pg_execute_server_program to "{me}"',
            f'grant "{colleague}" to "{me}"',
        ),
        "takes what others own": (
            f'reassign owned by rushes_owner to "{me}"',
            "drop owned by rushes_owner",
            f'alter table rushes.episode owner to "{me}"',
            f'alter schema rushes owner to "{me}"',
            f'alter function rushes.my_sites() owner to "{me}"',
            f'alter default privileges for role rushes_owner grant all on tables to "{me}"',
        ),
    }


def _grants(me: str) -> Iterator[str]:
    yield f'grant all on all tables in schema rushes to "{me}"'
    yield "grant select on rushes.episode to public"
    yield f'grant insert on rushes.episode to "{me}" with grant option'
    yield "grant usage on schema rushes to public"
    yield "grant execute on all functions in schema rushes to public"
    yield "revoke select on rushes.episode from rushes_lead"
    yield f'grant all on schema public to "{me}"'
    yield f'alter default privileges grant all on tables to "{me}"'


def _code() -> Iterator[str]:
    yield "do $$ begin perform 1; end $$"
    yield "do language plpgsql $$ begin raise notice 'x'; end $$"
    yield "create extension dblink"
    yield "create extension plpython3u"
    yield "create extension file_fdw"
    yield "create language plperlu"
    yield "create function public.own() returns int language c as 'libc', 'getpid'"
    yield "create function public.own() returns int language internal as 'int4pl'"
    yield "load 'dblink'"
    yield "select dblink_connect('dbname=postgres')"
    yield "create event trigger watch on ddl_command_start execute function rushes.refuse_change()"
    yield "create foreign data wrapper own"
    yield "create server own foreign data wrapper postgres_fdw"
    yield "create cast (text as int) with inout"
    yield "create access method own type index handler bthandler"
    yield "create publication own for all tables"
    yield "create text search template own (lexize = dsimple_lexize)"


def _shadows() -> Iterator[str]:
    yield "create temp table episode (site_id smallint)"
    yield "create temp view app_user as select 'admin' as role"
    yield "select 1 as site_id into temp meta"
    yield "create function pg_temp.my_role() returns text language sql as $$ select 'admin' $$"
    yield "create function pg_temp.told(t text) returns boolean language sql as $$ select true $$"
    yield "create function public.my_role() returns text language sql as $$ select 'admin' $$"
    yield "create operator public.= (leftarg = smallint, rightarg = smallint, function = int2eq)"
    yield "create operator pg_temp.= (leftarg = text, rightarg = text, function = texteq)"
    yield "create schema own"
    yield "create schema if not exists authorization current_user"
    yield "create function pg_catalog.sha256(text) returns bytea language sql as $$ select ''::bytea $$"
    yield "create type public.meta as (singleton boolean)"
    yield "create domain pg_temp.uuid as text"


def _elsewhere(scene: Scene) -> Iterator[str]:
    yield f"set search_path = pg_temp, public; select rushes.hello({scene.schema_version})"
    yield f"set search_path = ''; select * from rushes.status({scene.schema_version})"
    yield "set search_path = pg_catalog, rushes; select my_role(), my_sites()"


def _server(me: str, database: str) -> Iterator[str]:
    name = database.replace('"', '""')
    yield "alter system set archive_mode = off"
    yield "create database rushes_attack"
    yield "create tablespace own location '/tmp'"
    yield "checkpoint"
    yield f'alter database "{name}" owner to "{me}"'
    yield f'alter database "{name}" set search_path = pg_temp'
    yield f'alter database "{name}" connection limit 0'
    yield f'drop database "{name}"'
    yield "create subscription own connection 'dbname=x' publication p with (connect = false)"


def _switches() -> Iterator[str]:
    for setting in (
        "session_replication_role = replica",
        "allow_system_table_mods = on",
        "log_statement = 'none'",
        "track_activities = off",
        "temp_file_limit = -1",
        "lo_compat_privileges = on",
        "session_preload_libraries = 'x'",
        "zero_damaged_pages = on",
        "ignore_checksum_failure = on",
        "max_stack_depth = '100MB'",
    ):
        yield f"set {setting}"
    yield "set rushes.withdrawing = 'x'; update rushes.revision set body = null"
    yield "set row_security = off; select count(*) from rushes.episode"
    yield "alter role all reset all"
