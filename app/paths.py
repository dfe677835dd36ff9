"""Where the application keeps its files, and where those that ship with it lie."""

import getpass
import os
import sys
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import platformdirs

from models.errors import KnownError

DATA_DIR_VARIABLE = "RUSHES_DATA_DIR"
EMBEDDED_CATALOG = "catalog.sqlite"

_FORBIDDEN_IN_NAMES = frozenset('<>:"/\\|?*')
_DEVICE_NAMES = frozenset(
    {"CON", "PRN", "AUX", "NUL"} | {f"{port}{n}" for port in ("COM", "LPT") for n in range(1, 10)}
)
_LONGEST_USER = 64


@dataclass(frozen=True, slots=True)
class Places:
    """The tree under the data directory, and where the system keeps what can be made again (None: there too).

    Nothing here is created before it is written to.
    """

    data: Path
    cache: Path | None = None

    @property
    def proxies(self) -> Path:
        """Quick copies of videos, shared by everybody at this machine; they can be thrown away."""
        return (self.cache or self.data / "cache") / "proxies"

    @property
    def certificates(self) -> Path:
        """Certificates of catalogs, from their connection files."""
        return self.data / "certificates"

    @property
    def taxonomies(self) -> Path:
        """Taxonomies made or changed here, for everybody at this machine."""
        return self.data / "taxonomies"

    @property
    def media(self) -> Path:
        """Recordings fetched from elsewhere, shared by everybody at this machine; they can be fetched again."""
        return (self.cache or self.data / "cache") / "media"

    @property
    def shelf(self) -> Path:
        """What is known of the copies of recordings before a catalog is told."""
        return self.data / "media"

    @property
    def logs(self) -> Path:
        """Logs and bug reports."""
        return self.data / "logs"

    @property
    def shared_settings(self) -> Path:
        """Settings of the installation: who worked last, where paths lie here, what recordings may take."""
        return self.data / "settings.json"

    @property
    def embedded_catalog(self) -> str:
        """URL of the catalog that everybody at this machine shares where no other is chosen."""
        return f"sqlite:///{quote(str(self.data / EMBEDDED_CATALOG))}"

    def profile(self, user: str) -> Path:
        """Folder of one person: the local store and the person's settings.

        Raises:
            KnownError: the name cannot be a folder's.
        """
        return self.data / "profiles" / checked_user(user)

    def settings(self, user: str) -> Path:
        """Settings of one person."""
        return self.profile(user) / "settings.json"

    def keymap(self, user: str) -> Path:
        """Keys that a person chose."""
        return self.profile(user) / "keymap.toml"

    def users(self) -> tuple[str, ...]:
        """Everybody who has a profile here, in order of name."""
        profiles = self.data / "profiles"
        if not profiles.is_dir():
            return ()
        return tuple(sorted(entry.name for entry in profiles.iterdir() if entry.is_dir()))


def places(data_dir: str | Path | None = None) -> Places:
    """The tree under ``data_dir``, else under $RUSHES_DATA_DIR, else where the system keeps such data."""
    chosen = data_dir or os.environ.get(DATA_DIR_VARIABLE)
    if chosen:
        return Places(Path(chosen).expanduser().absolute())
    return Places(platformdirs.user_data_path("rushes", False), platformdirs.user_cache_path("rushes", False))


def checked_user(user: str) -> str:
    """``user`` if it can name a folder on every system, so that no name escapes the profiles.

    Raises:
        KnownError: empty, too long, or with characters that a folder may not have.
    """
    printable = user.isprintable() and not _FORBIDDEN_IN_NAMES & set(user)
    tidy = user == user.strip() and not user.startswith(".") and not user.endswith(".")
    if user and len(user) <= _LONGEST_USER and printable and tidy and user.upper() not in _DEVICE_NAMES:
        return user
    raise KnownError(
        'The user name {user} cannot be used: up to 64 letters, digits, spaces, "-" and "_"', user=repr(user)
    )


def system_user() -> str:
    """Login name of the person at the machine, "user" where the system does not tell a usable one."""
    try:
        return checked_user(getpass.getuser())
    except (KnownError, OSError, KeyError, ImportError):
        return "user"


def resource(*parts: str) -> Path:
    """A file that ships with the application: in the checkout, in an installed wheel and in a frozen build."""
    root = getattr(sys, "_MEIPASS", None) or Path(__file__).resolve().parents[1]
    return Path(root, "resources", *parts)
