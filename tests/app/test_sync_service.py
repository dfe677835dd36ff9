"""Sync in the background: what the badge is told, pauses, failures and rounds that come by themselves."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.lull import Lull
from app.sync_service import SyncService
from app.tasks import Tasks
from models.labelling.commands import SetNote
from models.review import Role
from models.storage.values import AnswerStatus
from tests.support.catalogs import Desk, Home, episode, postgres_home, sqlite_home, withdraw
from tests.support.postgres import server
from widgets.sync_badge import SyncState, SyncView

pytestmark = pytest.mark.usefixtures("qapp")


class Watched:
    """A person's service, with all that it told."""

    def __init__(self, desk: Desk, tasks: Tasks, url: str, qtbot: QtBot) -> None:
        self.desk = desk
        self.views: list[SyncView] = []
        self.pauses: list[bool] = []
        self.service = SyncService(store=desk.store, tasks=tasks, lull=Lull(), url=url)
        self.service.view_changed.connect(self.views.append)
        self.service.paused_changed.connect(self.pauses.append)
        self._qtbot = qtbot

    @property
    def view(self) -> SyncView:
        return self.views[-1]

    def round(self) -> SyncView:
        """One round, to its end."""
        with self._qtbot.waitSignal(self.service.rested, timeout=30_000):
            self.service.sync_now()
        self._qtbot.waitUntil(lambda: not self.service.running, timeout=30_000)
        return self.view


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return sqlite_home(tmp_path)


@pytest.fixture
def watched(tmp_path: Path, home: Home, qapp: QApplication, qtbot: QtBot) -> Iterator[Callable[..., Watched]]:
    made: list[tuple[Watched, Tasks]] = []

    def make(user: str = "ann", url: str = "") -> Watched:
        tasks = Tasks()
        desk = Desk(tmp_path / "profiles", user, Role.ANNOTATOR)
        made.append((Watched(desk, tasks, url or home.login(user), qtbot), tasks))
        return made[-1][0]

    yield make
    for one, tasks in made:
        one.service.close()
        tasks.close()
        one.desk.store.close()


def test_a_round_sends_what_waits_and_tells_what_it_met(watched: Callable[..., Watched]) -> None:
    ann = watched()
    ann.desk.label(episode())
    ann.service.begin(paused=False)
    assert (ann.view.state, ann.view.pending) == (SyncState.SYNCING, 4)

    view = ann.round()

    assert (view.state, view.pending, view.error) == (SyncState.SYNCED, 0, None)
    assert (view.enforces_roles, view.role) == (False, Role.ANNOTATOR)
    assert view.last_success


def test_a_server_enforces_roles_and_knows_the_person_by_its_own(watched: Callable[..., Watched]) -> None:
    postgres = postgres_home()
    lea = watched("lea", postgres.login("lea"))

    view = lea.round()

    assert (view.enforces_roles, view.role) == (True, Role.LEAD)
    lea.service.close()
    server().drop_database(postgres.url)


def test_nothing_is_sent_while_paused_unless_somebody_asks(
    watched: Callable[..., Watched], qtbot: QtBot
) -> None:
    ann = watched()
    ann.desk.label(episode())
    ann.service.begin(paused=True)
    ann.service.edited()

    assert (ann.view.state, ann.view.pending, ann.view.paused) == (SyncState.PAUSED, 4, True)
    assert not ann.service.running

    assert (ann.round().pending, ann.view.state) == (0, SyncState.PAUSED)
    assert ann.pauses == []
    with qtbot.waitSignal(ann.service.rested, timeout=30_000):
        ann.service.set_paused(False)
    assert (ann.pauses, ann.view.state, ann.view.paused) == ([False], SyncState.SYNCED, False)


def test_a_pause_stops_a_round_between_two_answers(watched: Callable[..., Watched], qtbot: QtBot) -> None:
    ann = watched()
    ann.desk.label(episode())

    with qtbot.waitSignal(ann.service.rested, timeout=30_000) as told:
        ann.service.sync_now()
        ann.service.set_paused(True)

    assert told.args == [False]
    assert (ann.view.state, ann.view.pending) == (SyncState.PAUSED, 4)
    assert not ann.service.running


def test_what_does_not_answer_is_offline_since_then_and_comes_back(
    watched: Callable[..., Watched], home: Home
) -> None:
    ann = watched()
    ann.desk.label(episode())
    ann.round()
    home.go_down()
    ann.service._url = "postgresql://ann@127.0.0.1:1/nowhere"
    ann.service._gateway = None

    first, second = ann.round(), ann.round()

    assert {first.state, second.state} == {SyncState.OFFLINE}
    assert (first.since, first.error is not None) == (second.since, True)
    assert first.last_success, "when it went well the last time is still told"
    home.come_back()
    ann.service._url, ann.service._gateway = home.url, None
    assert (ann.round().state, ann.view.since, ann.view.error) == (SyncState.SYNCED, "", None)


def test_conflicts_and_refusals_are_told_apart(watched: Callable[..., Watched], home: Home) -> None:
    ann, bob, record = watched(), watched("bob"), episode()
    ann.desk.label(record)
    ann.desk.submit(record)
    bob.desk.label(record)
    ann.round()

    met = bob.round()
    assert (met.state, met.conflicts, met.refused) == (SyncState.CONFLICT, 1, 0)
    assert [(case.who, case.why) for case in met.cases] == [
        ("ann", "somebody else changed the episode first")
    ]

    eve, other = watched("cat"), episode()
    eve.desk.label(other)
    eve.desk.store.record_answers([_refused(edit.id) for edit in eve.desk.store.pending()])
    told = eve.round()
    assert (told.state, told.conflicts, told.refused) == (SyncState.CONFLICT, 0, 1)


def _refused(changeset_id: str):  # type: ignore[no-untyped-def]
    from models.storage.values import Answer

    return Answer(changeset_id, AnswerStatus.FORBIDDEN, None, "no right")


def test_withdrawn_episodes_are_told_and_their_labels_vanish(
    watched: Callable[..., Watched], home: Home, qtbot: QtBot
) -> None:
    ann, record = watched(), episode()
    ann.desk.label(record)
    ann.round()
    withdraw(home, record.id)

    with qtbot.waitSignal(ann.service.touched, timeout=30_000) as touched:
        view = ann.round()

    assert touched.args == [(record.id,)]
    assert view.withdrawn == 1
    assert ann.desk.store.episode(record.id) is None


def test_an_edit_waits_a_little_and_is_sent(watched: Callable[..., Watched], qtbot: QtBot) -> None:
    ann, record = watched(), episode()
    ann.desk.label(record)
    ann.round()
    ann.desk.do(record, SetNote("one more"))

    ann.service.edited()

    qtbot.waitUntil(lambda: (ann.view.state, ann.view.pending) == (SyncState.PENDING, 1))
    with qtbot.waitSignal(ann.service.rested, timeout=30_000):
        pass
    assert (ann.view.state, ann.view.pending) == (SyncState.SYNCED, 0)


def test_a_round_by_itself_is_not_seen_and_one_that_somebody_asks_for_is(
    watched: Callable[..., Watched], qtbot: QtBot
) -> None:
    ann = watched()
    ann.round()
    seen = len(ann.views)

    with qtbot.waitSignal(ann.service.rested, timeout=30_000):
        ann.service._due()
    assert {view.state for view in ann.views[seen:]} == {SyncState.SYNCED}

    seen = len(ann.views)
    ann.round()
    assert [view.state for view in ann.views[seen:]] == [SyncState.SYNCING, SyncState.SYNCED]


def test_what_failed_is_still_so_after_an_edit_and_while_it_is_tried_again(
    watched: Callable[..., Watched], qtbot: QtBot
) -> None:
    ann, record = watched(url="postgresql://ann@127.0.0.1:1/nowhere"), episode()
    ann.desk.label(record)
    since = ann.round().since
    seen = len(ann.views)

    ann.desk.do(record, SetNote("one more"))
    ann.service.edited()
    qtbot.waitUntil(lambda: len(ann.views) > seen)
    with qtbot.waitSignal(ann.service.rested, timeout=30_000):
        ann.service._due()

    told = [(view.state, view.pending, view.since) for view in ann.views[seen:]]
    assert told == [(SyncState.OFFLINE, 5, since)] * 2


def test_only_a_person_who_asked_is_told_that_it_did_not_get_through(
    watched: Callable[..., Watched], qtbot: QtBot
) -> None:
    ann = watched(url="postgresql://ann@127.0.0.1:1/nowhere")
    told: list[SyncView] = []
    ann.service.unanswered.connect(told.append)

    with qtbot.waitSignal(ann.service.rested, timeout=30_000):
        ann.service.begin(paused=False)
    assert told == []

    with qtbot.waitSignal(ann.service.rested, timeout=30_000):
        ann.service.sync_now()
        ann.service.sync_now()
    assert [view.state for view in told] == [SyncState.OFFLINE]
    assert not ann.service.running, "a second wish is no second try where the first one failed"


def test_an_edit_during_a_round_is_counted_and_sent_soon_after(
    watched: Callable[..., Watched], qtbot: QtBot
) -> None:
    ann, record = watched(), episode()
    ann.desk.label(record)
    with qtbot.waitSignal(ann.service.rested, timeout=30_000):
        ann.service.sync_now()
        ann.desk.do(record, SetNote("one more"))
        ann.service.edited()
    qtbot.waitUntil(
        lambda: ann.view.state is SyncState.SYNCED and ann.desk.store.pending_count() == 0, timeout=20_000
    )
