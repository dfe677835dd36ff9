"""Making a catalog by the command line, and what it says of itself afterwards."""

import tomllib
from pathlib import Path

import pytest

from models.catalog.address import parse_url
from models.catalog.administration import list_users
from models.catalog.gateway import open_catalog
from models.review import Role
from tests.support.cli import CommandLine
from tests.support.postgres import PostgresServer, as_user, postgres_address, server
from tests.support.tls_postgres import tls_server


def test_an_empty_database_becomes_a_catalog_that_is_attacked_and_restored(
    rushes: CommandLine, safe_server: PostgresServer, tmp_path: Path
) -> None:
    url, file = safe_server.fresh_database(), tmp_path / "films.rushes-catalog"
    words = (
        "--site",
        "sz1=深圳",
        "--site",
        "bj",
        "--admin",
        "admin",
        "--host",
        "db.example",
        "--name",
        "Films",
    )
    answer = rushes("catalog", "init", url, *words, "--connection-file", file, "--json")

    assert answer.code == 0, answer.err
    told = answer.document
    assert told["ok"]
    assert len(told["attacks"]) >= 60
    assert all(attack["held"] for attack in told["attacks"])
    assert {attack["who"] for attack in told["attacks"]} == {"annotator", "lead", "engineer"}
    assert len({attack["name"] for attack in told["attacks"]}) >= 60
    verdicts = {check["name"]: check["verdict"] for check in told["checks"]}
    assert verdicts["restore rehearsal"] == "ok"
    assert {
        verdicts[name] for name in ("version", "data checksums", "password_encryption", "durability")
    } == {"ok"}
    assert verdicts["tls"] == verdicts["wal archive"] == "warning"

    connection = tomllib.loads(file.read_text(encoding="utf-8"))
    assert connection["name"] == "Films"
    assert connection["hosts"] == [f"db.example:{safe_server.port}"]
    assert connection["site"] == "sz1"
    assert connection["catalog_id"] == told["catalog_id"]
    assert told["password"] not in file.read_text(encoding="utf-8")

    database = url.split("@/")[1].split("?")[0]
    by_password = safe_server.tcp_url(database, user="admin", password=told["password"])
    (person,) = list_users(postgres_address(by_password))
    assert (person.login, person.role, person.sites) == ("admin", Role.ADMIN, ("sz1", "bj"))
    left = safe_server.execute("select rolname from pg_roles where rolname like 'attack%'")
    left += safe_server.execute("select datname from pg_database where datname like 'rushes_rehearsal%'")
    assert left == []


def test_what_init_finds_is_a_table_for_people(rushes: CommandLine, safe_server: PostgresServer) -> None:
    url = safe_server.fresh_database()
    answer = rushes("catalog", "init", url, "--admin", "boss", "--untried")

    assert answer.code == 0, answer.err
    assert "The catalog is ready at" in answer.out
    assert "Its administrator is boss, with the password" in answer.out
    assert "wal archive" in answer.out
    again = rushes("catalog", "init", url, "--untried")
    assert again.code == 0, "harmless to repeat"
    assert "with the password" not in again.out


def test_a_server_that_may_lose_labels_is_a_negative_verdict(rushes: CommandLine) -> None:
    url = server().fresh_database()
    answer = rushes("catalog", "init", url, "--untried", "--json")

    assert answer.code == 1
    durability = next(check for check in answer.document["checks"] if check["name"] == "durability")
    assert "fsync off" in durability["message"]


def test_a_database_of_somebody_else_is_left_alone(rushes: CommandLine) -> None:
    url = server().fresh_database()
    name = url.split("@/")[1].split("?")[0]
    server().execute("create table orders (a int)", name)
    answer = rushes("catalog", "init", url)

    assert answer.code == 2
    assert "is not empty, it holds public.orders" in answer.sentence
    assert server().execute("select to_regnamespace('rushes') is null", name) == [(True,)]


def test_a_newer_catalog_is_refused(rushes: CommandLine, catalog: str) -> None:
    name = catalog.split("@/")[1].split("?", maxsplit=1)[0]
    server().execute("update rushes.meta set schema_version = 99, min_client = 99", name)
    for words in (("init",), ("upgrade",), ("status",)):
        answer = rushes("catalog", *words, catalog)
        assert answer.code == 2
        assert "newer than this program's" in answer.sentence or "does not know the login" in answer.sentence


def test_by_a_socket_a_connection_file_needs_the_hosts_name(rushes: CommandLine, tmp_path: Path) -> None:
    url = server().fresh_database()
    answer = rushes("catalog", "init", url, "--connection-file", tmp_path / "x.rushes-catalog")

    assert answer.code == 2
    assert "--host NAME:PORT" in answer.sentence
    name = url.split("@/")[1].split("?")[0]
    assert server().execute("select to_regnamespace('rushes') is null", name) == [(True,)], "nothing was made"


def test_a_login_without_the_right_to_is_told_so(rushes: CommandLine, catalog: str) -> None:
    answer = rushes("catalog", "init", as_user(catalog, "ann"), "--untried")

    assert answer.code == 2
    assert "cannot make a catalog" in answer.sentence


def test_upgrade_backs_up_first(rushes: CommandLine, catalog: str, tmp_path: Path) -> None:
    answer = rushes("catalog", "upgrade", catalog, "--backup", tmp_path / "before", "--json")

    assert answer.code == 0, answer.err
    assert answer.document["backup"] == str(tmp_path / "before")
    assert (tmp_path / "before").stat().st_mode & 0o077 == 0


def test_a_file_is_made_with_its_sites(rushes: CommandLine, tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'catalog.sqlite'}"
    assert rushes("catalog", "init", url, "--site", "sz1").code == 0
    assert set(rushes("catalog", "status", url, "--json").document["sites"]) == {"main", "sz1"}
    refused = rushes("catalog", "init", url, "--admin", "me")
    assert refused.code == 2
    assert "no logins" in refused.sentence


@pytest.mark.slow
def test_a_client_comes_by_the_connection_file_over_tls(rushes: CommandLine, tmp_path: Path) -> None:
    running, file = tls_server(), tmp_path / "films.rushes-catalog"
    running.execute("create database films")
    running.execute("create role maker login superuser password 'maker-maker'")
    url = running.tls_url("films", user="maker", password="maker-maker")
    ca = ("--ca", running.authority.certificate, "--connection-file", file)
    made = rushes("catalog", "init", url, "--admin", "adm", *ca, "--json")
    assert made.code in (0, 1), made.err
    assert all(attack["held"] for attack in made.document["attacks"])
    assert next(c for c in made.document["checks"] if c["name"] == "tls")["verdict"] == "ok"

    secret = made.document["password"]
    answer = rushes("catalog", "list-users", url.replace("maker:maker-maker", f"adm:{secret}"), "--json")
    assert [user["login"] for user in answer.document["users"]] == ["adm"]
    assert parse_url(url)
    gateway = open_catalog(url.replace("maker:maker-maker", f"adm:{secret}"))
    assert gateway.hello(user="", role=Role.ADMIN, device_id="").user == "adm"
    gateway.close()
