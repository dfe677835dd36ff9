"""A recording that lies elsewhere is opened by its address, in the real window, from a real server."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from app.paths import Places
from tests.support.data import DEMO
from tests.support.servers import Served, http_server
from tests.support.window import Person, sits_down
from widgets.address_dialog import AddressDialog

NAME = "pick_missed_grasp"


pytestmark = pytest.mark.usefixtures("nothing_is_left_behind")


@pytest.fixture
def served() -> Iterator[Served]:
    with http_server(DEMO) as running:
        yield running


@pytest.fixture
def ann(tmp_path: Path, qapp: QApplication) -> Iterator[Person]:
    with sits_down(Places(tmp_path / "data"), "ann", size=(1366, 768)) as person:
        yield person


def type_address(person: Person, address: str) -> None:
    person.app.actions.trigger("episode.open_url")
    dialog = person.window.findChild(AddressDialog)
    assert dialog is not None
    dialog.activateWindow()
    person.wait(dialog.isVisible, "the question is asked")
    dialog.line.setText(address)
    dialog.go.click()


def test_an_address_opens_its_recording_and_is_remembered_without_its_password(ann: Person, served: Served):
    type_address(ann, served.url.replace("//", "//anna:geheim@") + f"/{NAME}.mcap")
    ann.wait_open(NAME)
    ann.settle()
    assert ann.app.settings.recent[0] == f"{served.url}/{NAME}.mcap"
    assert served.headers[0]["Authorization"].startswith("Basic ")


def test_an_address_that_cannot_be_used_is_a_sentence(ann: Person):
    type_address(ann, "s3://KEY:geheim@bucket/a.mcap")
    ann.wait(lambda: bool(ann.said()), "the window says something")
    assert "geheim" not in ann.said()[-1]
