"""What the attacks are about: people, two sites and episodes, made for them and taken away again."""

import re
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from importlib import resources

import psycopg
from psycopg import Connection
from psycopg.conninfo import make_conninfo
from psycopg.rows import TupleRow

from models.catalog.address import PostgresAddress
from models.catalog.administration import scram_verifier
from models.catalog.attacks.calls import Pushing, Typed, call, changes
from models.catalog.attacks.values import Episodes, Login, Scene
from models.catalog.tables import SCHEMA_VERSION
from models.errors import CatalogError

APPLICATION = "rushes attack suite"
ATTACKERS = ("annotator", "lead", "engineer")
LIMITS = "-c statement_timeout=8s -c lock_timeout=4s"
_SITE, _FOREIGN = -1, -2
_ROLES = {
    "annotator": ("annotator", _SITE),
    "lead": ("lead", _SITE),
    "engineer": ("engineer", _SITE),
    "colleague": ("annotator", _SITE),
    "stranger": ("annotator", _FOREIGN),
    "admin": ("admin", _SITE),
}
_PARTED = ("episode", "segment", "remark", "mark", "change_log")
_RUNNING = (
    "select 1 from pg_stat_activity where datname = current_database() and application_name = %s limit 1"
)
_TABLES = """
select distinct on (c.relname) c.relname, a.attname
from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and a.attidentity = '' and not attisdropped
where c.relnamespace = 'rushes'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition order by 1, a.attnum
"""
_PARTITIONS = """
select relname from pg_class
where relnamespace = 'rushes'::regnamespace and relkind = 'r' and relispartition
    and (relname ~ '_(default|-[12])$' or relname = (
        select max(relname) from pg_class where relispartition and relname like 'revision\\_%q_')) order by 1
"""
_FUNCTIONS = """
select proname, array(select format_type(t, null) from unnest(proargtypes) with ordinality a (t, n) order by n)
from pg_proc where pronamespace = 'rushes'::regnamespace and prorettype <> 'trigger'::regtype order by 1, 2
"""
_FORGET_EPISODES = """
delete from episode_site where episode_id in (select episode_id from episode where site_id in (-1, -2))
"""
_ATTACKER = "login ~ '^attack_[0-9a-f]{8}_'"


@contextmanager
def staged(owner: Connection[TupleRow], address: PostgresAddress) -> Iterator[Scene]:
    """The scene; it goes when the block ends, however it ends, and what an interrupted suite left goes first.

    Raises:
        CatalogError: a suite is running at this catalog, or its people cannot do what everybody can.
    """
    if owner.execute(_RUNNING, (APPLICATION,)).fetchone() is not None:
        raise CatalogError("The attack suite is running at {where} already", where=address.where)
    strike(owner)
    try:
        scene = _people(owner)
        yield _played(scene, address)
    finally:
        strike(owner)


def entered(address: PostgresAddress, login: Login) -> Connection[TupleRow]:
    """A connection of one of the scene's people, without anything of our client."""
    conninfo = make_conninfo(
        address.url,
        user=login.login,
        password=login.password,
        application_name=APPLICATION,
        connect_timeout=10,
        options=LIMITS,
    )
    return psycopg.connect(conninfo, autocommit=True, prepare_threshold=None)


def strike(owner: Connection[TupleRow]) -> None:
    """Take away all that a suite made; harmless where there is nothing."""
    logins = [str(row[0]) for row in owner.execute(f"select login from app_user where {_ATTACKER}".encode())]
    known = owner.execute("select 1 from site where site_id in (-1, -2) limit 1").fetchone()
    if not logins and known is None:
        return
    with owner.transaction():
        for table, where in (
            ("revision", "site_id in (-1, -2)"),
            ("audit", f"site_id in (-1, -2) or {_ATTACKER} or subject ~ '^attack_[0-9a-f]{{8}}_'"),
        ):
            owner.execute(f"alter table {table} disable trigger only_grows".encode())
            owner.execute(f"delete from {table} where {where}".encode())
            owner.execute(f"alter table {table} enable trigger only_grows".encode())
        owner.execute(_FORGET_EPISODES)
        for table in _PARTED:
            for number in (_SITE, _FOREIGN):
                owner.execute(f'drop table if exists "{table}_{number}"'.encode())
        for table in ("lease", "stream_head", "user_site", "site"):
            owner.execute(f"delete from {table} where site_id in (-1, -2)".encode())
        for login in logins:
            owner.execute("delete from app_user where login = %s", (login,))
            if owner.execute("select to_regrole(%s)", (login,)).fetchone() != (None,):
                owner.execute(f'drop owned by "{login}"'.encode())
                owner.execute(f'drop role "{login}"'.encode())


def _people(owner: Connection[TupleRow]) -> Scene:
    mark = secrets.token_hex(4)
    codes = {_SITE: f"attack-{mark}", _FOREIGN: f"attack-{mark}-foreign"}
    people = {who: Login(f"attack_{mark}_{who}", secrets.token_urlsafe(24)) for who in _ROLES}
    with owner.transaction():
        for number, code in codes.items():
            owner.execute("insert into site values (%s, %s, 'attack suite')", (number, code))
            owner.execute("insert into stream_head (site_id) values (%s)", (number,))
            owner.execute("select make_site_partitions(%s::smallint)", (number,))
        for who, (role, number) in _ROLES.items():
            login = people[who].login
            verifier = scram_verifier(login, people[who].password)
            owner.execute("select make_login(%s, %s, %s)", (login, role, verifier))
            owner.execute(f"alter role \"{login}\" valid until '{_in_an_hour(owner)}'".encode())
            owner.execute(
                "select put_user(%s, 'attack suite', %s, %s::text[])", (login, role, [codes[number]])
            )
    row = owner.execute(
        "select current_database(), (select rolname from pg_roles where rolsuper order by oid limit 1), "
        "array(select gen_random_uuid()::text from generate_series(1, 7))"
    ).fetchone()
    assert row is not None
    return Scene(
        site=codes[_SITE],
        foreign_site=codes[_FOREIGN],
        site_id=_SITE,
        foreign_id=_FOREIGN,
        people=people,
        episodes=Episodes(*row[2]),
        heads={},
        secrets=(f"hidden{secrets.token_hex(6)}", "SCRAM-SHA-256$"),
        tables={str(name): str(column) for name, column in owner.execute(_TABLES.encode())},
        partitions=tuple(str(name) for (name,) in owner.execute(_PARTITIONS.encode())),
        functions=tuple((str(name), tuple(types)) for name, types in owner.execute(_FUNCTIONS.encode())),
        open_functions=_open_functions(),
        superuser=str(row[1]),
        database=str(row[0]),
        schema_version=SCHEMA_VERSION,
    )


def _in_an_hour(owner: Connection[TupleRow]) -> str:
    row = owner.execute("select (now() + interval '1 hour')::text").fetchone()
    assert row is not None
    return str(row[0])


def _open_functions() -> frozenset[str]:
    """Those that the catalog's SQL opens to annotators or leads."""
    folder = resources.files("models.catalog").joinpath("sql")
    sql = "\n".join(one.read_text(encoding="utf-8") for one in folder.iterdir() if one.name.endswith(".sql"))
    opened = re.findall(r"grant execute on function([^;]*?)\bto\s+rushes_(?:annotator|lead)", sql)
    return frozenset(name for part in opened for name in re.findall(r"rushes\.(\w+)\(", part))


def _played(scene: Scene, address: PostgresAddress) -> Scene:
    """The scene after its people have labelled."""
    here = scene.episodes
    phase: dict[str, object] = {
        "op": "put_phase",
        "body": {"id": "p", "label": scene.secrets[0], "start_ns": 0, "end_ns": 1},
    }
    draft = changes(state="draft", note="begun")
    scene = _say(scene, address, "annotator", here.draft, draft)
    for who, episode in (("colleague", here.submitted), ("lead", here.of_lead), ("colleague", here.approved)):
        signed = changes(state="submitted", annotator=scene.people[who].login)
        scene = _say(scene, address, who, episode, draft, signed)
    scene = _say(scene, address, "lead", here.approved, changes(state="approved"))
    scene = _say(scene, address, "colleague", here.held, draft)
    scene = _say(scene, address, "colleague", here.withdrawn, draft)
    hidden = [*changes(state="draft", note=scene.secrets[0]), phase]
    scene = _say(scene, address, "stranger", here.foreign, hidden)
    for who, site, episode in (
        ("colleague", scene.site, here.held),
        ("stranger", scene.foreign_site, here.foreign),
    ):
        held = call("take_leases", SCHEMA_VERSION, site, Typed([episode], "uuid[]"), who, 8.0, False)
        _ask(scene, address, who, held)
    _ask(
        scene,
        address,
        "admin",
        call("admin_withdraw", scene.site, Typed(here.withdrawn, "uuid"), "attack suite"),
    )
    return scene


def _say(
    scene: Scene, address: PostgresAddress, who: str, episode: str, *said: list[dict[str, object]]
) -> Scene:
    site = scene.foreign_site if who == "stranger" else scene.site
    for each in said:
        number = f"{secrets.token_hex(4)}-0000-7000-8000-{secrets.token_hex(6)}"
        answer = _ask(scene, address, who, Pushing(scene, who).push(episode, each, site=site, id=number))
        if [item["status"] for item in answer] != ["applied"]:
            raise CatalogError("The attack suite cannot make its episodes: {why}", why=answer)
        scene = replace(scene, heads={**scene.heads, episode: number})
    return scene


def _ask(scene: Scene, address: PostgresAddress, who: str, sql: str) -> list[dict[str, object]]:
    with entered(address, scene.people[who]) as link:
        row = link.execute(sql.encode()).fetchone()
    return row[0] if row and isinstance(row[0], list) else []
