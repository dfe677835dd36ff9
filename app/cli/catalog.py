"""``rushes catalog init|status URL``."""

import argparse

from app.cli.console import Console
from app.cli.options import add_common, add_json
from app.cli.tables import table
from models.catalog.gateway import init_catalog, open_catalog
from models.catalog.values import CatalogStatus

_URL_HELP = "sqlite:////path/to/catalog.sqlite or postgresql://user@host/database"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Arguments of the command."""
    actions = parser.add_subparsers(metavar="ACTION", dest="action", required=True)
    for name, summary in (
        ("init", "make the catalog, or bring it up to this version; what it holds stays"),
        ("status", "how much it holds"),
    ):
        action = actions.add_parser(name, help=summary, description=summary, allow_abbrev=False)
        action.add_argument("url", metavar="URL", help=_URL_HELP)
        add_json(action)
        add_common(action)


def execute(arguments: argparse.Namespace, console: Console) -> int:
    """Do the action.

    Returns:
        0; an unreachable or foreign catalog is a known error.
    """
    if arguments.action == "init":
        return _init(arguments.url, console)
    return _status(arguments.url, console)


def _init(url: str, console: Console) -> int:
    catalog_id = init_catalog(url)
    if console.json:
        console.document({"catalog_id": catalog_id})
    else:
        console.say(f"The catalog is ready ({catalog_id})")
    return 0


def _status(url: str, console: Console) -> int:
    gateway = open_catalog(url)
    try:
        status = gateway.status()
    finally:
        gateway.close()
    if console.json:
        console.document(_status_document(status))
    else:
        console.say(_status_table(status))
    return 0


def _status_document(status: CatalogStatus) -> dict[str, object]:
    return {
        "episodes": status.episodes,
        "revisions": status.revisions,
        "conflicts": status.conflicts,
        "head": status.head,
        "states": dict(status.states),
        "sites": dict(status.sites),
    }


def _status_table(status: CatalogStatus) -> str:
    counts = (
        ("episodes", status.episodes),
        ("change-sets", status.revisions),
        ("of them conflicts", status.conflicts),
        *((f"last number of the site {code}", head) for code, head in sorted(status.sites.items())),
        *((f"episodes {state}", count) for state, count in sorted(status.states.items())),
    )
    return table(("what", "count"), [(name, str(count)) for name, count in counts])
