"""The window or the command line: the first word decides."""

import sys
from collections.abc import Sequence

from app.cli.words import wants_window


def main(argv: Sequence[str] | None = None) -> int:
    """Run what ``argv`` (the arguments of the process for None) asks for.

    Returns:
        The exit code.
    """
    arguments = list(sys.argv[1:] if argv is None else argv)
    if wants_window(arguments):
        from app.window_entry import run as run_window  # noqa: PLC0415 - a command must not load the toolkit

        return run_window(arguments)
    from app.cli import run as run_command  # noqa: PLC0415 - the window does not need it

    return run_command(arguments)
