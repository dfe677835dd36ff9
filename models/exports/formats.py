"""The formats by name: what each writes, reads and needs."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import Enum
from importlib import import_module
from pathlib import Path

from models.errors import KnownError
from models.exports.files import Export, Labels, Options
from models.exports.labelset import LabelSet

Write = Callable[[Sequence[LabelSet], Path, Options], Export]
Read = Callable[[Path, Options], Labels]


class Shape(Enum):
    """What an export makes: one file of all episodes, one that is added to, one an episode, or a data set anew."""

    FILE = "file"
    LIST = "list"
    EACH = "each"
    DATASET = "dataset"


@dataclass(frozen=True, slots=True)
class Format:
    """``module`` has ``write`` and ``read`` and is imported when it is called. ``frames`` are the recording's."""

    name: str
    suffix: str
    shape: Shape
    module: str
    summary: str
    frames: bool = False

    @property
    def write(self) -> Write:
        """From labels and the place where they go to files; that place is read where it is added to."""
        write: Write = import_module(self.module).write
        return write

    @property
    def read(self) -> Read:
        """From a file to its labels."""
        read: Read = import_module(self.module).read
        return read


FORMATS: tuple[Format, ...] = (
    Format("csv", ".csv", Shape.FILE, "models.exports.csv_labels", "one row a phase"),
    Format("parquet", ".parquet", Shape.FILE, "models.exports.parquet_labels", "the same rows, typed"),
    Format("json", "", Shape.EACH, "models.exports.labels_json", "a labels file of one episode, see propose"),
    Format(
        "lerobot",
        "",
        Shape.DATASET,
        "models.exports.lerobot_labels",
        "subtasks, language columns, stages for SARM and next.success of a LeRobot data set",
    ),
    Format(
        "gr00t",
        "",
        Shape.DATASET,
        "models.exports.groot",
        "modality.json and annotation columns of a LeRobot v2.1 data set",
    ),
    Format(
        "label-studio",
        "",
        Shape.FILE,
        "models.exports.label_studio",
        "Label Studio JSON, timeline labels of a video",
        frames=True,
    ),
    Format(
        "mcap", ".mcap", Shape.EACH, "models.exports.foxglove_events", "foxglove.Event, a file an episode"
    ),
    Format(
        "agibot",
        "",
        Shape.LIST,
        "models.exports.agibot_tasks",
        "task_info of AgiBot World, a list that is added to",
        frames=True,
    ),
    Format("eaf", ".eaf", Shape.EACH, "models.exports.elan", "ELAN, a file an episode"),
)


JSON_KEYS = {"phases": "json", "label_info": "agibot", "annotations": "label-studio"}
UNTOLD = "The format of {path} cannot be told from its name; say it with --format"


def format_named(name: str) -> Format:
    """The format of that name."""
    return next(one for one in FORMATS if one.name == name)


def format_of(path: Path) -> Format:
    """The format that a file or folder seems to be of.

    Raises:
        KnownError: none.
    """
    if (path / "meta" / "info.json").is_file():
        return format_named("gr00t" if (path / "meta" / "modality.json").is_file() else "lerobot")
    if path.suffix.casefold() == ".json":
        return _json_format(path)
    fits = [one for one in FORMATS if one.suffix and path.name.casefold().endswith(one.suffix)]
    if len(fits) != 1:
        raise KnownError(UNTOLD, path=path)
    return fits[0]


def _json_format(path: Path) -> Format:
    """By the keys of the first object."""
    try:
        told = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        raise KnownError("{path} cannot be read: {why}", path=path, why=error) from error
    first = told[0] if isinstance(told, list) and told else told
    keys = first.keys() if isinstance(first, dict) else set()
    found = next((name for key, name in JSON_KEYS.items() if key in keys), None)
    if found is None:
        raise KnownError(UNTOLD, path=path)
    return format_named(found)
