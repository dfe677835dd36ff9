"""The command line: the same models as the window, and no window toolkit. One module a command."""

from app.cli.entry import run

__all__ = ["run"]
