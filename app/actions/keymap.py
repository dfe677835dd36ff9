"""The key map: a TOML file of ``[group] action = ["keys", ...]``."""

import tomllib
from pathlib import Path

from models.errors import KnownError

SCOPES = frozenset({"conflict", "holding"})
"""Groups whose keys count while their part of the window is on, instead of what they mean elsewhere."""


def load_keymap(path: Path) -> dict[str, tuple[str, ...]]:
    """Keys by action id ``group.action``.

    Raises:
        KnownError: unreadable, no TOML, or one key for two actions of one scope.
    """
    try:
        tables = tomllib.loads(path.read_text(encoding="utf-8"))
        keymap = {
            f"{group}.{name}": tuple(str(key) for key in keys)
            for group, entries in tables.items()
            for name, keys in entries.items()
        }
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, AttributeError, TypeError) as error:
        raise KnownError("The key map {path} cannot be read: {why}", path=path, why=error) from error
    owners: dict[tuple[str, str], str] = {}
    for action, keys in keymap.items():
        for key in keys:
            if (scope_of(action), key) in owners:
                raise KnownError(
                    "The key map {path} gives {key} to both {one} and {two}",
                    path=path,
                    key=key,
                    one=owners[scope_of(action), key],
                    two=action,
                )
            owners[scope_of(action), key] = action
    return keymap


def scope_of(action_id: str) -> str:
    """Where its keys count, "" for the whole window."""
    group = action_id.split(".", 1)[0]
    return group if group in SCOPES else ""
