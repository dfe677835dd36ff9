"""``rushes catalog status|list``: what a catalog holds."""

import argparse
from collections.abc import Iterator
from itertools import islice

from app.cli.catalog_action import Action, address_of, done
from app.cli.console import Console
from app.cli.tables import table
from app.paths import places
from app.settings import last_user
from models.catalog.address import PostgresAddress
from models.catalog.gateway import Gateway, open_catalog
from models.catalog.values import CatalogRow, CatalogStatus, EpisodeQuery
from models.errors import CatalogError
from models.review import Role, State

_PAGE = 500


def _opened(arguments: argparse.Namespace) -> Gateway:
    """Said hello to, as a file needs it."""
    address = address_of(arguments)
    url = address.url if isinstance(address, PostgresAddress) else f"sqlite:///{address.path}"
    gateway = open_catalog(url)
    user = arguments.user if arguments.user is not None else last_user(places(arguments.data_dir))
    gateway.hello(user=user, role=Role(arguments.role or Role.ANNOTATOR), device_id="")
    return gateway


def _status(arguments: argparse.Namespace, console: Console) -> int:
    gateway = _opened(arguments)
    try:
        status = gateway.status()
    finally:
        gateway.close()
    return done(console, _status_document(status), _status_table(status))


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


def _list(arguments: argparse.Namespace, console: Console) -> int:
    if arguments.limit < 1:
        raise CatalogError("--limit is at least 1")
    gateway = _opened(arguments)
    try:
        rows = list(islice(_rows(gateway, arguments), arguments.limit))
    finally:
        gateway.close()
    document = [
        {
            "site": row.site,
            "episode": row.episode_id,
            "name": row.name,
            "task": row.task,
            "robot": row.robot,
            "state": row.state.value,
            "annotator": row.annotator,
            "grade": row.grade,
            "note": row.note,
        }
        for row in rows
    ]
    shown = [
        (row.site, row.episode_id, row.name, row.task, row.robot, row.state.value, row.annotator, row.grade)
        for row in rows
    ]
    columns = ("site", "episode", "name", "task", "robot", "state", "annotator", "grade")
    return done(console, {"episodes": document}, table(columns, shown))


def _rows(gateway: Gateway, arguments: argparse.Namespace) -> Iterator[CatalogRow]:
    if arguments.search:
        for row in gateway.search(arguments.search, limit=1000):
            if _fits(row, arguments):
                yield row
        return
    after: str | None = None
    while True:
        page = gateway.page(
            EpisodeQuery(
                site=arguments.site,
                state=State(arguments.state) if arguments.state else None,
                task=arguments.task,
                robot=arguments.robot,
                annotator=arguments.annotator,
                after=after,
                limit=min(arguments.limit, _PAGE),
            )
        )
        yield from page.rows
        after = page.after
        if after is None:
            return


def _fits(row: CatalogRow, arguments: argparse.Namespace) -> bool:
    wanted = {"site": row.site, "state": row.state.value, "task": row.task}
    wanted |= {"robot": row.robot, "annotator": row.annotator}
    return all(getattr(arguments, name) in ("", None, value) for name, value in wanted.items())


def _add_filters(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--site", metavar="CODE", default="", help="only of this site")
    parser.add_argument(
        "--state", choices=[state.value for state in State], default="", help="only in this state"
    )
    for name in ("task", "robot", "annotator"):
        parser.add_argument(f"--{name}", metavar="TEXT", default="", help=f"only of this {name}")
    parser.add_argument(
        "--search", metavar="TEXT", default="", help="in name, task and note; two Chinese characters do"
    )
    parser.add_argument("--limit", metavar="N", type=int, default=100, help="at most so many (default: 100)")


ACTIONS = (
    Action("status", "how much it holds", _status),
    Action("list", "episodes, newest first", _list, _add_filters),
)
