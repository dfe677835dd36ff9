"""Three people, three episodes of two sites, and all that happens to them, to their machines and to the catalog.

A model of what was acknowledged is kept beside them. ``catalog_checks`` asks after each step whether the catalog is
what its rules say (I1 to I12 of its design); at the end everybody syncs until nothing moves, and then all must see the
same.
"""

import functools
from pathlib import Path

from hypothesis import strategies as st
from hypothesis.stateful import rule

from models.catalog import administration
from tests.support.catalogs import OTHER, Home, admin_address, postgres_home, sqlite_home
from tests.support.keeping import Kept, keep, put_back
from tests.support.machine_base import annotators
from tests.support.machine_care import Care
from tests.support.machine_line import Line
from tests.support.machine_people import People
from tests.support.postgres import server


class CatalogMachine(Line, People, Care):
    """Subclassed with a home."""


class InFile(CatalogMachine):
    def make_home(self, directory: Path) -> Home:
        return sqlite_home(directory)


class InPostgres(CatalogMachine):
    """With logins and a server, both of which may be taken away."""

    def make_home(self, directory: Path) -> Home:  # noqa: ARG002
        home, empty = _emptied()
        put_back(home, empty, told=False)
        return home

    def __init__(self) -> None:
        super().__init__()
        self.out: set[str] = set()
        self.revoked: set[str] = set()

    @rule(user=annotators)
    def keep_out_or_let_in(self, user: str) -> None:
        if user in self.out:
            administration.enable(admin_address(self.home), user)
        else:
            administration.disable(admin_address(self.home), user)
        self.out ^= {user}

    @rule(user=annotators)
    def revoke_or_grant_a_site(self, user: str) -> None:
        if user in self.revoked:
            administration.grant_site(admin_address(self.home), user, OTHER)
        else:
            administration.revoke_site(admin_address(self.home), user, OTHER)
        self.revoked ^= {user}

    @rule(here=st.integers(0, 19).map(lambda n: n == 0), hard=st.booleans())
    def restart_the_server(self, here: bool, hard: bool) -> None:
        if not here:
            return
        if hard:
            server().kill()
        else:
            server().stop()
        server().restart()

    def let_everybody_in(self) -> None:
        for user in ("ann", "bob"):
            administration.enable(admin_address(self.home), user)
            administration.grant_site(admin_address(self.home), user, OTHER)


@functools.cache
def _emptied() -> tuple[Home, Kept]:
    """One database for all runs of this process, and what it holds before anybody came."""
    home = postgres_home()
    return home, keep(home)
