"""Where the files of an AgiBot World data set lie, and what ``task_info`` says about its episodes.

Layout of OpenDriveLab/AgiBot-World: ``task_info/task_{task}.json``, ``observations/{task}/{episode}/videos`` and
``depth``, ``proprio_stats/{task}/{episode}/proprio_stats.h5``. In the challenge's variant an episode is one folder
that holds ``aligned_joints.h5`` itself.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

TABLES = ("proprio_stats.h5", "aligned_joints.h5")
ROOMS = ("observations", "proprio_stats")
TASK_INFO = "task_info"
MOST_JSON_NBYTES = 1 << 28


@dataclass(frozen=True, slots=True)
class AgibotEpisode:
    """``folders``: those that may hold its files; ``root``: of the data set, None where the folder stands alone."""

    id: str
    task_id: str
    folders: tuple[Path, ...]
    root: Path | None

    def table(self) -> Path | None:
        """The file of states and actions."""
        found = (folder / name for folder in self.folders for name in TABLES)
        return next((path for path in found if path.is_file()), None)

    def files(self, room: str, ending: str) -> list[Path]:
        """Files of an ending in one of its rooms, in the order of their numbers."""
        found = [path for folder in self.folders for path in (folder / room).glob(f"*{ending}")]
        return sorted((path for path in found if path.is_file()), key=lambda path: numbered(path.stem))


def numbered(stem: str) -> tuple[str, int]:
    """A name without its last number, and that number; -1 where it has none."""
    found = re.fullmatch(r"(.*?)[_-]?(\d{1,9})", stem)
    return (found[1], int(found[2])) if found else (stem, -1)


def find_root(path: Path) -> Path | None:
    """The folder that holds ``proprio_stats`` or ``observations`` with ``task_info``; None where ``path`` is none."""
    for place in (path, path / "data"):
        if (place / "proprio_stats").is_dir() or all(
            (place / name).is_dir() for name in ("observations", TASK_INFO)
        ):
            return place
    return None


def find_episodes(path: Path) -> dict[str, AgibotEpisode]:
    """Episodes of a data set by id, of a folder of one episode that one; {} where ``path`` is neither."""
    if not path.is_dir():
        return {}
    root = find_root(path)
    if root is not None:
        return dict(sorted(_all(root), key=lambda item: (numbered(item[0]), item[0])))
    if any((path / name).is_file() for name in TABLES):
        lone = _of_data_set(path) or AgibotEpisode(path.name, "", (path,), None)
        return {lone.id: lone}
    inner = _of_data_set(path)
    return {inner.id: inner} if inner is not None else {}


def task_entry(episode: AgibotEpisode) -> tuple[dict[str, Any], bool]:
    """What ``task_info`` says about an episode, and whether a file of it is damaged."""
    if episode.root is None:
        return {}, False
    damaged = False
    own = episode.root / TASK_INFO / f"task_{episode.task_id}.json"
    for path in [own] if own.is_file() else sorted((episode.root / TASK_INFO).glob("*.json")):
        entries = _entries(path)
        damaged |= entries is None
        for entry in entries or []:
            if isinstance(entry, dict) and str(entry.get("episode_id")) == episode.folders[0].name:
                return entry, damaged
    return {}, damaged


def _of_data_set(path: Path) -> AgibotEpisode | None:
    """An episode given as its folder in ``observations`` or ``proprio_stats``."""
    path = path.absolute()
    if len(path.parents) < 3 or path.parents[1].name not in ROOMS:
        return None
    root, task = find_root(path.parents[2]), path.parent.name
    if root is None or not path.is_relative_to(root):
        return None
    return AgibotEpisode(path.name, task, tuple(root / room / task / path.name for room in ROOMS), root)


def _all(root: Path) -> Iterator[tuple[str, AgibotEpisode]]:
    places = {
        (task.name, episode.name)
        for room in ROOMS
        for task in _folders(root / room)
        for episode in _folders(task)
    }
    names = [episode for _, episode in places]
    for task, name in sorted(places):
        # Numbers of episodes are unique, unless somebody put two collections together.
        unique = name if names.count(name) == 1 else f"{task}-{name}"
        folders = tuple(root / room / task / name for room in ROOMS)
        yield unique, AgibotEpisode(unique, task, folders, root)


def _folders(place: Path) -> list[Path]:
    try:
        return [path for path in place.iterdir() if path.is_dir()]
    except OSError:
        return []


def _entries(path: Path) -> list[Any] | None:
    try:
        if path.stat().st_size > MOST_JSON_NBYTES:
            return None
        entries = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return None
    return entries if isinstance(entries, list) else None
