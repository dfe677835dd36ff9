"""From arguments to an exit code. Every error of a command ends here, as one sentence."""

import argparse
import contextlib
import os
import sys
from collections.abc import Callable, Sequence
from importlib import import_module

from app.cli.console import Console
from app.cli.options import add_common
from app.cli.words import COMMANDS, CommandName, chosen_command
from app.diagnostics import BUG_EXIT_CODE, application_version, bug_sentence, write_report
from app.paths import places
from models.errors import KnownError

OK = 0
NEGATIVE_VERDICT = 1
REFUSED = 2
INTERRUPTED = 130
READER_GONE = 141

_EPILOG = """\
Without a command the window opens: rushes [--user NAME] [PATH].

Exit codes: 0 done, 1 a check came out negative, 2 the world is not as the command needs it (one sentence on
stderr says how), 70 a bug (a report is written).
"""


def run(argv: Sequence[str]) -> int:
    """Run one command.

    Returns:
        0 done; 1 a negative verdict of a check; 2 wrong usage or a known error; 70 a bug; 130 interrupted.
    """
    _never_fail_to_print()
    console = Console(json="--json" in argv)
    try:
        return _guarded(lambda: _executed(argv, console), console)
    except SystemExit as end:
        return int(end.code or 0)
    except Exception as error:
        report = write_report(error, places().logs, argv)
        console.note(f"rushes: {bug_sentence(error, report)}")
        return BUG_EXIT_CODE


def _parser(argv: Sequence[str]) -> argparse.ArgumentParser:
    """Only the chosen command's module is imported; the others stand in the help by their summary."""
    parser = argparse.ArgumentParser(
        prog="rushes",
        description="Review and label robot episodes.",
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    parser.add_argument("--version", action="version", version=f"rushes {application_version()}")
    add_common(parser, default=None)
    commands = parser.add_subparsers(metavar="COMMAND", required=True)
    chosen = chosen_command(argv)
    for command in COMMANDS:
        sentence = f"{command.summary[0].upper()}{command.summary[1:]}."
        one = commands.add_parser(
            command.name, help=command.summary, description=sentence, allow_abbrev=False
        )
        if command is chosen:
            _complete(one, command)
    return parser


def _complete(parser: argparse.ArgumentParser, command: CommandName) -> None:
    module = import_module(command.module)
    module.add_arguments(parser)
    parser.set_defaults(execute=module.execute)
    add_common(parser)


def _executed(argv: Sequence[str], console: Console) -> int:
    arguments = _parser(argv).parse_args(argv)
    code: int = arguments.execute(arguments, console)
    return code


def _guarded(command: Callable[[], int], console: Console) -> int:
    """What the world did to a command, as an exit code; bugs pass."""
    try:
        code = command()
        sys.stdout.flush()
    except KnownError as error:
        return _refuse(str(error), console)
    except BrokenPipeError:
        return _reader_gone()
    except OSError as error:
        return _refuse(_os_sentence(error), console)
    except KeyboardInterrupt:
        console.note("Interrupted")
        return INTERRUPTED
    return code


def _refuse(sentence: str, console: Console) -> int:
    one_line = " ".join(sentence.split())
    with contextlib.suppress(BrokenPipeError):
        if console.json:
            console.document({"error": one_line})
        console.note(f"rushes: {one_line}")
    return REFUSED


def _reader_gone() -> int:
    """Whoever read stdout has enough. The interpreter flushes once more at its end, which must stay quiet."""
    with contextlib.suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return READER_GONE


def _os_sentence(error: OSError) -> str:
    why = error.strerror or str(error)
    return f"{error.filename}: {why}" if error.filename else why


def _never_fail_to_print() -> None:
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="backslashreplace")
