"""Rules of the kind "what the catalog calls D:\\rec lies at /mnt/nas/rec here", for paths of any system and URLs."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

_DRIVE = re.compile(r"^[A-Za-z]:(?:[\\/]|$)")
_URL = re.compile(r"^[A-Za-z][A-Za-z0-9+.-]+://")


@dataclass(frozen=True, slots=True)
class PathRule:
    """``prefix`` in the catalog is ``here`` on this machine; with ``site`` only for recordings of that site."""

    prefix: str
    here: str
    site: str = ""


def mapped(path: str, rules: Iterable[PathRule], site: str = "") -> str | None:
    """Where ``path`` lies here by the rule with the longest prefix, None where no rule speaks of it.

    Of two rules of equal length the site's own wins. What would climb out of the prefix is mapped nowhere.
    """
    fitting = [
        (len(_parts(rule.prefix)), bool(rule.site), rule, rest)
        for rule in rules
        if rule.site in ("", site) and (rest := _rest(path, rule.prefix)) is not None
    ]
    if not fitting:
        return None
    *_, rule, rest = max(fitting, key=lambda one: one[:2])
    separator = "\\" if is_windows(rule.here) else "/"
    here = rule.here.rstrip("/\\")
    return separator.join((here, *rest)) if here or not rest else separator + separator.join(rest)


def is_windows(path: str) -> bool:
    """Whether it is a path of Windows: a drive, or a share with backslashes."""
    return bool(_DRIVE.match(path)) or path.startswith("\\\\")


def is_url(path: str) -> bool:
    """Whether it is reached through a protocol."""
    return bool(_URL.match(path))


def _rest(path: str, prefix: str) -> tuple[str, ...] | None:
    """What follows the prefix, part by part."""
    whole, first = _parts(path), _parts(prefix)
    folded = is_windows(path) or is_windows(prefix)
    if not first or _folded(whole[: len(first)], folded) != _folded(first, folded):
        return None
    rest = whole[len(first) :]
    return None if ".." in rest else rest


def _folded(parts: tuple[str, ...], folded: bool) -> tuple[str, ...]:
    """Windows does not tell capitals from small letters."""
    return tuple(part.casefold() for part in parts) if folded else parts


def _parts(path: str) -> tuple[str, ...]:
    """A path part by part; the first says what kind it is: "" of POSIX, "//" of a share, a drive, or ``s3://``."""
    if is_url(path):
        protocol, _, rest = path.partition("://")
        return (f"{protocol.lower()}://", *(part for part in rest.split("/") if part))
    if is_windows(path):
        path = path.replace("\\", "/")
    root = ("//",) if path.startswith("//") else ("",) if path.startswith("/") else ()
    return (*root, *(part for part in path.split("/") if part not in ("", ".")))
