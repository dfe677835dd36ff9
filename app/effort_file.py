"""``effort.jsonl`` in a person's folder: a line each time they leave an episode. It is private and is not sent."""

import json
import logging
from collections.abc import Iterator
from pathlib import Path

from app.files import PRIVATE_MODE
from models.effort import Effort

LOG = logging.getLogger(__name__)
FILE = "effort.jsonl"


def append(folder: Path, episode_id: str, effort: Effort) -> None:
    """Add what one stay at an episode took; a file that cannot be written is no reason to stop working."""
    line = json.dumps({"episode": episode_id, "active_s": round(effort.active_s, 1), "keys": effort.keys})
    path = folder / FILE
    try:
        path.touch(mode=PRIVATE_MODE)
        with path.open("a", encoding="ascii") as file:
            file.write(f"{line}\n")
    except OSError as error:
        LOG.warning("%s cannot be written: %s", path, error.strerror)


def read(folder: Path) -> dict[str, Effort]:
    """What each episode took in all; lines that cannot be understood are passed over."""
    found: dict[str, Effort] = {}
    for episode_id, effort in _lines(folder / FILE):
        found[episode_id] = found.get(episode_id, Effort()).plus(effort)
    return found


def _lines(path: Path) -> Iterator[tuple[str, Effort]]:
    try:
        text = path.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return
    for line in text.splitlines():
        try:
            row = json.loads(line)
            yield str(row["episode"]), Effort(float(row["active_s"]), int(row["keys"]))
        except (ValueError, TypeError, KeyError):
            continue
