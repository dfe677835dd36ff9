"""The key map: a TOML file of ``[group] action = ["keys", ...]``."""

import json
import logging
import tomllib
from collections.abc import Mapping
from pathlib import Path

from app.files import PRIVATE_MODE, write_atomically
from models.errors import KnownError

LOG = logging.getLogger(__name__)
Keymap = Mapping[str, tuple[str, ...]]
SCOPES = frozenset({"conflict", "holding"})
"""Groups whose keys count while their part of the window is on, instead of what they mean elsewhere."""


def load_keymap(path: Path) -> dict[str, tuple[str, ...]]:
    """Keys by action id ``group.action``.

    Raises:
        KnownError: unreadable, no TOML, or one key for two actions of one scope.
    """
    try:
        keymap = _read(path)
    except _UNREADABLE as error:
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


def own_keymap(path: Path) -> dict[str, tuple[str, ...]]:
    """Keys that a person chose; none where the file is missing or cannot be understood: no reason not to start."""
    if not path.is_file():
        return {}
    try:
        return _read(path)
    except _UNREADABLE as error:
        LOG.warning("%s cannot be read (%s); the usual keys are used", path, error)
        return {}


def save_own(path: Path, own: Keymap) -> None:
    """Write the keys that a person chose, by group.

    Raises:
        KnownError: the file cannot be written.
    """
    lines = ["# Keys of your own, over those that come with the program."]
    for group in dict.fromkeys(action.split(".", 1)[0] for action in own):
        lines += ["", f"[{group}]"]
        lines += [
            f"{action.split('.', 1)[1]} = {json.dumps(list(keys))}"
            for action, keys in own.items()
            if action.split(".", 1)[0] == group
        ]
    write_atomically(path, ("\n".join(lines) + "\n").encode("utf-8"), mode=PRIVATE_MODE)


def laid_over(usual: Keymap, own: Keymap) -> dict[str, tuple[str, ...]]:
    """The usual keys with a person's own over them; no key that they gave elsewhere stays where it was."""
    known = {action: keys for action, keys in own.items() if action in usual}
    taken = {(scope_of(action), key) for action, keys in known.items() for key in keys}
    return {
        action: known.get(action, tuple(key for key in keys if (scope_of(action), key) not in taken))
        for action, keys in usual.items()
    }


def holder_of(keymap: Keymap, action_id: str, key: str) -> str:
    """Which other action of its scope has a key, "" for none."""
    scope = scope_of(action_id)
    return next(
        (
            action
            for action, keys in keymap.items()
            if action != action_id and key in keys and scope_of(action) == scope
        ),
        "",
    )


_UNREADABLE = (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, AttributeError, TypeError)


def _read(path: Path) -> dict[str, tuple[str, ...]]:
    tables = tomllib.loads(path.read_text(encoding="utf-8"))
    return {
        f"{group}.{name}": tuple(str(key) for key in keys)
        for group, entries in tables.items()
        for name, keys in entries.items()
    }
