"""Rows that are measured already, so that a run that was cut goes on with the others.

One file a row, which is whole or not there, with the size it was measured with and a fingerprint of its sources. A row
of another size, of other sources or in a broken file is none. A row whose peer could not run is not kept: that may
have been the fault of the network.
"""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

from tests.benchmarks.rows import Row
from tests.support.made import write_whole

_TYPES: dict[str, type | tuple[type, ...]] = {
    **dict.fromkeys(("name", "unit", "goal", "peer"), str),
    **dict.fromkeys(("median", "p95", "took_s"), (int, float)),
    **dict.fromkeys(("peer_median", "limit_median"), (int, float, type(None))),
    **dict.fromkeys(("n", "peer_n"), int),
}


@dataclass(frozen=True, slots=True)
class KeptRows:
    """The rows of one size in a folder.

    ``begun`` has the fingerprints of what each row is measured on as they were when this process began, which runs what
    it loaded then; ``now`` takes one. ``anew`` finds nothing, but keeps.
    """

    folder: Path
    repetitions: int
    begun: Mapping[str, str]
    now: Callable[[str], str]
    commit: str = ""
    anew: bool = False

    def row(self, name: str) -> Row | None:
        """A row that was measured like this before."""
        return None if self.anew else self._read(name)

    def keep(self, row: Row) -> str:
        """Keep a row that is just measured; "" or why not."""
        if row.peer and row.peer_median is None:
            return "its peer did not run"
        if self.now(row.name) != self.begun[row.name]:
            return "its sources were changed since this run began"
        self.folder.mkdir(parents=True, exist_ok=True)
        told = {**self._stamp(row.name), "commit": self.commit, "row": asdict(row)}
        write_whole(self.path(row.name), json.dumps(told, indent=1, allow_nan=False).encode())
        return ""

    def path(self, name: str) -> Path:
        """Where a row lies."""
        return self.folder / (re.sub(r"\W+", "-", name) + ".json")

    def _read(self, name: str) -> Row | None:
        try:
            told = json.loads(self.path(name).read_bytes())
            stamp = self._stamp(name)
            row = _row(told["row"]) if {key: told[key] for key in stamp} == stamp else None
        except (OSError, ValueError, KeyError, TypeError):
            return None
        return row if row is not None and row.name == name else None

    def _stamp(self, name: str) -> dict[str, object]:
        return {"repetitions": self.repetitions, "sources": self.begun[name]}


def _row(told: dict[str, object]) -> Row:
    """Raises: TypeError, KeyError where it is none."""
    for name, type_ in _TYPES.items():
        if not isinstance(told[name], type_):
            raise TypeError(f"{name} cannot be {told[name]!r}")
    return Row(**told)  # type: ignore[arg-type]
