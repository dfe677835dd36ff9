"""``episodes.sqlite``: the list of episodes in a file that may be thrown away. Its tables, and how it is opened.

Words that many episodes share (task, state, site ...) stand once in ``word``; ``0`` is the word "". An episode's number
``n`` is made of its id, so that the list is in the same order however it was filled. ``text`` finds every substring of
name and note by trigrams; two marks at the end of each text make trigrams of its last characters too.

``newest`` and ``longest`` are start and length with their signs turned, so that every index is read upwards; ``noted``
says whether there is a note. ``concern`` has the bits of ``models.search.Concern``; ``unsure`` is the least confidence
per mille less ``SURE``, so that 0 is none, which costs nothing.

Each index holds all that filters ask of a row, so that a search along it reads no row.

SQLite's own module reads and writes it: a starting window loads nothing else for its first list.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from hashlib import sha256
from pathlib import Path
from uuid import UUID

LIST_FILE = "episodes.sqlite"
VERSION = 3
APPLICATION = 0x52555348
PAD = "\x02\x02"
BUSY_S = 10.0
SURE = 1001
WORDS = ("site", "state", "grade", "annotator", "reviewer", "task", "robot", "format", "streams")
COLUMNS = (
    "n",
    "id",
    "name",
    *WORDS,
    "path",
    "inner_id",
    "start_ns",
    "end_ns",
    "problems",
    "fingerprint",
    "note",
    "phases",
    "pending",
    "conflicts",
    "concern",
    "unsure",
)
_TABLES = f"""
CREATE TABLE word (n INTEGER PRIMARY KEY, text TEXT NOT NULL UNIQUE);
INSERT INTO word VALUES (0, '');
CREATE TABLE fact (name TEXT PRIMARY KEY, value INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE episode (
    n INTEGER PRIMARY KEY,
    id TEXT NOT NULL,
    name TEXT NOT NULL,
    {", ".join(f"{name} INTEGER NOT NULL DEFAULT 0" for name in WORDS)},
    path TEXT NOT NULL DEFAULT '',
    inner_id TEXT NOT NULL DEFAULT '',
    start_ns INTEGER NOT NULL DEFAULT 0,
    end_ns INTEGER NOT NULL DEFAULT 0,
    problems INTEGER NOT NULL DEFAULT 0,
    fingerprint TEXT NOT NULL DEFAULT '',
    note TEXT NOT NULL DEFAULT '',
    phases INTEGER NOT NULL DEFAULT 0,
    pending INTEGER NOT NULL DEFAULT 0,
    conflicts INTEGER NOT NULL DEFAULT 0,
    newest INTEGER NOT NULL DEFAULT 0,
    longest INTEGER NOT NULL DEFAULT 0,
    noted INTEGER NOT NULL DEFAULT 0,
    concern INTEGER NOT NULL DEFAULT 0,
    unsure INTEGER NOT NULL DEFAULT 0
);
CREATE VIRTUAL TABLE text USING fts5(body, content='', detail='none', columnsize=0, tokenize='trigram');
CREATE VIRTUAL TABLE term USING fts5vocab('text', 'row');
"""
_HELD = ("state", "site", "task", "annotator", "grade", "robot", "noted")


def _index(name: str, first: str = "", where: str = "", more: tuple[str, ...] = ()) -> str:
    held = (column for column in (*_HELD, *more) if column != first)
    columns = (*([first] if first else []), "name", "n", *held)
    return (
        f"CREATE INDEX IF NOT EXISTS {name} ON episode ({', '.join(columns)}){where and f' WHERE {where}'};\n"
    )


_INDEXES = "".join(
    (
        _index("by_name", more=("unsure",)),
        *(_index(f"by_{name}", name) for name in ("state", "site", "task", "robot")),
        *(_index(f"by_{name}", name, f"{name} <> 0") for name in ("annotator", "grade")),
        _index("by_recorded", "newest"),
        _index("by_length", "longest"),
        _index("by_unsure", "unsure", "unsure < 0"),
        _index("concerning", where="concern > 0", more=("concern",)),
        "CREATE INDEX IF NOT EXISTS waiting ON episode (name, n) WHERE pending > 0 OR conflicts > 0;\n",
    )
)
_SUFFIXES = ("", "-wal", "-shm")


def open_list(directory: Path, user: str) -> tuple[sqlite3.Connection, bool]:
    """The list of ``user`` for writing, and whether it was made anew: none was there, or none that can be used."""
    path = directory / LIST_FILE
    made = not _is_usable(path, user)
    if made:
        throw_away(directory)
    connection = connected(path)
    if made:
        connection.executescript(
            f"BEGIN; {_TABLES} {_INDEXES} INSERT INTO fact VALUES ('owner', {_owner(user)});"
            f"PRAGMA user_version = {VERSION}; PRAGMA application_id = {APPLICATION}; COMMIT;"
        )
    return connection, made


def connected(path: Path, *, read_only: bool = False, timeout_s: float = BUSY_S) -> sqlite3.Connection:
    """A connection that begins transactions only where it is told to."""
    mode = "ro" if read_only else "rwc"
    connection = sqlite3.connect(
        f"{path.absolute().as_uri()}?mode={mode}",
        uri=True,
        timeout=timeout_s,
        isolation_level=None,
        check_same_thread=False,
    )
    if not read_only:
        connection.execute("PRAGMA journal_mode = WAL").close()
        # What a power cut takes is written again from the labels; a checkpoint is synced, so the file stays sound.
        connection.execute("PRAGMA synchronous = NORMAL").close()
        connection.execute("PRAGMA cache_size = -16000").close()
    return connection


def make_indexes(connection: sqlite3.Connection) -> None:
    """Those that are missing; to fill a list of millions it is quicker to drop them before."""
    connection.executescript(_INDEXES)


def throw_away(directory: Path) -> None:
    """The list is made again from labels, places and the catalog."""
    for suffix in _SUFFIXES:
        (directory / f"{LIST_FILE}{suffix}").unlink(missing_ok=True)


@contextmanager
def changing(connection: sqlite3.Connection) -> Iterator[sqlite3.Connection]:
    """One transaction."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield connection
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


def number_of(episode_id: str) -> int:
    """Where the search for an id begins: 62 bits of it."""
    try:
        low = UUID(episode_id).int
    except ValueError:
        low = int.from_bytes(sha256(episode_id.encode("utf-8", "surrogatepass")).digest()[:8], "big")
    return low & ((1 << 62) - 1)


def find_number(connection: sqlite3.Connection, episode_id: str) -> tuple[int, bool]:
    """Number of an episode, and whether it is in the list."""
    n = number_of(episode_id)
    while True:
        found = connection.execute("SELECT id FROM episode WHERE n = ?", (n,)).fetchone()
        if found is None or found[0] == episode_id:
            return n, found is not None
        n += 1


def _is_usable(path: Path, user: str) -> bool:
    if not path.is_file():
        return False
    try:
        with closing(connected(path)) as connection:
            version = connection.execute("PRAGMA user_version").fetchone()[0]
            application = connection.execute("PRAGMA application_id").fetchone()[0]
            owner = connection.execute("SELECT value FROM fact WHERE name = 'owner'").fetchone()
            connection.execute("SELECT n FROM episode LIMIT 1").fetchone()
            return (version, application, owner) == (VERSION, APPLICATION, (_owner(user),))
    except sqlite3.Error:
        return False


def _owner(user: str) -> int:
    return int.from_bytes(sha256(user.encode("utf-8", "surrogatepass")).digest()[:6], "big")
