"""Random faults between people and a catalog in PostgreSQL, one after the other, all from one seed."""

import random
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from models.errors import CatalogUnreachableError, RefusedEditError
from tests.support.catalogs import Home, PushesTwice
from tests.support.postgres import server
from tests.support.town import Tally, Town, by
from tests.support.wire_proxy import WireProxy

PEOPLE = ("ann", "bob", "lea")
EPISODES = 3
_STATEMENTS = ("rushes.push", "rushes.push", "rushes.pull", "rushes.hello")


def storm(seed: int, home: Home, directory: Path, *, rounds: int) -> tuple[Tally, dict[str, int]]:
    """People edit and sync, nearly every sync meets a fault; how often which one happened.

    Raises:
        AssertionError: lost, doubled, or not everybody is equal at the end.
    """
    chance = random.Random(seed)
    happened: dict[str, int] = {}
    with Town(home, directory, PEOPLE, episodes=EPISODES) as town, WireProxy(server(), seed=seed) as line:
        far = by(home, lambda user: line.through(home.login(user)))
        faults = _faults(town, line, far, chance)
        for _ in range(rounds):
            user, record = chance.choice(PEOPLE), chance.choice(town.records)
            with suppress(RefusedEditError):
                if town.desks[user].document(record).track.phases:
                    town.note(user, record, times=chance.choice((1, 3, 60)))
                else:
                    town.work(user, record)
            name = chance.choice(sorted(faults))
            happened[name] = happened.get(name, 0) + 1
            with suppress(CatalogUnreachableError):
                faults[name](user)
            line.heal()
            server().start()
        return town.settled(), happened


def _faults(
    town: Town, line: WireProxy, far: Home, chance: random.Random
) -> dict[str, Callable[[str], object]]:
    """By name; each syncs a person, if it can."""

    def spoiled(spoil: Callable[[str, int], None]) -> Callable[[str], object]:
        def run(user: str) -> None:
            spoil(chance.choice(_STATEMENTS), chance.choice((1, 1, 2)))
            town.sync(user, far)

        return run

    def kill(user: str) -> None:
        if chance.random() < 0.5:
            line.eat_reply("rushes.push")
            with suppress(CatalogUnreachableError):
                town.sync(user, far)
        server().kill()
        town.sync(user, far)

    return {
        "reply eaten": spoiled(lambda what, nth: line.eat_reply(what, nth=nth)),
        "request lost": spoiled(lambda what, nth: line.lose_request(what, nth=nth)),
        "reply cut": spoiled(lambda what, nth: line.cut_reply(what, after=chance.randint(1, 4000), nth=nth)),
        "push sent twice": lambda user: town.sync_through(user, PushesTwice, far),
        "server killed": kill,
        "no fault": lambda user: town.sync(user, far),
    }
