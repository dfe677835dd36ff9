"""``rushes catalog ACTION``: making a catalog, its people and sites, backups, checks, and what it holds."""

import argparse

from app.cli import (
    catalog_backups,
    catalog_checks,
    catalog_history,
    catalog_init,
    catalog_lists,
    catalog_sites,
    catalog_users,
)
from app.cli.catalog_action import Action
from app.cli.console import Console

ACTIONS: tuple[Action, ...] = (
    *catalog_init.ACTIONS,
    *catalog_lists.ACTIONS,
    *catalog_users.ACTIONS,
    *catalog_sites.ACTIONS,
    *catalog_backups.ACTIONS,
    *catalog_checks.ACTIONS,
    *catalog_history.ACTIONS,
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Arguments of the command."""
    actions = parser.add_subparsers(metavar="ACTION", dest="action", required=True)
    for action in ACTIONS:
        described = action.description or f"{action.summary[0].upper()}{action.summary[1:]}."
        one = actions.add_parser(action.name, help=action.summary, description=described, allow_abbrev=False)
        action.complete(one)
        one.set_defaults(execute_action=action.execute)


def execute(arguments: argparse.Namespace, console: Console) -> int:
    """Do the action.

    Returns:
        0 done; 1 where a check came out negative; whatever the catalog refuses is a known error.
    """
    code: int = arguments.execute_action(arguments, console)
    return code
