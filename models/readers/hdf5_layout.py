"""Which episodes an HDF5 file holds, and what its attributes say about them.

Layouts after their writers: tonyzhaozh/act (``observations/qpos``), ARISE-Initiative/robomimic (``data/demo_N``),
RoboMIND (``observations/rgb_images``, ``puppet``, ``master``). Any other file whose arrays share their first
axis is one episode.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from models.readers.array_names import text, texts
from models.readers.array_stamps import declared_rate_hz
from models.readers.hdf5_file import Hdf5File, Hdf5Source, json_attribute

TASK_NAMES = (
    "instruction", "language_instruction", "language_instruction_1", "task", "task_name", "task_description",
    "language_raw", "language", "prompt",
)  # fmt: skip
ROBOT_NAMES = ("robot", "robot_type", "robot_name", "embodiment")
_NUMBERED = re.compile(r"(?:demo|episode|ep|traj|trajectory|rollout)?[_-]?\d+", re.IGNORECASE)
LONGEST_TEXT = 500
UNTOLD_NAMES = frozenset({"trajectory", "data"})


@dataclass(frozen=True, slots=True)
class Hdf5Layout:
    """``groups``: group of each episode by its id."""

    name: str
    groups: Mapping[str, str]

    @property
    def format(self) -> str:
        """``hdf5`` with the layout where it is a known one."""
        return f"hdf5-{self.name}" if self.name else "hdf5"


def layout_of(file: Hdf5File) -> Hdf5Layout:
    """Find the episodes."""
    top = file.children()
    if top.get("data"):
        demos = {name: f"/data/{name}" for name in _numbered(file.children("/data"))}
        if demos:
            return Hdf5Layout("robomimic", demos)
    numbered = _numbered(top)
    if numbered and not any(name not in numbered and not group for name, group in top.items()):
        return Hdf5Layout("", {name: f"/{name}" for name in numbered})
    return Hdf5Layout(_single(file, top), {_name(file.path): "/"})


def rate_hz(file: Hdf5File, group: str) -> float | None:
    """Declared rows a second of an episode: by its group, those above, or robomimic's ``env_args``."""
    for place in _upwards(group):
        attributes = file.attributes(place)
        settings = json_attribute(attributes, "env_args").get("env_kwargs")
        for source in (attributes, settings if isinstance(settings, dict) else {}):
            found = declared_rate_hz(source)
            if found is not None:
                return found
    return None


def words(file: Hdf5File, group: str, scalars: Mapping[str, Hdf5Source]) -> dict[str, str]:
    """Short attributes of an episode and of the groups above, and its arrays of a single word or number."""
    found: dict[str, str] = {}
    for place in reversed(_upwards(group)):
        found |= dict(_short(file.attributes(place)))
    found |= {name: source.scalar()[:LONGEST_TEXT] for name, source in scalars.items()}
    masks = [name for name, demos in _masks(file) if group.rsplit("/", maxsplit=1)[-1] in demos]
    return found | ({"mask": ", ".join(masks)} if masks else {})


def task_of(file: Hdf5File, group: str, known: Mapping[str, str]) -> str:
    """What the robot was told: an attribute, or what robomimic and LIBERO keep as JSON."""
    by_leaf = {name.rsplit("/", maxsplit=1)[-1]: value for name, value in known.items()}
    named = next((by_leaf[name] for name in TASK_NAMES if by_leaf.get(name)), "")
    if named:
        return named
    for place in _upwards(group):
        attributes = file.attributes(place)
        for holder, key in (("problem_info", "language_instruction"), ("env_args", "env_name")):
            value = json_attribute(attributes, holder).get(key)
            if isinstance(value, (str, list)) and value:
                return value if isinstance(value, str) else " ".join(map(str, value))
    return ""


def robot_of(known: Mapping[str, str]) -> str:
    """Name of the robot, empty where nothing says it."""
    return next((known[name] for name in ROBOT_NAMES if known.get(name)), "")


def is_single_value(source: Hdf5Source) -> bool:
    """Whether an array is one word or number rather than rows."""
    facts = source.facts
    return not facts.shape or (facts.shape == (1,) and facts.dtype.kind in "OSU")


def _numbered(children: Mapping[str, bool]) -> list[str]:
    """Groups with a number, in the order of the numbers."""
    names = [name for name, group in children.items() if group and _NUMBERED.fullmatch(name)]
    return sorted(names, key=lambda name: (int(re.findall(r"\d+", name)[-1][:18]), name))


def _name(path: Path) -> str:
    """Of a file that is one episode; RoboMIND calls each ``trajectory`` and names the folder."""
    names = [path.stem, *(parent.name for parent in path.absolute().parents if parent.name)]
    return next((name for name in names if name not in UNTOLD_NAMES), path.stem)


def _single(file: Hdf5File, top: Mapping[str, bool]) -> str:
    inner = file.children("/observations") if top.get("observations") else {}
    if "rgb_images" in inner or top.get("puppet"):
        return "robomind"
    return "aloha" if "qpos" in inner else ""


def _upwards(group: str) -> list[str]:
    """The group and those above it, up to the file."""
    parts = [part for part in group.split("/") if part]
    return ["/" + "/".join(parts[:count]) for count in range(len(parts), -1, -1)]


def _short(attributes: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for name, value in attributes.items():
        written = text(value)
        if len(written) <= LONGEST_TEXT:
            yield name, written


def _masks(file: Hdf5File) -> Iterator[tuple[str, tuple[str, ...]]]:
    """robomimic's filters: name and demos of each."""
    if not file.children().get("mask"):
        return
    for name, source in file.sources("/mask").items():
        if len(source.facts.shape) == 1 and source.facts.dtype.kind in "OS" and not source.facts.flaw:
            yield name, texts(source.read(0, source.facts.rows))
