"""The commands by name, and how to tell a command from a path without parsing everything."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class CommandName:
    """A row of the table: ``module`` has ``add_arguments(parser)`` and ``execute(arguments, console) -> int``.

    Modules are imported when their command is called, so that ``inspect`` does not load a database.
    """

    name: str
    module: str
    summary: str


COMMANDS: tuple[CommandName, ...] = (
    CommandName("inspect", "app.cli.inspect", "what a recording holds: episodes, streams, problems"),
    CommandName("sample", "app.cli.sample", "write the sample of a stream at a time to a file"),
    CommandName(
        "ingest", "app.cli.ingest", "find the recordings under a folder and add them to the episode list"
    ),
    CommandName("sync", "app.cli.sync", "send labels to the catalog and fetch those of others"),
    CommandName(
        "catalog", "app.cli.catalog", "make a catalog and look after it: people, sites, backups, checks"
    ),
    CommandName("privacy", "app.cli.privacy", "what may be seen of a recording, and faces to blur in it"),
    CommandName("propose", "app.cli.propose", "phases for an episode, from labelled repeats of its task"),
    CommandName(
        "export", "app.cli.export", "write labels in formats of others, and say what those cannot hold"
    ),
    CommandName(
        "import-labels",
        "app.cli.import_labels",
        "take labels from formats of others, and say what that changed",
    ),
    CommandName("taxonomy", "app.cli.taxonomy", "check a taxonomy, and bring labels to its newest version"),
    CommandName("stats", "app.cli.stats", "what episodes take you, in active seconds and keys; private"),
    CommandName("proxies", "app.cli.proxies", "quick copies of videos whose keyframes lie far apart"),
    CommandName("media", "app.cli.media", "manifests, copies of recordings, and those kept on this machine"),
    CommandName("doctor", "app.cli.doctor", "check this machine, the local store and the catalog"),
)

OPTIONS_WITH_VALUE = frozenset({"--user", "--role", "--data-dir", "--catalog", "--open"})


def first_word(argv: Sequence[str]) -> str | None:
    """The first argument that is neither an option nor an option's value."""
    words = iter(argv)
    for word in words:
        if word in OPTIONS_WITH_VALUE:
            next(words, None)
        elif not word.startswith("-"):
            return word
    return None


def chosen_command(argv: Sequence[str]) -> CommandName | None:
    """The command that the first word names."""
    word = first_word(argv)
    return next((command for command in COMMANDS if command.name == word), None)


def wants_window(argv: Sequence[str]) -> bool:
    """Whether the arguments ask for the window: no command, and at most options and a path.

    A word that is neither a command nor a path is left to the command line, which names the commands.
    """
    if chosen_command(argv) is not None:
        return False
    word = first_word(argv)
    if word is None:
        return not {"-h", "--help", "--version"} & set(argv)
    return Path(word).exists() or "." in word or Path(word).name != word
