"""Desks of two people."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from models.review import Role
from tests.support.desk import Desk
from tests.support.labels import record


@pytest.fixture
def ann(tmp_path: Path) -> Iterator[Desk]:
    """An annotator with one episode."""
    with Desk(tmp_path / "ann", "ann") as desk:
        desk.store.put_episodes([record()])
        yield desk


@pytest.fixture
def lea(tmp_path: Path) -> Iterator[Desk]:
    """A lead who has no files."""
    with Desk(tmp_path / "lea", "lea", Role.LEAD) as desk:
        yield desk
