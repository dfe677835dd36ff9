"""Who works: as what, where their files are, and with which catalog."""

from dataclasses import dataclass
from pathlib import Path

from app.paths import Places
from app.settings import Settings
from models.review import Role

CHANGE_USER = 75
"""Exit code of the event loop after which another person is asked for."""
REOPEN = 76
"""Exit code of the event loop after which the same person's window opens anew, with other settings."""


@dataclass(frozen=True, slots=True)
class Who:
    """The person whose window it is."""

    user: str
    role: Role
    where: Places
    catalog_url: str


@dataclass(frozen=True, slots=True)
class Profile:
    """Who works, as what, and where their files are; ``catalog_url`` is empty where none was chosen."""

    user: str
    role: Role
    where: Places
    settings: Settings
    catalog_url: str

    @property
    def folder(self) -> Path:
        """Folder of the person's local store."""
        return self.where.profile(self.user)

    @property
    def catalog(self) -> str:
        """URL of the catalog that was chosen, else of the one beside the profiles."""
        return self.catalog_url or self.where.embedded_catalog

    @property
    def who(self) -> Who:
        """The embedded catalog stands beside the profiles where none is named."""
        return Who(user=self.user, role=self.role, where=self.where, catalog_url=self.catalog)
