"""What every machine of two people and a catalog on paper does: they sit down, push, pull and go home."""

import shutil
import tempfile
from pathlib import Path

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule

from models.review import Role
from tests.support.desk import SITE, Desk, PaperCatalog
from tests.support.labels import record

PEOPLE = ("ann", "bob")
WHO = st.sampled_from(PEOPLE)


class TwoDesks(RuleBasedStateMachine):
    """``blanks`` holds a fresh store a person, made once by ``lay_out``; ``numbers`` are the episodes."""

    blanks: Path
    numbers: tuple[int, ...]

    @classmethod
    def lay_out(cls, directory: Path) -> None:
        """Make the stores that every run begins with."""
        for user in PEOPLE:
            with Desk(directory / user, user, Role.LEAD) as desk:
                desk.store.put_episodes([record(number) for number in cls.numbers])
        cls.blanks = directory

    @initialize()
    def sit_down(self) -> None:
        self.root = Path(tempfile.mkdtemp(prefix="rushes-desks-"))
        self.catalog = PaperCatalog(episodes={record(n).id: record(n) for n in self.numbers})
        self.serial = 0
        for user in PEOPLE:
            shutil.copytree(self.blanks / user, self.root / user)
        self.desks = {user: Desk(self.root / user, user, Role.LEAD) for user in PEOPLE}

    @rule(user=WHO, limit=st.integers(1, 4), answer_lost=st.booleans())
    def push(self, user: str, limit: int, answer_lost: bool) -> None:
        answers = self.catalog.push(self.desks[user].store.pending(limit))
        if not answer_lost:
            self.desks[user].store.record_answers(answers)

    @rule(user=WHO, limit=st.integers(1, 5))
    def pull(self, user: str, limit: int) -> None:
        store = self.desks[user].store
        store.apply_page(self.catalog.page(store.site_state(SITE).cursor, limit))

    def teardown(self) -> None:
        for desk in getattr(self, "desks", {}).values():
            desk.store.close()
        shutil.rmtree(getattr(self, "root", ""), ignore_errors=True)
