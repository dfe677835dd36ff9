"""Whether something changed: digests of what attackers must not be able to change, by name.

Episodes, logs and leases of the suite's own sites, who may do what in the catalog, and the rights of the whole server.
Receipts of refused work of the attackers are theirs and no change.
"""

from collections.abc import Mapping

from psycopg import Connection
from psycopg.rows import TupleRow

from models.catalog.attacks.values import Scene

_OF_SITES = ("episode", "segment", "remark", "mark", "change_log", "stream_head", "site", "user_site")
_WHOLE = ("app_user", "meta", "move")
_RIGHTS = {
    "tables": """select relname, relkind, relacl, relowner, relrowsecurity, relforcerowsecurity from pg_class
        where relnamespace = 'rushes'::regnamespace""",
    "functions": """select proname, proargtypes, proacl, proowner, prosecdef, proconfig, md5(prosrc) from pg_proc
        where pronamespace = 'rushes'::regnamespace or proacl is not null and proname ~ '^(lo|pg_advisory|pg_try)'""",
    "things beside the catalog": """
        select 'class', count(*) from pg_class where oid >= 16384 and relnamespace in (
            select oid from pg_namespace where nspname !~ '^pg_(temp|toast)')
        union all select 'proc', count(*) from pg_proc where oid >= 16384
        union all select 'type', count(*) from pg_type where oid >= 16384 and typrelid = 0
        union all select 'operator', count(*) from pg_operator where oid >= 16384
        union all select 'cast', count(*) from pg_cast where oid >= 16384
        union all select 'extension', count(*) from pg_extension
        union all select 'language', count(*) from pg_language
        union all select 'event trigger', count(*) from pg_event_trigger
        union all select 'publication', count(*) from pg_publication
        union all select 'foreign', count(*) from pg_foreign_server
        union all select 'slot', count(*) from pg_replication_slots
        union all select 'large object', count(*) from pg_largeobject_metadata
        union all select 'prepared', count(*) from pg_prepared_xacts
        union all select 'default', count(*) from pg_default_acl""",
    "policies": "select polname, polrelid, polcmd, polroles, polqual::text, polwithcheck::text from pg_policy",
    "triggers": "select tgname, tgrelid, tgenabled from pg_trigger where not tgisinternal",
    "schemas": "select nspname, nspowner, nspacl from pg_namespace where nspname !~ '^pg_(temp|toast)'",
    "databases": "select datname, datdba, datacl, datconnlimit from pg_database",
    "logins": """select rolname, rolsuper, rolinherit, rolcreaterole, rolcreatedb, rolcanlogin, rolreplication,
        rolbypassrls, rolconnlimit, rolvaliduntil from pg_roles""",
    "memberships": "select roleid, member, admin_option, inherit_option, set_option from pg_auth_members",
    "settings": "select setdatabase, setrole, setconfig from pg_db_role_setting",
}


def fingerprint(owner: Connection[TupleRow], scene: Scene, *, rights: bool = True) -> Mapping[str, str]:
    """One digest a name; needs the owner's connection. Without ``rights`` it costs a tenth."""
    sites = f"({scene.site_id}, {scene.foreign_id})"
    attackers = ", ".join(f"'{scene.people[who].login}'" for who in ("annotator", "lead", "engineer"))
    wanted = {
        f"the table {table}": f"select * from rushes.{table} where site_id in {sites}" for table in _OF_SITES
    }
    wanted |= {f"the table {table}": f"select * from rushes.{table}" for table in _WHOLE}
    wanted |= {
        "the table revision": f"select * from rushes.revision where site_id in {sites} "
        f"and (status = 'applied' or login not in ({attackers}))",
        "the table lease": f"select * from rushes.lease where site_id in {sites} and holder not in ({attackers})",
        "the audit": f"select * from rushes.audit where login in ({attackers})",
    }
    if rights:
        wanted |= _RIGHTS
    parts = " union all ".join(
        f"select '{name}', md5(coalesce(string_agg(x::text, '|' order by x::text), '')) from ({sql}) x"
        for name, sql in wanted.items()
    )
    return {str(name): str(digest) for name, digest in owner.execute(parts.encode()).fetchall()}


def changed(before: Mapping[str, str], after: Mapping[str, str]) -> str:
    """What differs, in words."""
    return ", ".join(name for name in after if before[name] != after[name])
