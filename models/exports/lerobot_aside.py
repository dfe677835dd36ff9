"""What a LeRobot data set has no place for, in a file of its own in ``meta``: loaders read the files that they name."""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from models.errors import NoLabelsError
from models.exports.aside import laid_aside
from models.exports.files import NewFile
from models.exports.labelset import LabelSet
from models.exports.lerobot_files import json_lines

PLACE = "meta/rushes_labels.jsonl"
_INDEX = "episode_index"


def aside_files(root: Path, labelled: Mapping[int, LabelSet], *, plain: bool) -> Iterator[NewFile]:
    """The file anew with the episodes ``labelled`` by their index, without them where ``plain``; none for nothing.

    Raises:
        NoLabelsError: the one that is there is damaged.
    """
    laid: dict[int, Any] = {index: one for index, one in asides_in(root).items() if index not in labelled}
    if not plain:
        laid |= {index: laid_aside(labels) for index, labels in labelled.items()}
    if laid or (root / PLACE).exists():
        yield NewFile(PLACE, lambda: json_lines({_INDEX: index, **laid[index]} for index in sorted(laid)))


def asides_in(root: Path) -> dict[int, dict[str, Any]]:
    """What was laid aside in the data set ``root``, by the index of its episode.

    Raises:
        NoLabelsError: the file is damaged.
    """
    path = root / PLACE
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
        rows = [json.loads(line) for line in lines if line.strip()]
        return {int(row[_INDEX]): row for row in rows}
    except FileNotFoundError:
        return {}
    except (OSError, ValueError, LookupError, TypeError, RecursionError) as error:
        raise NoLabelsError("{path} cannot be read: {why}", path=path, why=error) from error
