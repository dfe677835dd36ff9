"""The attack suite can fail: a catalog that was weakened in one place is found out by the attack on that place."""

from collections.abc import Iterator

import psycopg
import pytest

from models.catalog.attacks.suite import run_suite
from models.errors import CatalogError
from tests.support.postgres import as_user, people_catalog, postgres_address, server

pytestmark = pytest.mark.long

WEAKENED = {
    "insert on a table without policies": (
        "grant insert, update, delete on rushes.move to rushes_annotator",
        "writes, empties or locks the table move",
    ),
    "insert that a policy would still stop": (
        "grant insert on rushes.episode to rushes_annotator",
        "looks for a table to write",
    ),
    "truncate": (
        "grant truncate on rushes.segment to rushes_lead",
        "writes, empties or locks the table segment",
    ),
    "a partition": (
        "grant select on rushes.episode_default to rushes_annotator",
        "reads or writes the partition episode_default",
    ),
    "no policy": (
        "alter table rushes.episode disable row level security",
        "reads the foreign site in episode",
    ),
    "a wide policy": (
        "create policy all_of_it on rushes.revision for select using (true)",
        "reads the foreign site in revision",
    ),
    "the audit": (
        "grant select on rushes.audit to rushes_annotator; alter table rushes.audit disable row level security",
        "reads the audit",
    ),
    "an internal function": (
        "grant execute on function rushes.append_log(smallint, text[], uuid[], uuid[], text[], bigint, bit) "
        "to rushes_annotator",
        "looks for functions that nobody opened",
    ),
    "an administrators' function": (
        "grant execute on function rushes.must_be_admin() to rushes_lead; "
        "create or replace function rushes.must_be_admin() returns void language sql as 'select'; "
        "grant execute on function rushes.admin_disable(text) to rushes_lead",
        "calls the administrators' admin_disable",
    ),
    "large objects": (
        "grant execute on function lo_creat(integer) to public",
        "fills the disk by large objects",
    ),
    "advisory locks": (
        "grant execute on function pg_try_advisory_lock(bigint) to public",
        "takes advisory locks",
    ),
    "code": ("grant usage on language plpgsql to public", "brings code from outside"),
    "temporary tables": ("grant temporary on database {database} to public", "shadows names of the catalog"),
    "roles": ("grant pg_read_all_data to rushes_annotator", "reads or writes the partition episode_default"),
    "verdicts": (
        "insert into rushes.move select name, source, target, 'engineer' from rushes.move where role = 'lead' "
        "on conflict do nothing",
        "approves and returns, calling itself lead",
    ),
    "names": (
        "create or replace function rushes.judge_step(state text, annotator text, author text, role text, "
        "is_lead boolean, fields jsonb, only_fields boolean, out status text, out why text) language sql stable "
        "as $$ select 'applied', '' $$",
        "submits in another's name",
    ),
    "search of foreign sites": (
        "create or replace function rushes.me(client integer, out role text, out sites smallint[]) language sql stable "
        "security definer set search_path = rushes, pg_temp as $$ select u.role, array(select site_id from site) "
        "from app_user u where login = session_user $$",
        "searches for the words of a foreign site",
    ),
}
MENDED = (
    "revoke execute on function lo_creat(integer) from public",
    "revoke execute on function pg_try_advisory_lock(bigint) from public",
    "revoke usage on language plpgsql from public",
    "revoke pg_read_all_data from rushes_annotator",
)


@pytest.fixture
def catalog() -> Iterator[str]:
    url = server().fresh_database(people_catalog)
    yield url
    for sql in MENDED:
        server().execute(sql, database(url))
    server().drop_database(url)


def database(url: str) -> str:
    return url.split("@/")[1].split("?", maxsplit=1)[0]


@pytest.mark.parametrize("name", WEAKENED)
def test_a_weak_place_is_found(catalog: str, name: str) -> None:
    weakening, attack = WEAKENED[name]
    for sql in weakening.format(database=database(catalog)).split("; "):
        server().execute(sql, database(catalog))
    outcomes = run_suite(postgres_address(catalog), chosen=lambda one: one.name == attack)
    assert [one.name for one in outcomes if one.breach].count(attack) >= 1, outcomes


def test_what_the_suite_made_is_gone_also_when_it_is_interrupted(catalog: str) -> None:
    before = _remains(catalog)

    def interrupt(_: object) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run_suite(postgres_address(catalog), told=interrupt)
    assert _remains(catalog) == before


def test_what_a_killed_suite_left_is_removed_by_the_next(catalog: str) -> None:
    from models.catalog.attacks import stage
    from models.catalog.owner import as_owner

    before = _remains(catalog)
    with as_owner(postgres_address(catalog)) as owner:
        stage._people(owner)
    assert _remains(catalog) != before
    run_suite(postgres_address(catalog), chosen=lambda one: one.name == "reads the audit")
    assert _remains(catalog) == before


def _remains(url: str) -> list[tuple[object, ...]]:
    return server().execute(
        "select (select count(*) from rushes.site), (select count(*) from rushes.app_user), "
        "(select count(*) from rushes.revision), (select count(*) from rushes.audit), "
        "(select count(*) from rushes.episode_site), (select count(*) from pg_roles), "
        "(select count(*) from pg_class where relnamespace = 'rushes'::regnamespace)",
        database(url),
    )


def test_one_suite_at_a_time(catalog: str) -> None:
    with (
        psycopg.connect(as_user(catalog, "ann"), application_name="rushes attack suite"),
        pytest.raises(CatalogError, match="running at"),
    ):
        run_suite(postgres_address(catalog))
