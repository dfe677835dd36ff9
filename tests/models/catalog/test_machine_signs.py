"""Each invariant of the catalog's machine can fail: what is broken on purpose, past every rule, shows by its sign."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from typing import Any

import pytest

from models.catalog.sync import synchronise
from models.labelling.commands import SetNote
from models.storage.label_store import FILE_NAME
from tests.support.catalog_checks import check_end
from tests.support.catalog_machine import CatalogMachine, InFile, InPostgres
from tests.support.catalog_rows import break_rows, revision_rows
from tests.support.catalogs import new_id
from tests.support.machine_line import AsksTwice

Break = Callable[[CatalogMachine], None]


@pytest.fixture(params=[InFile, InPostgres], ids=["sqlite", "postgres"])
def machine(request: pytest.FixtureRequest) -> Iterator[CatalogMachine]:
    """Ann's labels are approved; of another episode bob's note was refused, since ann was first."""
    made: CatalogMachine = request.param()
    made.a_whole_round("ann", 0, "approve")
    made.label("ann", 1)
    for user in ("ann", "bob", "lea"):
        made.sync(user)
    made.argue(1, 7, ("ann", "bob"))
    made.settle_down()
    made.the_catalog_is_what_its_rules_say()
    yield made
    made.close()


def broken(machine: CatalogMachine, *statements: str) -> None:
    break_rows(machine.home, *statements)


def in_store(machine: CatalogMachine, user: str, statement: str, *values: object) -> None:
    """As somebody with an editor of SQLite files would."""
    with closing(sqlite3.connect(machine.path / user / FILE_NAME)) as connection, connection:
        assert connection.execute(statement, values).rowcount


def refused(machine: CatalogMachine) -> str:
    (found,) = (row.id for row in revision_rows(machine.home) if row.status == "conflict")
    return found


def lose_refused_work(machine: CatalogMachine) -> None:
    each = refused(machine)
    broken(machine, f"delete from revision where changeset_id = '{each}'")
    in_store(machine, "bob", "delete from outbox where changeset_id = ?", each)


def change_a_digest(machine: CatalogMachine) -> None:
    broken(machine, "update revision set digest = 'x' where status = 'applied'")


def drop_an_entry(machine: CatalogMachine) -> None:
    broken(machine, "delete from change_log where seq = 4")


def give_another_parent(machine: CatalogMachine) -> None:
    row = next(
        row for row in revision_rows(machine.home) if row.status == "applied" and '"parent":""' in row.body
    )
    body = row.body.replace('"parent":""', f'"parent":"{new_id()}"').replace("'", "''")
    broken(machine, f"update revision set body = '{body}' where changeset_id = '{row.id}'")


def move_a_segment(machine: CatalogMachine) -> None:
    broken(machine, "update segment set end_ns = end_ns - 1")


def forget_an_entry_at_the_desk(machine: CatalogMachine) -> None:
    in_store(machine, "lea", "update site set chain = 'x' where cursor > 0")


def change_a_note_at_the_desk(machine: CatalogMachine) -> None:
    in_store(machine, "bob", "update document set note = 'other words'")


def approve_as_annotator(machine: CatalogMachine) -> None:
    row = next(row for row in revision_rows(machine.home) if '"approved"' in row.body)
    body = row.body.replace('"role":"lead"', '"role":"annotator"').replace("'", "''")
    broken(machine, f"update revision set body = '{body}' where changeset_id = '{row.id}'")


def forget_receipts(machine: CatalogMachine) -> None:
    """After each push, so that the next one of the same is another answer."""
    gateway = machine.gateway("ann")
    push = gateway.push

    def forgetful(*args: Any, **options: Any) -> Any:
        answers = push(*args, **options)
        ids = ", ".join(f"'{answer.changeset_id}'" for answer in answers)
        broken(machine, f"delete from revision where changeset_id in ({ids})")
        return answers

    machine.do("ann", 1, SetNote("once more"))
    gateway.push = forgetful  # type: ignore[method-assign]
    synchronise(machine.desks["ann"].store, AsksTwice(gateway))


def count_wrongly(machine: CatalogMachine) -> None:
    name = "episodes" if machine.home.name == "sqlite" else "count"
    broken(machine, f"update stream_head set {name} = {name} + 1")


def go_back_in_history(machine: CatalogMachine) -> None:
    """By the last entry, with everything that counts it: as a backup that nobody told of."""
    kept = machine.kept
    assert kept is None
    machine.back_up(True)
    machine.do("ann", 1, SetNote("after the backup"))
    machine.sync("ann")
    machine.the_catalog_is_what_its_rules_say()
    told = machine.model.seen.copy()
    machine.restore(told=False)
    machine.model.stale.clear()
    machine.model.seen.update(told)


def hide_refused_work(machine: CatalogMachine) -> None:
    broken(machine, f"update revision set episode_id = null where changeset_id = '{refused(machine)}'")


@pytest.mark.parametrize(
    ("sign", "break_it"),
    [
        ("I1", lose_refused_work),
        ("I2", change_a_digest),
        ("I3", drop_an_entry),
        ("I4", give_another_parent),
        ("I5", move_a_segment),
        ("I6", forget_an_entry_at_the_desk),
        ("I7", change_a_note_at_the_desk),
        ("I8", approve_as_annotator),
        ("I9", forget_receipts),
        ("I10", count_wrongly),
        ("I11", go_back_in_history),
        ("I12", hide_refused_work),
    ],
)
def test_what_is_broken_is_seen_by_its_sign(machine: CatalogMachine, sign: str, break_it: Break) -> None:
    with pytest.raises(AssertionError, match=f"^{sign}:"):
        checked_after(machine, break_it)


def checked_after(machine: CatalogMachine, break_it: Break) -> None:
    break_it(machine)
    check_end(machine.model)


def test_nothing_is_seen_where_nothing_is_broken(machine: CatalogMachine) -> None:
    check_end(machine.model)
