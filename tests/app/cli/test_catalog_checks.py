"""Looking after a catalog by the command line: doctor, chains, counts, lists, sites and withdrawals."""

import io
import sys
from contextlib import closing
from pathlib import Path

import psycopg
import pytest
from uuid_utils import uuid7

from models.catalog.gateway import open_catalog
from models.review import Role
from tests.app.cli.test_catalog_backups import label
from tests.support.catalogs import changeset, episode, new_id, set_field
from tests.support.cli import CommandLine
from tests.support.postgres import as_user, server


def checks(rushes: CommandLine, url: str, *words: str) -> dict[str, tuple[str, str]]:
    answer = rushes("catalog", "doctor", url, *words, "--json")
    assert answer.code in (0, 1), answer.err
    return {check["name"]: (check["verdict"], check["message"]) for check in answer.document["checks"]}


def database(url: str) -> str:
    return url.split("@/")[1].split("?", maxsplit=1)[0]


@pytest.mark.parametrize("who", ["adm", "postgres"])
def test_doctor_looks_at_everything(rushes: CommandLine, catalog: str, who: str) -> None:
    label(catalog)
    found = checks(rushes, as_user(catalog, who))

    for name in (
        "version",
        "gaps",
        "conflicts",
        "partitions",
        "long transactions",
        "open doors",
        "log of main",
    ):
        assert found[name][0] == "ok", found[name]
    assert found["backup"][0] == "warning"
    assert found["pg_hba.conf"][0] == ("ok" if who == "postgres" else "unknown")


def test_doctor_is_for_those_who_look_after_it(rushes: CommandLine, catalog: str) -> None:
    assert "lea has no right" in rushes("catalog", "doctor", as_user(catalog, "lea")).sentence


def test_a_log_that_somebody_changed_is_found(rushes: CommandLine, catalog: str) -> None:
    admin = as_user(catalog, "adm")
    label(catalog)
    assert rushes("catalog", "verify-chain", admin).code == 0
    with psycopg.connect(catalog, autocommit=True) as link:
        link.execute("set session_replication_role = replica")
        link.execute("update rushes.change_log set login = 'bob', kind = 'episode' where seq = 2")
    answer = rushes("catalog", "verify-chain", admin, "--json")
    assert answer.code == 1
    assert answer.document == {"ok": False, "sites": {"main": 2, "other": None}}
    assert checks(rushes, admin)["log of main"][0] == "failed"
    with psycopg.connect(catalog, autocommit=True) as link:
        link.execute("set session_replication_role = replica")
        link.execute("delete from rushes.change_log where seq = 2")
    assert checks(rushes, admin, "--quick")["gaps"][0] == "failed"


def test_what_waits_and_what_holds_others_up_is_told(rushes: CommandLine, catalog: str) -> None:
    admin, (one, *_) = as_user(catalog, "adm"), label(catalog)
    gateway = open_catalog(as_user(catalog, "bob"))
    refused = changeset(one, set_field("note", "mine"), author="bob")
    assert gateway.push("main", [refused], {})[0].status.value == "conflict"
    gateway.close()
    rushes("catalog", "revoke-site", admin, "cat", "main")
    with psycopg.connect(catalog, autocommit=True) as link:
        link.execute("set session_replication_role = replica")
        link.execute(
            "update rushes.revision set server_at = now() - interval '2 days' where status = 'conflict'"
        )
        quarters = link.execute("select relname from pg_class where relname ~ '^revision_2...q.$'").fetchall()
        for (quarter,) in quarters:
            link.execute(f'drop table if exists rushes."{quarter}"'.encode())
    found = checks(rushes, admin)
    assert found["conflicts"] == ("warning", "1 older than a day wait for their authors")
    assert found["sites of people"] == ("warning", "cat see no site: rushes catalog grant-site")
    assert found["partitions"][0] == "warning"
    assert checks(rushes, admin, "--partitions")["partitions"][0] == "ok"


def test_who_offered_nothing_for_a_month_is_told_by_the_server_s_clock(
    rushes: CommandLine, catalog: str
) -> None:
    admin, record = as_user(catalog, "adm"), episode()
    said = changeset(record.id, set_field("note", "slips"), changeset_id=str(uuid7()))
    with closing(open_catalog(as_user(catalog, "ann"))) as gateway:
        gateway.push("main", [said], {record.id: record})
    with psycopg.connect(catalog, autocommit=True) as link:
        link.execute("set session_replication_role = replica")
        link.execute("delete from rushes.user_site where login not in ('ann', 'adm')")
        link.execute("update rushes.app_user set created_at = '2020-01-01', active = login in ('ann', 'adm')")
        heard = checks(rushes, admin)["people not heard"]
        link.execute("update rushes.change_log set at = at - interval '31 days'")
        unheard = checks(rushes, admin)["people not heard"]

    assert heard == ("ok", "none")
    assert unheard[0] == "warning"
    assert unheard[1].startswith("ann had no change-set taken for 30 days")


def test_the_reaper_comes_on_request(rushes: CommandLine, catalog: str) -> None:
    answer = rushes("catalog", "doctor", as_user(catalog, "adm"), "--reap", "--quick", "--json")
    assert answer.document["reaped"] == 0
    assert "0 sessions were ended" in answer.err


def test_the_attacks_need_the_one_who_made_it(rushes: CommandLine, catalog: str) -> None:
    refused = rushes("catalog", "doctor", as_user(catalog, "adm"), "--attack")
    assert refused.code == 2
    assert "needs the login that made the catalog" in refused.sentence


def test_a_weak_catalog_is_a_negative_verdict_that_names_the_attack(
    rushes: CommandLine, catalog: str
) -> None:
    server().execute("grant insert on rushes.meta to rushes_annotator", database(catalog))
    server().execute("grant execute on function rushes.health() to rushes_annotator", database(catalog))
    found = checks(rushes, catalog, "--quick")
    assert found["open doors"][0] == "failed"
    assert "rushes_annotator may write" in found["open doors"][1]


def test_a_rehearsal_on_request(rushes: CommandLine, catalog: str) -> None:
    label(catalog)
    found = checks(rushes, catalog, "--rehearse", "--quick")
    assert found["restore rehearsal"][0] == "ok"
    assert found["backup"][0] == "warning", "a backup that is thrown away is none"
    assert (
        checks(rushes, as_user(catalog, "adm"), "--rehearse", "--quick")["restore rehearsal"][0] == "unknown"
    )


def test_counts_and_lists(rushes: CommandLine, catalog: str) -> None:
    first, *_ = label(catalog)
    url = as_user(catalog, "ann")
    status = rushes("catalog", "status", url, "--json").document
    assert (status["episodes"], status["sites"]) == (3, {"main": 3})
    assert "episodes draft" in rushes("catalog", "status", url).out
    listed = rushes("catalog", "list", url, "--json").document["episodes"]
    assert [row["state"] for row in listed] == ["draft"] * 3
    assert listed[-1]["episode"] == first, "newest first"
    assert len(rushes("catalog", "list", url, "--limit", "2", "--json").document["episodes"]) == 2
    assert rushes("catalog", "list", url, "--state", "approved", "--json").document["episodes"] == []
    found = rushes("catalog", "list", url, "--search", "放入", "--state", "draft", "--json").document[
        "episodes"
    ]
    assert len(found) == 3
    assert "draft" in rushes("catalog", "list", url).out
    assert rushes("catalog", "list", url, "--limit", "0").code == 2


def test_sites_are_added(rushes: CommandLine, admin: str, tmp_path: Path) -> None:
    answer = rushes("catalog", "add-site", admin, "bj1", "北京")
    assert answer.code == 0, answer.err
    rushes("catalog", "grant-site", admin, "adm", "bj1")
    assert "bj1" in rushes("catalog", "status", admin, "--json").document["sites"]
    url = f"sqlite:///{tmp_path / 'catalog.sqlite'}"
    rushes("catalog", "init", url)
    assert rushes("catalog", "add-site", url, "bj1").code == 0


@pytest.mark.parametrize("home", ["postgresql", "sqlite"])
def test_an_episode_is_withdrawn_after_a_question(
    rushes: CommandLine, catalog: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, home: str
) -> None:
    url = as_user(catalog, "adm") if home == "postgresql" else f"sqlite:///{tmp_path / 'catalog.sqlite'}"
    if home == "sqlite":
        rushes("catalog", "init", url)
    record = episode("take 7")
    gateway = open_catalog(url if home == "sqlite" else as_user(catalog, "eve"))
    gateway.hello(user="eve", role=Role.ENGINEER, device_id="d")
    gateway.register("main", [record])
    gateway.close()
    words = ("withdraw-episode", url, record.id, "--reason", "GDPR request 12")
    silent = rushes("catalog", *words)
    assert silent.code == 2
    assert "say --yes" in silent.sentence

    answers = io.StringIO("no\n")
    monkeypatch.setattr(answers, "isatty", lambda: True)
    monkeypatch.setattr(sys, "stdin", answers)
    assert rushes("catalog", *words).code == 2
    assert rushes("catalog", "list", url, "--json").document["episodes"] != []
    done = rushes("catalog", *words, "--yes")
    assert done.code == 0, done.err
    assert record.path in done.out, "who runs that place has to remove the recording"
    assert rushes("catalog", "list", url, "--json").document["episodes"] == []
    assert rushes("catalog", "verify-chain", url).code == 0
    unknown = rushes("catalog", "withdraw-episode", url, new_id(), "--reason", "x", "--yes")
    assert unknown.code == 2
    assert "has no episode" in unknown.sentence
    assert "no episode's id" in rushes("catalog", "withdraw-episode", url, "x", "--reason", "x").sentence


def test_a_file_is_looked_at_as_well(rushes: CommandLine, tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'catalog.sqlite'}"
    rushes("catalog", "init", url)
    found = checks(rushes, url)
    assert found["logs"][0] == "ok"
    assert found["roles"][0] == "warning"
    assert "main: is what was written once" in rushes("catalog", "verify-chain", url).out


def test_every_action_has_its_help(rushes: CommandLine) -> None:
    from app.cli.catalog import ACTIONS

    shown = rushes("catalog", "--help").out
    for action in ACTIONS:
        assert action.name in shown
        assert "--json" in rushes("catalog", action.name, "--help").out
