"""What the process does whose power is cut: edits at the real store, each acknowledged on paper.

``python -m tests.support.power_work FOLDER EDITS SEED [careless]``; careless: nothing is ever synced to the disk.
"""

import os
import random
import sys
from pathlib import Path
from typing import Any

from sqlalchemy import event
from sqlalchemy.pool import Pool

from models.errors import RefusedEditError
from tests.support.desk import Desk
from tests.support.labels import KINDS, Wish, command_of

CARELESS = "careless"


def main(folder: str, edits: str, seed: str, *how: str) -> None:
    """Edit, undo, and now and then end the application and start it again."""
    if CARELESS in how:
        be_careless()
    acks = os.open(os.environ["POWER_ACKS"], os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    chance = random.Random(int(seed))
    desk = Desk(Path(folder))
    while desk.store.last_receipt() < int(edits):
        if chance.random() < 0.02:
            desk.reopen()
        try:
            receipt = edit(desk, chance)
        except RefusedEditError:
            continue
        if receipt:
            os.write(acks, f"{receipt}\n".encode())
    if chance.random() < 0.5:
        desk.store.close()
    sys.stdout.flush()
    os._exit(0)


def edit(desk: Desk, chance: random.Random) -> str:
    """One edit or undo; number and change-set of its receipt, "" where nothing was to be done."""
    if chance.random() < 0.2 and desk.history().done:
        receipt = desk.undo()
        return f"{receipt.number} {receipt.changeset_id}"
    serial = desk.store.last_receipt() + 1
    wish = Wish(chance.choice(KINDS), chance.random(), chance.randrange(1000), f"note {serial} 注")
    command = command_of(wish, desk.document(), serial)
    if not desk.applied(command).changes:
        return ""
    (receipt,) = desk.do(command)
    return f"{receipt.number} {receipt.changeset_id}"


def be_careless() -> None:
    """PRAGMA synchronous=OFF for every connection from now on, and nothing else is synced either."""

    def hurry(connection: Any, *_: object) -> None:
        connection.execute("PRAGMA synchronous = OFF").close()

    event.listen(Pool, "checkout", hurry)
    os.fsync = os.fdatasync = lambda _fd: None  # type: ignore[assignment]


if __name__ == "__main__":
    main(*sys.argv[1:])
