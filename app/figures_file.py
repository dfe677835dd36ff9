"""A person's figures: ``effort.jsonl`` and ``answers.jsonl`` in their folder, which are not sent, and the file that the
person hands to a lead.
"""

import json
import logging
import os
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any, TypeVar

from app.files import PRIVATE_MODE, write_atomically
from models.effort import Effort
from models.errors import KnownError
from models.figures import Answer, Answered, Figures, Stay, Verdict, team

LOG = logging.getLogger(__name__)
EFFORT, ANSWERS, HANDED = "effort.jsonl", "answers.jsonl", ".figures.json"
FORMAT, VERSION = "rushes-figures", 1
_READ_NBYTES = 8 << 20
T = TypeVar("T")


def append_stay(folder: Path, stay: Stay) -> None:
    """Add one stay at an episode; a file that cannot be written is no reason to stop working."""
    _append(folder / EFFORT, _stay_row(stay))


def append_answered(folder: Path, answered: Answered) -> None:
    """Add what became of the proposals for an episode, in the same way."""
    _append(folder / ANSWERS, _answered_row(answered))


def read(folder: Path, user: str, *, most_nbytes: int = _READ_NBYTES) -> Figures:
    """What was counted for a person here, the last ``most_nbytes`` of each file; lines that cannot be understood are
    passed over.
    """
    stays = tuple(_understood(_lines(folder / EFFORT, most_nbytes), _stay))
    return Figures(user, stays, tuple(_understood(_lines(folder / ANSWERS, most_nbytes), _answered)))


def hand(path: Path, figures: Figures) -> None:
    """Write the file for the lead.

    Raises:
        KnownError: it cannot be written.
    """
    whole = {
        "format": FORMAT,
        "version": VERSION,
        "user": figures.user,
        "stays": [_stay_row(one) for one in figures.stays],
        "proposals": [_answered_row(one) for one in figures.answered],
    }
    write_atomically(path, json.dumps(whole).encode("ascii") + b"\n")


def handed(paths: Iterable[Path]) -> tuple[Figures, ...]:
    """What people handed over, one for each: files, and all ``*.figures.json`` of folders.

    Raises:
        KnownError: a file cannot be read or is none of these; a folder without any.
    """
    return team([_load(file) for path in paths for file in _files(path)])


def _files(path: Path) -> list[Path]:
    if not path.is_dir():
        return [path]
    found = sorted(path.glob(f"*{HANDED}"))
    if not found:
        raise KnownError("No figures of anybody lie in {path}", path=path)
    return found


def _load(path: Path) -> Figures:
    try:
        whole = json.loads(path.read_text(encoding="utf-8"))
        if whole["format"] != FORMAT or whole["version"] > VERSION:
            raise ValueError(whole["format"])
        stays, answered = tuple(map(_stay, whole["stays"])), tuple(map(_answered, whole["proposals"]))
        return Figures(str(whole["user"]), stays, answered)
    except OSError as error:
        raise KnownError("{path} cannot be read: {why}", path=path, why=error.strerror) from error
    except (ValueError, TypeError, KeyError, RecursionError) as error:
        raise KnownError("{path} holds no figures that can be understood", path=path) from error


def _stay_row(stay: Stay) -> dict[str, Any]:
    effort = stay.effort
    row = {"episode": stay.episode_id, "active_s": round(effort.active_s, 1), "keys": effort.keys}
    return row | {"task": stay.task, "at_s": stay.at_s}


def _stay(row: Any) -> Stay:
    effort = Effort(float(row["active_s"]), int(row["keys"]))
    return Stay(str(row["episode"]), effort, str(row.get("task", "")), int(row.get("at_s", 0)))


def _answered_row(answered: Answered) -> dict[str, Any]:
    answers = [[one.method, one.label, one.verdict.value] for one in answered.answers]
    return {
        "episode": answered.episode_id, "answers": answers, "task": answered.task, "at_s": answered.at_s
    }  # fmt: skip


def _answered(row: Any) -> Answered:
    answers = tuple(Answer(str(method), str(label), Verdict(said)) for method, label, said in row["answers"])
    return Answered(str(row["episode"]), answers, str(row["task"]), int(row["at_s"]))


def _append(path: Path, row: dict[str, Any]) -> None:
    try:
        path.touch(mode=PRIVATE_MODE)
        with path.open("a", encoding="ascii") as file:
            file.write(f"{json.dumps(row)}\n")
    except OSError as error:
        LOG.warning("%s cannot be written: %s", path, error.strerror)


def _lines(path: Path, most_nbytes: int) -> list[str]:
    try:
        with path.open("rb") as file:
            nbytes = file.seek(0, os.SEEK_END)
            file.seek(max(0, nbytes - most_nbytes))
            return file.read().decode("utf-8", errors="replace").splitlines()
    except OSError:
        return []


def _understood(lines: Iterable[str], make: Callable[[Any], T]) -> Iterator[T]:
    for line in lines:
        try:
            yield make(json.loads(line))
        except (ValueError, TypeError, KeyError, AttributeError):
            continue
