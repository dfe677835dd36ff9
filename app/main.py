"""The window or the command line: the first word decides."""

import gc
import sys
from collections.abc import Sequence

from app.cli.words import wants_window
from app.diagnostics import BUG_EXIT_CODE, bug_sentence, write_report
from app.paths import places

REFUSED = 2


def main(argv: Sequence[str] | None = None) -> int:
    """Run what ``argv`` (the arguments of the process for None) asks for.

    Returns:
        The exit code.
    """
    arguments = list(sys.argv[1:] if argv is None else argv)
    if wants_window(arguments):
        return _run_window(arguments)
    from app.cli.entry import run as run_command  # noqa: PLC0415 - the window does not need it

    return run_command(arguments)


def _run_window(arguments: Sequence[str]) -> int:
    """The command line never imports this: it must not load the toolkit."""
    # Nothing that a start makes is garbage, and looking for it is a tenth of the time: ``bootstrap`` enables it again.
    gc.disable()
    try:
        from app.window_entry import run as run_window  # noqa: PLC0415 - see above

        return run_window(arguments)
    except Exception as error:
        if _lacks_system_library(error):
            sys.stderr.write(
                f"rushes: The window cannot open: {error}. Install that system library (packaging/system-packages.txt "
                "names those of Debian and Ubuntu); the commands work without it, see rushes --help\n"
            )
            return REFUSED
        report = write_report(error, places().logs, arguments)
        sys.stderr.write(f"rushes: {bug_sentence(error, report)}\n")
        return BUG_EXIT_CODE


def _lacks_system_library(error: Exception) -> bool:
    return isinstance(error, ImportError) and "shared object file" in str(error)
