"""Attacks that read what belongs to another site, to somebody else, or to nobody."""

import json
from collections.abc import Iterator

from models.catalog.attacks.calls import Typed, call
from models.catalog.attacks.values import NO_RIGHT, Attack, End, Must, Scene

_OF_SITES = ("episode", "segment", "remark", "mark", "revision", "change_log", "stream_head", "lease", "site")


def attacks(scene: Scene, who: str) -> Iterator[Attack]:
    """All of one attacker."""
    for table in _OF_SITES:
        yield Attack(f"reads the foreign site in {table}", who, tuple(_foreign(scene, table)), Must.NOTHING)
    for name, tries in _by_functions(scene).items():
        yield Attack(name, who, tries, Must.NOTHING, NO_RIGHT | {"28000"})
    for name, tries in _of_people().items():
        yield Attack(name, who, tries, Must.NOTHING)
    for name, tries in _by_leaks(scene).items():
        yield Attack(name, who, tries, Must.NOTHING)
    yield Attack("reads plans of foreign rows", who, tuple(_plans(scene)), Must.HARMLESS)
    hold = (
        f"declare kept cursor with hold for select * from rushes.episode where site_id = {scene.foreign_id}"
    )
    yield Attack(
        "keeps a cursor over foreign rows", who, (hold, "fetch all kept"), Must.NOTHING, end=End.KEPT
    )


def _foreign(scene: Scene, table: str) -> Iterator[str]:
    where = f"from rushes.{table} where site_id = {scene.foreign_id}"
    yield f"select * {where}"
    yield f"select ctid, xmin, tableoid {where}"
    yield f"set row_security = off; select * {where}"
    yield f"prepare foreign_rows as select * {where}; execute foreign_rows"
    yield f"with recursive r as (select * {where}) select * from r, lateral (select r.*) again"


def _by_functions(scene: Scene) -> dict[str, tuple[str, ...]]:
    version, site, episode = scene.schema_version, scene.foreign_site, scene.episodes.foreign
    ids = Typed([episode], "uuid[]")
    return {
        "pulls the log of a foreign site": (call("pull", version, site, 0, "", 500),),
        "asks for the revisions of a foreign episode": (
            call("revisions", version, site, Typed(episode, "uuid")),
            call("revisions", version, scene.site, Typed(episode, "uuid")),
        ),
        "lists the episodes of a foreign site": (call("page", version, site, "", "", "", "", None, 100),),
        "searches for the words of a foreign site": tuple(
            call("search", version, word, 100) for word in (*scene.secrets[:1], scene.secrets[0][:4])
        ),
        "holds an episode of a foreign site": (
            call("take_leases", version, site, ids, "attack", 8.0, False),
        ),
        "finds its own way to a foreign site's number": (
            f"select rushes.site_of('{site}', array[{scene.foreign_id}]::smallint[])"
            f" where rushes.site_of('{site}', rushes.my_sites()) is not null",
        ),
    }


def _of_people() -> dict[str, tuple[str, ...]]:
    return {
        "reads the audit": ("select * from rushes.audit",),
        "reads who else works here": (
            "select * from rushes.app_user where login <> session_user",
            "select * from rushes.user_site where login <> session_user",
        ),
        "reads the passwords of the server": (
            "select rolpassword from pg_authid",
            "select passwd from pg_shadow",
            "select umoptions from pg_user_mapping",
            "select rolpassword from pg_roles where rolpassword <> '********'",
        ),
        "watches what others do": (
            "select query from pg_stat_activity where usename <> session_user "
            "and query not in ('', '<insufficient privilege>')",
            "select client_addr from pg_stat_activity where usename <> session_user and client_addr is not null",
        ),
        "reads which site an episode has": ("table rushes.episode_site",),
    }


def _by_leaks(scene: Scene) -> dict[str, tuple[str, ...]]:
    """Conditions that speak where they are asked too early, of rows that one may not see."""
    here = f"site_id = {scene.foreign_id}"
    return {
        "lets an error speak of foreign rows": (
            f"select 1 from rushes.episode where {here} and note::int = 1",
            f"select 1 from rushes.episode where {here} and 1 / (length(note) - length(note)) = 0",
            f"select note::int from rushes.episode where {here}",
            f"select 1 from rushes.revision where {here} and length(body) / (length(why) - length(why)) = 1",
            f"select cast(label as date) from rushes.segment where {here}",
        ),
        "lets statistics speak of foreign rows": (
            "select most_common_vals from pg_stats where schemaname = 'rushes' and tablename like 'episode%'",
            "select stavalues1 from pg_statistic",
            "select * from pg_stats_ext where schemaname = 'rushes'",
        ),
    }


def _plans(scene: Scene) -> Iterator[str]:
    for table in ("episode", "segment", "revision"):
        yield f"explain (analyze, verbose, format json) select * from rushes.{table}"
    word = json.dumps(scene.secrets[0]).strip('"')
    yield f"explain (analyze, verbose) select * from rushes.episode where note > '{word[:4]}' order by note"
    yield "set debug_print_plan = on; set client_min_messages = debug5; select * from rushes.episode limit 1"
