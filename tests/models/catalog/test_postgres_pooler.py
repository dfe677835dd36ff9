"""People who reach the catalog through PgBouncer, as the guide sets it up, are known by their own logins."""

from collections.abc import Iterator
from contextlib import ExitStack, closing
from pathlib import Path
from urllib.parse import quote

import psycopg
import pytest

from models.catalog import administration
from models.catalog.gateway import Gateway, open_catalog
from models.errors import CatalogError, CatalogLoginError
from models.review import Role
from models.storage.values import AnswerStatus
from tests.support.catalogs import Desk, changeset, episode, set_field
from tests.support.pooler import Pooler
from tests.support.postgres import as_user, people_catalog, postgres_address, server

PASSWORDS = {login: f"{login}'s secret %1" for login in ("ann", "bob", "lea")}
MANY = 20


@pytest.fixture
def behind() -> str:
    """URL of a catalog whose people have passwords."""
    url = server().fresh_database(people_catalog)
    admin = postgres_address(as_user(url, "adm"))
    for login, password in PASSWORDS.items():
        administration.set_password(admin, login, password)
    return url


@pytest.fixture(params=["transaction", "session"])
def pooler(request: pytest.FixtureRequest, behind: str) -> Iterator[Pooler]:
    with Pooler(server(), behind, {"pool_mode": request.param}) as running:
        yield running


def test_each_person_stays_who_they_are(pooler: Pooler, tmp_path: Path) -> None:
    record = episode()
    desks = {login: Desk(tmp_path, login, Role.ANNOTATOR) for login in ("ann", "bob")}
    with ExitStack() as open_ones:
        gateways = {
            login: open_ones.enter_context(closing(open_catalog(address(pooler, login)))) for login in desks
        }
        desks["ann"].label(record)
        reports = {login: desks[login].sync(gateways[login]) for login in desks}
        forged = changeset(record.id, set_field("note", "not hers"), author="ann")
        (answer,) = gateways["bob"].push("main", [forged], {record.id: record})
        users = {login: hello(gateway) for login, gateway in gateways.items()}
        documents = [desk.document(record) for desk in desks.values()]
    for desk in desks.values():
        desk.store.close()

    assert users == {"ann": "ann", "bob": "bob"}
    assert (reports["ann"].pushed, documents[1].track) == (4, documents[0].track)
    assert (answer.status, answer.why) == (AnswerStatus.FORBIDDEN, "it is written in another's name")


def test_a_wrong_password_and_a_disabled_login_stay_outside(pooler: Pooler, behind: str) -> None:
    admin = postgres_address(as_user(behind, "adm"))
    with pytest.raises(CatalogLoginError), closing(open_catalog(pooler.url("ann", "guessed"))) as gateway:
        gateway.status()
    with closing(open_catalog(address(pooler, "bob"))) as gateway:
        gateway.status()
        administration.disable(admin, "bob")
        with pytest.raises(CatalogError):
            gateway.status()
        with pytest.raises(CatalogError):
            gateway.status()
    administration.set_password(admin, "ann", "a new one")
    with closing(open_catalog(pooler.url("ann", "a%20new%20one"))) as gateway:
        assert hello(gateway) == "ann"


def test_many_windows_of_one_person_share_few_connections(behind: str) -> None:
    with Pooler(server(), behind) as pooler, ExitStack() as open_ones:
        for _ in range(MANY):
            gateway = open_ones.enter_context(closing(open_catalog(address(pooler, "ann"))))
            assert hello(gateway) == "ann"
        used = server().execute("select count(*) from pg_stat_activity where usename = 'ann'")[0][0]
        open_ones.close()
        with psycopg.connect(address(pooler, "ann")) as link:
            assert link.execute("show statement_timeout").fetchone() == ("30s",)

    assert 1 <= int(str(used)) <= 3


def test_a_pooler_that_refuses_the_time_limit_is_told_how_to_be_set_up(behind: str) -> None:
    with Pooler(server(), behind, {"ignore_startup_parameters": "extra_float_digits"}) as pooler:
        gateway = open_catalog(address(pooler, "ann"))
        with pytest.raises(CatalogError, match="ignore_startup_parameters names options"):
            gateway.status()


def address(pooler: Pooler, login: str) -> str:
    return pooler.url(login, quote(PASSWORDS[login], safe=""))


def hello(gateway: Gateway) -> str:
    """As whom the catalog knows it."""
    return gateway.hello(user="somebody else", role=Role.ADMIN, device_id="").user
