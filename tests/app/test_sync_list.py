"""What the list of episodes says of work that waits, while the line to the catalog breaks at bad moments."""

from pathlib import Path

from PySide6.QtWidgets import QApplication

from app.paths import Places
from models.labelling.commands import SetNote
from tests.support.data import DEMO
from tests.support.postgres import as_user, people_catalog, server
from tests.support.window import Person, sits_down
from tests.support.wire_proxy import WireProxy

EPISODE = "pick_can_success"


def write(person: Person, note: str) -> None:
    person.app.services.session.dispatch(SetNote(note))


def test_what_was_sent_does_not_wait_in_the_list_where_the_round_breaks_behind_it(
    tmp_path: Path, qapp: QApplication
) -> None:
    url = server().fresh_database(people_catalog)
    with (
        WireProxy(server()) as line,
        sits_down(
            Places(tmp_path),
            "ann",
            catalog_url=line.through(as_user(url, "ann")),
            path=DEMO / f"{EPISODE}.mcap",
        ) as ann,
    ):
        ann.wait_open(EPISODE)
        ann.wait(lambda: ann.badge() == "Synced", "the first round is over")
        ann.app.services.sync.set_paused(True)
        write(ann, "one")
        write(ann, "two")
        ann.wait(lambda: ann.line(EPISODE).pending == 2, "the list says that two wait")

        line.lose_request("rushes.pull")
        ann.press("Ctrl+S")

        ann.wait(lambda: ann.badge().startswith("Offline"), "the round breaks after the push")
        assert ann.app.services.store.pending_count() == 0
        ann.wait(lambda: ann.line(EPISODE).pending == 0, "the list says that nothing waits", patience_s=10)
