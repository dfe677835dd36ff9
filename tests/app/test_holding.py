"""Two people open the same episode: the second is told before the first edit, and goes past it."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QApplication

from app.holding import Holding
from app.session import Session
from models.catalog.gateway import Gateway
from tests.support.catalogs import Crowd, sqlite_home
from tests.support.desk import Desk
from tests.support.labels import NOW_NS, TAXONOMY, record


class Seat:
    """Somebody's session beside the catalog that all share."""

    def __init__(self, crowd: Crowd, folder: Path, user: str) -> None:
        self.desk = Desk(folder / user, user)
        self.session = Session(store=self.desk.store, taxonomy=TAXONOMY, now_ns=lambda: NOW_NS)
        self.told: list[str] = []
        self.others: frozenset[str] = frozenset()

        def ask(
            question: Callable[[Gateway], object], take: Callable[[Any], None], *, failed: object
        ) -> None:
            take(question(crowd.of(user)))

        self.enforces = True
        self.holding = Holding(session=self.session, ask=ask, wants=lambda: self.enforces)
        self.holding.held_by.connect(self.told.append)
        self.holding.changed.connect(lambda ids: setattr(self, "others", ids))

    def open(self, number: int) -> None:
        self.session.open(record(number))


def test_who_comes_second_is_told_and_who_goes_on_gives_free(tmp_path: Path, qapp: QApplication) -> None:
    crowd = Crowd(sqlite_home(tmp_path))
    ann, bob = Seat(crowd, tmp_path, "ann"), Seat(crowd, tmp_path, "bob")
    ann.open(1)
    bob.open(1)
    assert (ann.told, bob.told) == ([], ["ann"])
    assert bob.others == {record(1).id}
    ann.open(2)
    assert [lease.episode_id for lease in ann.desk.store.leases()] == [record(2).id]
    bob.open(3)
    bob.open(1)
    assert (bob.told, bob.others) == (["ann"], frozenset())
    for seat in (ann, bob):
        seat.desk.store.close()


def test_what_was_opened_before_the_catalog_had_answered_is_held_once_it_has(
    tmp_path: Path, qapp: QApplication
) -> None:
    crowd = Crowd(sqlite_home(tmp_path))
    ann, bob = Seat(crowd, tmp_path, "ann"), Seat(crowd, tmp_path, "bob")
    ann.open(1)
    bob.enforces = False
    bob.open(1)
    bob.holding.catch_up()
    assert bob.told == []
    bob.enforces = True
    bob.holding.catch_up()
    bob.holding.catch_up()
    assert bob.told == ["ann"]
    for seat in (ann, bob):
        seat.desk.store.close()
