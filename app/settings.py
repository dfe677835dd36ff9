"""What a person has chosen, in small JSON files that may be read, edited or thrown away.

A file that cannot be understood is kept aside under another name and the defaults are used: settings are
never a reason not to start.
"""

import base64
import binascii
import contextlib
import json
import logging
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

from app.credentials import credentials
from app.files import PRIVATE_MODE, write_atomically
from app.paths import Places, checked_user, system_user
from models.errors import KnownError
from models.media.budget import DEFAULT_NBYTES
from models.media.mapping import PathRule
from models.search import Order

LOG = logging.getLogger(__name__)
RECENT_KEPT = 12
PATH_RULES = "path_rules"
MEDIA_BUDGET = "media_budget_mib"
SYNC_PAUSED = "sync_paused"
"""Name of the value that says whether sync waits to be asked."""
LIST_ORDER = "list_order"
"""Name of the value that says in which order the list of episodes stands."""


@dataclass(frozen=True, slots=True)
class Settings:
    """Of one person. "" means not chosen: the system's language, the theme's default, no catalog.

    ``recent`` are paths, the latest first. ``layouts`` maps a workspace to its dock layout in base64; see
    ``layout`` and ``with_layout`` for the bytes. ``values`` holds what single views remember, JSON-ready.
    """

    language: str = ""
    theme: str = ""
    role: str = ""
    catalog_url: str = ""
    recent: tuple[str, ...] = ()
    layouts: Mapping[str, str] = field(default_factory=dict)
    values: Mapping[str, Any] = field(default_factory=dict)

    def layout(self, workspace: str) -> bytes | None:
        """Remembered layout of a workspace, None where there is none or it is no base64."""
        text = self.layouts.get(workspace)
        if not isinstance(text, str):
            return None
        with contextlib.suppress(binascii.Error, ValueError):
            return base64.b64decode(text, validate=True)
        return None

    def with_layout(self, workspace: str, layout: bytes) -> "Settings":
        """These settings with another layout."""
        text = base64.b64encode(layout).decode("ascii")
        return replace(self, layouts={**self.layouts, workspace: text})

    def with_recent(self, path: Path | str) -> "Settings":
        """These settings with ``path`` as the latest one opened."""
        text = str(path)
        others = tuple(known for known in self.recent if known != text)
        return replace(self, recent=(text, *others)[:RECENT_KEPT])

    def with_value(self, name: str, value: object) -> "Settings":
        """These settings with one remembered value, which must be JSON-ready."""
        return replace(self, values={**self.values, name: value})


def list_order(settings: Settings) -> Order:
    """The order of the list that was chosen last, else by name."""
    chosen = settings.values.get(LIST_ORDER)
    return Order(chosen) if isinstance(chosen, str) and chosen in set(Order) else Order.NAME


def load_settings(path: Path) -> Settings:
    """Settings from ``path``; defaults for whatever is missing or of another type."""
    data = _load_object(path)
    recent = data.get("recent")
    paths = tuple(item for item in recent if isinstance(item, str)) if isinstance(recent, list) else ()
    return Settings(
        language=_text(data, "language"),
        theme=_text(data, "theme"),
        role=_text(data, "role"),
        catalog_url=_text(data, "catalog_url"),
        recent=paths,
        layouts=_object(data, "layouts"),
        values=_object(data, "values"),
    )


def save_settings(path: Path, settings: Settings) -> None:
    """Write all of it or nothing; readable by its owner only. A password in the catalog's URL goes to the keyring.

    Raises:
        KnownError: the file cannot be written.
    """
    url = credentials().take_from(settings.catalog_url)
    _save_object(path, asdict(replace(settings, catalog_url=url)))


def last_user(where: Places) -> str:
    """Who worked here last, else the login name."""
    try:
        return checked_user(_text(_load_object(where.shared_settings), "last_user"))
    except KnownError:
        return system_user()


def remember_user(where: Places, user: str) -> None:
    """Make ``user`` the one to start with next time.

    Raises:
        KnownError: the name cannot be used, or the file cannot be written.
    """
    shared = _load_object(where.shared_settings)
    _save_object(where.shared_settings, {**shared, "last_user": checked_user(user)})


def path_rules(where: Places) -> tuple[PathRule, ...]:
    """Where paths of the catalog lie on this machine; what is no rule is passed over."""
    found = _load_object(where.shared_settings).get(PATH_RULES)
    rules = [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []
    made = (PathRule(_text(one, "prefix"), _text(one, "here"), _text(one, "site")) for one in rules)
    return tuple(rule for rule in made if rule.prefix and rule.here)


def put_path_rule(where: Places, rule: PathRule) -> tuple[PathRule, ...]:
    """Add a rule, or renew the one of its prefix and site; an empty ``here`` takes it away.

    Raises:
        KnownError: the file cannot be written.
    """
    others = [one for one in path_rules(where) if (one.prefix, one.site) != (rule.prefix, rule.site)]
    rules = (*others, rule) if rule.here else tuple(others)
    shared = _load_object(where.shared_settings)
    _save_object(where.shared_settings, {**shared, PATH_RULES: [asdict(one) for one in rules]})
    return rules


def media_budget_nbytes(where: Places) -> int:
    """What recordings from elsewhere may take on this machine."""
    mib = _load_object(where.shared_settings).get(MEDIA_BUDGET)
    return mib << 20 if type(mib) is int and mib > 0 else DEFAULT_NBYTES


def put_media_budget(where: Places, nbytes: int) -> None:
    """Bound them, from the next fetch on.

    Raises:
        KnownError: the file cannot be written.
    """
    shared = _load_object(where.shared_settings)
    _save_object(where.shared_settings, {**shared, MEDIA_BUDGET: max(1, nbytes >> 20)})


def _load_object(path: Path) -> dict[str, Any]:
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except OSError as error:
        LOG.warning("%s cannot be read (%s); using defaults", path, error.strerror)
        return {}
    except (ValueError, RecursionError):
        data = None
    if isinstance(data, dict):
        return data
    _keep_aside(path)
    return {}


def _keep_aside(path: Path) -> None:
    number = 1
    while (aside := path.with_name(f"{path.stem}.damaged-{number}{path.suffix}")).exists():
        number += 1
    try:
        path.rename(aside)
        LOG.warning("%s was damaged; it is kept as %s and defaults are used", path, aside.name)
    except OSError as error:
        LOG.warning("%s is damaged and cannot be kept aside (%s)", path, error.strerror)


def _save_object(path: Path, data: Mapping[str, Any]) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise KnownError(
            "The folder {path} cannot be made: {why}", path=path.parent, why=error.strerror
        ) from error
    text = json.dumps(data, indent=2, sort_keys=True, allow_nan=False)
    write_atomically(path, text.encode("ascii") + b"\n", mode=PRIVATE_MODE)


def _text(data: Mapping[str, Any], name: str) -> str:
    value = data.get(name)
    return value if isinstance(value, str) else ""


def _object(data: Mapping[str, Any], name: str) -> dict[str, Any]:
    value = data.get(name)
    return value if isinstance(value, dict) else {}
