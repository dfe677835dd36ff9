"""``rushes doctor``: is everything as the application needs it?"""

import argparse

from app.cli.checks import Check, Verdict, all_checks
from app.cli.console import Console
from app.cli.options import add_json, profile_of
from app.cli.tables import table
from models.storage.rebuild import rebuild

HEALTHY = 0
NOT_HEALTHY = 1


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Arguments of the command."""
    add_json(parser)
    parser.add_argument(
        "--rebuild",
        action="store_true",
        help="first make the label file anew, from its last copy and the journal; the old one is kept",
    )


def execute(arguments: argparse.Namespace, console: Console) -> int:
    """Print every check.

    Returns:
        1 where one of them failed, else 0; warnings and what cannot be known are no failure.
    """
    profile = profile_of(arguments)
    if arguments.rebuild:
        report = rebuild(profile.folder)
        console.note(
            f"The label file was made anew with {report.edits} edits from the journal; the old one is {report.kept}"
        )
    checks = list(all_checks(profile))
    healthy = all(check.verdict is not Verdict.FAILED for check in checks)
    if console.json:
        console.document({"ok": healthy, "checks": [_document(check) for check in checks]})
    else:
        rows = [(check.verdict.value, check.name, check.message) for check in checks]
        console.say(table(("verdict", "check", ""), rows))
    return HEALTHY if healthy else NOT_HEALTHY


def _document(check: Check) -> dict[str, str]:
    return {"name": check.name, "verdict": check.verdict.value, "message": check.message}
