"""What the processes do that the kill loop ends."""

import itertools
import random
import time
from pathlib import Path

from models.errors import RefusedEditError
from tests.support.desk import Desk
from tests.support.kill_loop import Reporter
from tests.support.labels import KINDS, Wish, command_of


def label(reporter: Reporter, directory: str) -> None:
    """Edit and undo at a typist's best speed until the end."""
    desk = Desk(Path(directory))
    chance = random.Random(desk.store.last_receipt())
    for number in itertools.count(1):
        serial = desk.store.last_receipt() + 1
        wish = Wish(chance.choice(KINDS), chance.random(), chance.randrange(1000), f"note {serial} 注")
        reporter.key(number)
        try:
            receipt = _edit(desk, wish, serial, undo=chance.random() < 0.2)
        except RefusedEditError:
            continue
        if receipt:
            reporter.saved(receipt)
        time.sleep(chance.uniform(0, 0.005))


def hold(reporter: Reporter, directory: str) -> None:
    """Own a store and do nothing with it."""
    desk = Desk(Path(directory))
    reporter.key(1)
    time.sleep(600)
    desk.store.close()


def _edit(desk: Desk, wish: Wish, serial: int, *, undo: bool) -> str:
    if undo and desk.history().done:
        receipt = desk.undo()
    else:
        command = command_of(wish, desk.document(), serial)
        if not desk.applied(command).changes:
            return ""
        (receipt,) = desk.do(command)
    return f"{receipt.number} {receipt.changeset_id}"
