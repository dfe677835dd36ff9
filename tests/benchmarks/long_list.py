"""A list of millions of episodes, written straight into the file that the window reads."""

import tempfile
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

from models.review import State
from models.storage.list_file import LIST_FILE, PAD, WORDS, changing, make_indexes, open_list
from models.timebase import NS_PER_S
from tests.benchmarks.harness import chance
from tests.support.made import made_once

USER = "ann"
FULL, REDUCED = 3_000_000, 300_000
VERBS = ("pick up", "place", "open", "close", "pour", "fold", "wipe", "press", "hand over", "sort")
THINGS = (
    "the can",
    "the red cup",
    "the drawer",
    "the green tray",
    "the towel",
    "the plug",
    "the bottle",
    "罐子",
    "抽屉",
)
ROBOTS = ("g1", "h1", "aloha", "agibot-a2", "franka", "ur5e")
SITES = ("main", "sz1", "sz2", "bj1", "sh1", "hz1", "cd1", "gz1", "wh1", "xa1", "nj1", "su1")
NOTED = 0.1
"""Share of the episodes that have a note."""
_SPREAD = 1_500_000_000_000
_BATCH = 20_000
_COLUMNS = (
    "n", "id", "name", *WORDS, "path", "inner_id", "start_ns", "end_ns", "fingerprint", "phases",
    "note", "newest", "longest", "noted",
)  # fmt: skip
_FIRST_NS = 1_767_225_600 * NS_PER_S
_YEAR_S = 365 * 86_400
_NOTES = ("夹爪滑落", "gripper slipped near the edge", "camera was moved", "cup fell over", "重新录制")


def long_list(work: Path, count: int) -> Path:
    """``episodes.sqlite`` of USER with so many episodes; made once."""
    return made_once(work / f"episodes-{count}.sqlite", lambda path: _write(path, count))


def episode_id(number: int) -> str:
    """Of the row that was written as that number; rows by name are in another order."""
    return str(UUID(int=(0x70 << 68 | 0x2 << 62 | (number + 1) * _SPREAD)))


def episode_name(number: int) -> str:
    """Day, site and take, so that neighbours by name come from all over the file."""
    mixed = number * 7919 % 3_000_017
    return f"2026{mixed % 12 + 1:02}{mixed // 12 % 28 + 1:02}_{SITES[number * 31 % 12]}_{mixed:07}"


def _write(path: Path, count: int) -> None:
    with tempfile.TemporaryDirectory(dir=path.parent) as directory:
        connection, _ = open_list(Path(directory), USER)
        for (index,) in connection.execute(
            "SELECT name FROM sqlite_master WHERE type = 'index' AND tbl_name = 'episode' AND sql <> ''"
        ).fetchall():
            connection.execute(f"DROP INDEX {index}")
        connection.execute("PRAGMA synchronous = OFF")
        marks = ", ".join("?" * len(_COLUMNS))
        insert = f"INSERT INTO episode ({', '.join(_COLUMNS)}) VALUES ({marks})"
        words = _Words()
        with changing(connection):
            for start in range(0, count, _BATCH):
                connection.executemany(insert, _rows(start, min(count, start + _BATCH), words))
            connection.executemany("INSERT INTO word (n, text) VALUES (?, ?)", words.made())
            connection.execute("INSERT INTO fact VALUES ('episodes', ?)", (count,))
            connection.execute("INSERT INTO fact VALUES ('number', 0)")
            connection.execute(
                "INSERT INTO text(rowid, body) "
                "SELECT n, name || ?1 || iif(noted, note || ?1, '') FROM episode ORDER BY n",
                (PAD,),
            )
        make_indexes(connection)
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        connection.close()
        (Path(directory) / LIST_FILE).replace(path)


class _Words:
    def __init__(self) -> None:
        self._numbers = {"": 0}

    def __getitem__(self, text: str) -> int:
        return self._numbers.setdefault(text, len(self._numbers))

    def made(self) -> list[tuple[int, str]]:
        return [(n, text) for text, n in self._numbers.items() if n]


def _rows(start: int, stop: int, words: _Words) -> Iterator[tuple[object, ...]]:
    dice = chance(f"list {start}")
    for number in range(start, stop):
        state = dice.choices(tuple(State), (60, 5, 10, 20, 5))[0]
        touched = state is not State.NEW
        shared = {
            "site": dice.choice(SITES),
            "state": state.value,
            "grade": dice.choice(("success", "partial", "failure")) if touched else "",
            "annotator": f"ann{dice.randrange(200)}" if touched else "",
            "task": f"{dice.choice(VERBS)} {dice.choice(THINGS)}",
            "robot": dice.choice(ROBOTS),
            "format": "mcap",
            "streams": '["/camera/head", "/joint_states"]',
        }
        start_ns, length_ns = _FIRST_NS + dice.randrange(_YEAR_S) * NS_PER_S, dice.randrange(8, 60) * NS_PER_S
        note = dice.choice(_NOTES) if dice.random() < NOTED else ""
        yield (
            (number + 1) * _SPREAD, episode_id(number), episode_name(number),
            *(words[shared.get(name, "")] for name in WORDS),
            "", "", start_ns, start_ns + length_ns, f"{number:016x}", 6 if touched else 0,
            note, -start_ns, -length_ns, int(bool(note)),
        )  # fmt: skip
