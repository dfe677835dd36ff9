"""Which tier of a file with several holds the phases."""

from collections.abc import Iterable
from pathlib import Path

from models.errors import NoLabelsError
from models.exports.labelset import PHASES


class SeveralTiersError(NoLabelsError):
    """A file has several tiers, and nobody said which holds the phases."""

    def __init__(self, path: Path, tiers: Iterable[str]) -> None:
        self.tiers = tuple(tiers)
        super().__init__(
            "{path} has the tiers {tiers}; say which holds the phases with --tier",
            path=path,
            tiers=", ".join(self.tiers),
        )


def phases_tier(path: Path, tiers: Iterable[str], wanted: str) -> str:
    """``wanted``, else the one that is called so, else the only one.

    Raises:
        NoLabelsError: there is none called ``wanted``.
        SeveralTiersError: there are several and none is named.
    """
    there = list(dict.fromkeys(tiers))
    if wanted and wanted not in there:
        raise NoLabelsError(
            "{path} has no tier {tier}; it has {tiers}", path=path, tier=wanted, tiers=", ".join(there)
        )
    if wanted or PHASES in there or not there:
        return wanted or PHASES
    if len(there) > 1:
        raise SeveralTiersError(path, there)
    return there[0]
