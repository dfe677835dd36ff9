"""Choosing a catalog and its password in the real window, against a real server that asks for one."""

import socket
import time
from collections.abc import Iterator
from pathlib import Path

import keyring
import pytest
from keyring.backends.null import Keyring as NoKeyring
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app import credentials as door
from app.paths import Places
from app.profile import REOPEN
from app.settings import load_settings
from models.catalog import administration
from models.catalog.connection import Connection, connection_to_text
from models.review import Role
from tests.support.postgres import as_user, people_catalog, postgres_address, server
from tests.support.window import Person, sits_down
from widgets.catalog_dialog import CatalogDialog


@pytest.fixture
def asks() -> Iterator[str]:
    """URL without a password of a catalog that asks ann for one: "right"."""
    running = server()
    url = running.fresh_database(people_catalog)
    administration.set_password(postgres_address(as_user(url, "adm")), "ann", "right")
    database = url.split("@/")[1].split("?")[0]
    yield running.tcp_url(database, user="ann", password="x").replace(":x@", "@")
    running.drop_database(url)


@pytest.fixture(autouse=True)
def no_keyring() -> Iterator[None]:
    before = keyring.get_keyring()
    keyring.set_keyring(NoKeyring())
    door.credentials.cache_clear()
    yield
    keyring.set_keyring(before)
    door.credentials.cache_clear()


def dialog(person: Person) -> CatalogDialog:
    found = [one for one in person.window.findChildren(CatalogDialog) if one.isVisible()]
    assert len(found) == 1
    return found[0]


def test_a_refused_login_is_mended_in_the_panel(asks: str, tmp_path: Path, qapp: QApplication) -> None:
    with sits_down(Places(tmp_path), "ann", catalog_url=asks) as ann:
        ann.wait(lambda: ann.badge() == "Password needed", "the login is refused")
        panel = ann.window.top_bar.sync.open_panel()
        assert panel.password.isVisible()
        ann.shoot("catalog-refused")
        ann.click(panel.password)
        dialog(ann).password.setText("wrong")
        ann.click(dialog(ann).go)
        ann.wait(
            lambda: "refuses the login ann" in dialog(ann).refusal.text(), "the dialog says so and stays"
        )
        assert dialog(ann).go.text() == "Try again"
        dialog(ann).password.setText("right")
        ann.shoot("catalog-password")
        ann.click(dialog(ann).go)

        ann.wait(lambda: ann.badge() == "Synced", "the catalog knows her")
    assert b"right" not in b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())


def test_a_connection_file_is_kept_and_the_window_opens_anew(
    asks: str, tmp_path: Path, qapp: QApplication, monkeypatch: pytest.MonkeyPatch
) -> None:
    codes: list[int] = []
    monkeypatch.setattr(QApplication, "exit", codes.append)
    hosts = asks.split("@")[1].split("/")
    file = tmp_path / "sz.rushes-catalog"
    file.write_text(connection_to_text(Connection("SZ", (hosts[0],), hosts[1])), encoding="utf-8")
    where = Places(tmp_path / "data")
    with sits_down(where, "ann") as ann:
        ann.app.catalog.choose()
        dialog(ann).place.setText(str(tmp_path / "none"))
        ann.click(dialog(ann).go)
        assert "cannot be read" in dialog(ann).refusal.text()
        assert not dialog(ann).postpone.isVisible(), "what is no place cannot be chosen"
        dialog(ann).place.setText(str(file))
        dialog(ann).password.setText("right")
        ann.click(dialog(ann).go)
        ann.wait(lambda: codes == [REOPEN], "the window is to open anew")
    assert load_settings(where.settings("ann")).catalog_url == asks

    with sits_down(where, "ann", catalog_url=asks) as ann:
        ann.wait(lambda: ann.badge() == "Synced", "the password of before is known")


def test_a_catalog_that_cannot_be_worked_with_is_told_before_the_dialog_closes(
    asks: str, tmp_path: Path, qapp: QApplication, monkeypatch: pytest.MonkeyPatch
) -> None:
    codes: list[int] = []
    monkeypatch.setattr(QApplication, "exit", codes.append)
    told = {
        asks.replace("ann@", "nobody@"): "refuses the login nobody",
        asks.rsplit("/", 1)[0] + "/nothing": "There is no database nothing",
        "postgresql://127.0.0.1:1/labels": "does not answer",
    }
    with sits_down(Places(tmp_path), "ann") as ann:
        ann.app.catalog.choose()
        for place, words in told.items():
            dialog(ann).place.setText(place)
            assert not dialog(ann).refusal.isVisible(), "it belonged to the other place"
            dialog(ann).password.setText("right")
            ann.click(dialog(ann).go)
            ann.wait(lambda words=words: words in dialog(ann).refusal.text(), words)
        ann.shoot("catalog-unreachable")
        assert codes == []

        ann.click(dialog(ann).postpone)
        ann.wait(lambda: codes == [REOPEN], "it is chosen all the same")
    assert (
        load_settings(Places(tmp_path).settings("ann")).catalog_url == "postgresql://ann@127.0.0.1:1/labels"
    )


def test_nobody_waits_for_a_server_that_never_answers(tmp_path: Path, qapp: QApplication) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent, sits_down(Places(tmp_path), "ann") as ann:
        ann.app.catalog.choose()
        shown = dialog(ann)
        shown.place.setText(f"postgresql://127.0.0.1:{silent.getsockname()[1]}/labels")
        ann.click(shown.go)
        assert not shown.go.isEnabled()
        ann.shoot("catalog-trying")
        began_s = time.monotonic()
        QTest.keyClick(shown, Qt.Key.Key_Escape)
        assert shown.isVisible()
        assert shown.go.isEnabled(), "it can be mended and tried again at once"
        assert time.monotonic() - began_s < 1
        shown.place.setText("nonsense")
        ann.click(shown.go)
        assert "cannot be read" in shown.refusal.text()
        ann.click(shown.stop)
        assert not ann.window.findChildren(CatalogDialog)


def test_the_catalog_says_who_one_is(asks: str, tmp_path: Path, qapp: QApplication) -> None:
    door.credentials().keep(asks, "right")
    with sits_down(Places(tmp_path), "ann", Role.LEAD, catalog_url=asks) as ann:
        ann.wait(lambda: ann.badge() == "Synced", "the catalog knows her")
        assert ann.app.services.store.role is Role.ANNOTATOR
        assert "The catalog knows you as Annotator" in ann.said()
    assert load_settings(Places(tmp_path).settings("ann")).role == "annotator"
