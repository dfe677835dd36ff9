"""Passwords of catalogs, in the system's keyring; where there is none, for this session only and in no file."""

import contextlib
import logging
from dataclasses import dataclass, field
from functools import cache

from models.catalog.address import PostgresAddress, parse_url
from models.catalog.passwords import with_password, without_password
from models.errors import CatalogError

LOG = logging.getLogger(__name__)
SERVICE = "rushes-catalog"


@dataclass(slots=True)
class Credentials:
    """Asking the keyring may wait for its owner to unlock it: do it on a lane, not on the GUI thread."""

    _session: dict[str, str] = field(default_factory=dict)

    def complete(self, url: str) -> str:
        """The URL to connect with: with the password that is known for it, if any."""
        name = _name(url)
        if not name or without_password(url)[1]:
            return url
        return with_password(url, self._session.get(name) or _kept(name))

    def keep(self, url: str, password: str) -> bool:
        """Know the password from now on; False where it will be forgotten at the end of this session."""
        name = _name(url)
        if not name:
            return False
        self._session[name] = password
        return _keep(name, password)

    def take_from(self, url: str) -> str:
        """The URL as it may be written down; a password in it goes to the keyring."""
        plain, password = without_password(url)
        if password:
            with contextlib.suppress(CatalogError):
                self.keep(plain, password)
        return plain


@cache
def credentials() -> Credentials:
    """Those of the process: what was typed once is not asked for again."""
    return Credentials()


def _name(url: str) -> str:
    address = parse_url(url)
    return f"{address.user}@{address.where}" if isinstance(address, PostgresAddress) else ""


def _kept(name: str) -> str:
    import keyring  # noqa: PLC0415  only who speaks to a server pays for it
    from keyring.errors import KeyringError  # noqa: PLC0415

    try:
        return keyring.get_password(SERVICE, name) or ""
    except (KeyringError, OSError, RuntimeError) as error:
        LOG.info("no password from the keyring: %s", error)
        return ""


def _keep(name: str, password: str) -> bool:
    import keyring  # noqa: PLC0415
    from keyring.errors import KeyringError  # noqa: PLC0415

    try:
        keyring.set_password(SERVICE, name, password)
    except (KeyringError, OSError, RuntimeError) as error:
        LOG.info("the keyring took no password: %s", error)
        return False
    return True
