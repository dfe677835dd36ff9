"""People of a catalog by the command line."""

import io
import sys
from pathlib import Path

import pytest

from app.credentials import credentials
from models.catalog.gateway import open_catalog
from models.catalog.passwords import with_password
from models.errors import CatalogLoginError
from models.review import Role
from tests.support.cli import CommandLine
from tests.support.postgres import as_user, server

EVERYBODY_S_ACTIONS = (
    ("add-user", "x"),
    ("import-users", "people.csv"),
    ("list-users",),
    ("set-role", "x", "lead"),
    ("reset-password", "x"),
    ("disable", "x"),
    ("enable", "x"),
    ("grant-site", "x", "main"),
    ("revoke-site", "x", "main"),
)


class Typing(io.StringIO):
    """A terminal on which somebody types."""

    def isatty(self) -> bool:
        return True


def tcp(url: str, user: str, password: str) -> str:
    return server().tcp_url(url.split("@/")[1].split("?", maxsplit=1)[0], user=user, password=password)


def hello(url: str) -> tuple[str, Role, tuple[str, ...]]:
    gateway = open_catalog(url)
    try:
        answer = gateway.hello(user="", role=Role.ANNOTATOR, device_id="")
    finally:
        gateway.close()
    return answer.user, answer.role, tuple(site.code for site in answer.sites)


def test_a_new_person_gets_what_they_need(rushes: CommandLine, admin: str) -> None:
    words = ("--name", "王芳", "--role", "lead", "--site", "main")
    answer = rushes("catalog", "add-user", admin, "fang", *words, "--json")

    assert answer.code == 0, answer.err
    secret = answer.document["password"]
    assert len(secret) == 19
    assert hello(tcp(admin, "fang", secret)) == ("fang", Role.LEAD, ("main",))
    again = rushes("catalog", "add-user", admin, "fang", "--site", "other")
    assert again.code == 0
    assert "password" not in again.out, "a known person keeps theirs"
    assert hello(tcp(admin, "fang", secret)) == ("fang", Role.ANNOTATOR, ("main", "other"))
    shown = rushes("catalog", "list-users", admin).out
    assert "fang" in shown


def test_a_password_comes_from_stdin(
    rushes: CommandLine, admin: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO("correct horse\n"))
    answer = rushes("catalog", "add-user", admin, "horst", "--site", "main", "--password-stdin")
    assert answer.code == 0, answer.err
    assert "correct horse" not in answer.out + answer.err
    assert hello(tcp(admin, "horst", "correct%20horse"))[0] == "horst"

    monkeypatch.setattr(sys, "stdin", io.StringIO("short\n"))
    refused = rushes("catalog", "reset-password", admin, "horst", "--password-stdin")
    assert refused.code == 2
    assert "at least 8 characters" in refused.sentence
    made_up = rushes("catalog", "reset-password", admin, "horst", "--json").document["password"]
    assert hello(tcp(admin, "horst", made_up))[0] == "horst"


def test_a_password_is_typed_twice(rushes: CommandLine, admin: str, monkeypatch: pytest.MonkeyPatch) -> None:
    typed = iter(["correct horse", "correct house", "correct horse", "correct horse"])
    monkeypatch.setattr(sys, "stdin", Typing())
    monkeypatch.setattr("getpass.getpass", lambda _: next(typed))
    different = rushes("catalog", "add-user", admin, "tina", "--site", "main")
    assert different.code == 2
    assert "not the same" in different.sentence
    assert rushes("catalog", "add-user", admin, "tina", "--site", "main").code == 0
    assert hello(tcp(admin, "tina", "correct%20horse"))[0] == "tina"


def test_the_administrators_own_password_is_asked_for_once_and_kept(
    rushes: CommandLine, catalog: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    server().execute("alter role adm password 'administrator'")
    url = tcp(catalog, "adm", "x").replace(":x@", "@")
    refused = rushes("catalog", "list-users", url)
    assert refused.code == 2, "no terminal, nothing to ask"
    assert "refuses the login adm" in refused.sentence

    monkeypatch.setattr(sys, "stdin", Typing())
    monkeypatch.setattr("getpass.getpass", lambda _: "administrator")
    assert rushes("catalog", "list-users", url).code == 0
    monkeypatch.setattr("getpass.getpass", lambda _: pytest.fail("it was told before"))
    assert rushes("catalog", "list-users", url).code == 0
    assert credentials().complete(url) == with_password(url, "administrator")


def test_a_refused_login_is_an_error_of_its_own(catalog: str) -> None:
    gateway = open_catalog(tcp(catalog, "ann", "wrong"))
    with pytest.raises(CatalogLoginError):
        gateway.status()


def test_roles_sites_and_doors(rushes: CommandLine, admin: str) -> None:
    assert rushes("catalog", "set-role", admin, "bob", "engineer").code == 0
    assert rushes("catalog", "grant-site", admin, "bob", "other").code == 0
    assert rushes("catalog", "revoke-site", admin, "bob", "main").code == 0
    assert hello(as_user(admin, "bob")) == ("bob", Role.ENGINEER, ("other",))
    assert rushes("catalog", "disable", admin, "bob").code == 0
    assert "was disabled" in rushes("catalog", "status", as_user(admin, "bob")).sentence
    assert rushes("catalog", "enable", admin, "bob").code == 0
    assert hello(as_user(admin, "bob"))[0] == "bob"
    rushes("catalog", "set-role", admin, "bob", "annotator")


def test_who_and_what_is_unknown_is_named(rushes: CommandLine, admin: str) -> None:
    for words, sentence in (
        (("set-role", admin, "nobody", "lead"), "no login nobody"),
        (("reset-password", admin, "nobody"), "no login nobody"),
        (("disable", admin, "nobody"), "no login nobody"),
        (("grant-site", admin, "ann", "moon"), "no site moon"),
        (("add-user", admin, "rushes_owner"), "no such login"),
        (("add-site", admin, "two words"), "no spaces"),
    ):
        answer = rushes("catalog", *words)
        assert answer.code == 2
        assert sentence in answer.sentence
    assert rushes("catalog", "set-role", admin, "ann", "emperor").code == 2


def test_only_administrators_administer(rushes: CommandLine, admin: str) -> None:
    for action, *more in EVERYBODY_S_ACTIONS[2:]:
        answer = rushes("catalog", action, as_user(admin, "lea"), *more)
        assert answer.code == 2
        assert "lea has no right" in answer.sentence


@pytest.mark.parametrize("action", EVERYBODY_S_ACTIONS, ids=lambda action: action[0])
def test_a_file_has_no_people(rushes: CommandLine, tmp_path: Path, action: tuple[str, ...]) -> None:
    url = f"sqlite:///{tmp_path / 'catalog.sqlite'}"
    rushes("catalog", "init", url)
    answer = rushes("catalog", action[0], url, *action[1:])
    assert answer.code == 2
    assert f"{action[0]} needs a catalog in PostgreSQL" in answer.sentence


def test_a_spreadsheet_of_people_is_imported_whole_and_again(
    rushes: CommandLine, admin: str, tmp_path: Path
) -> None:
    table = tmp_path / "people.csv"
    text = "login,name,role,sites\nli.na,李娜,annotator,main;other\n张伟,张伟,lead,main\n\n"
    table.write_text(text, encoding="utf-8-sig")
    answer = rushes("catalog", "import-users", admin, table, "--json")

    assert answer.code == 0, answer.err
    told = answer.document
    assert told["added"] == ["li.na", "张伟"]
    assert hello(tcp(admin, "li.na", told["passwords"]["li.na"])) == (
        "li.na",
        Role.ANNOTATOR,
        ("main", "other"),
    )
    again = rushes("catalog", "import-users", admin, table, "--json").document
    assert (again["added"], again["changed"], again["passwords"]) == ([], ["li.na", "张伟"], {})
    names = {
        user["login"]: user["name"]
        for user in rushes("catalog", "list-users", admin, "--json").document["users"]
    }
    assert names["li.na"] == "李娜"


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("login,role\nnew1,annotator\nnew2,king\n", "line 3: king is no role"),
        ("login,role\nnew1,annotator\nnew1,lead\n", "line 3: new1 stands in line 2 already"),
        ("login,role,sites\nnew1,annotator,moon\n", "line 2: there is no site moon"),
        ("login,role,password\nnew1,annotator,abc\n", "line 2: A password has at least 8 characters"),
        ("login,role\n,annotator\n", "line 2: the login is missing"),
        ("login,role\nnew1,annotator,more\n", "line 2: it has more or fewer cells"),
        ("who,what\nnew1,annotator\n", "line 1: the columns are login,name,role,sites,password"),
        ("", "line 1: the columns are"),
        ("login,role\nnew1,annotator\npg_new,lead\n", "line 3: "),
    ],
)
def test_a_table_with_a_mistake_changes_nothing(
    rushes: CommandLine, admin: str, tmp_path: Path, text: str, sentence: str
) -> None:
    table = tmp_path / "people.csv"
    table.write_text(text, encoding="utf-8")
    before = rushes("catalog", "list-users", admin).out
    answer = rushes("catalog", "import-users", admin, table)

    assert answer.code == 2
    assert sentence in answer.sentence
    assert rushes("catalog", "list-users", admin).out == before
    assert server().execute("select count(*) from pg_roles where rolname like 'new%'") == [(0,)]


def test_a_table_of_another_encoding_is_refused(rushes: CommandLine, admin: str, tmp_path: Path) -> None:
    table = tmp_path / "people.csv"
    table.write_bytes("login,name,role\nli,李娜,lead\n".encode("gb18030"))
    assert "no text in UTF-8" in rushes("catalog", "import-users", admin, table).sentence
    assert "cannot be read" in rushes("catalog", "import-users", admin, tmp_path / "none.csv").sentence
