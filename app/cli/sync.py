"""``rushes sync``: send labels to the catalog and fetch those of others."""

import argparse
from dataclasses import replace

from app.cli.console import Console
from app.cli.options import add_json, profile_of
from app.cli.store import opened_store
from app.credentials import credentials
from app.profile import Profile
from app.settings import save_settings
from models.catalog.gateway import init_catalog, open_catalog
from models.catalog.sync import synchronise
from models.catalog.sync_steps import SyncReport
from models.storage.label_store import LabelStore


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Arguments of the command."""
    add_json(parser)
    parser.add_argument(
        "--take-along",
        action="store_true",
        help="the catalog is another one than before: offer it all my edits",
    )


def execute(arguments: argparse.Namespace, console: Console) -> int:
    """Push what is queued, pull what is new.

    A catalog that was named is remembered once it answered. Where none was ever named it is the file beside the
    profiles, as in the window, which is made when it is missing.

    Returns:
        0, also where the catalog refused work: that is kept on both sides and told.
    """
    profile = profile_of(arguments)
    with opened_store(profile, arguments) as store:
        if arguments.take_along:
            store.leave_catalog()
        report = _synchronise(store, profile, console)
        waiting, conflicts = store.pending_count(), len(store.conflicts())
    _remember(profile)
    if console.json:
        console.document(_document(report, waiting=waiting, conflicts=conflicts))
    else:
        console.say(f"{report.pushed} sent, {report.pulled} fetched, {waiting} waiting")
    _tell(report, console)
    refused = report.conflicts + report.forbidden + report.rejected
    if refused:
        console.note(
            f"{refused} of your edits were refused by the catalog and are kept; the window shows them"
        )
    return 0


def _tell(report: SyncReport, console: Console) -> None:
    """What does not happen every day."""
    if report.reoffered:
        console.note(
            f"The catalog was restored from a backup; {report.reoffered} of your edits were offered again"
        )
    if report.withdrawn:
        console.note(f"{report.withdrawn} episodes were withdrawn and are gone here too")
    if report.stuck:
        names = ", ".join(report.stuck)
        console.note(
            f"The catalog holds changes to {names} that this program cannot put onto the labels; they stay as they are "
            "here, and the changes are kept until they fit. Update the program, or ask who looks after the catalog"
        )
    if report.is_behind:
        console.note("A standby answered that is behind what was fetched before; what is newer comes later")
    for site in report.mended:
        console.note(f"The labels of the site {site} did not agree with the catalog and were fetched anew")


def _synchronise(store: LabelStore, profile: Profile, console: Console) -> SyncReport:
    if not profile.catalog_url:
        init_catalog(profile.catalog)
    gateway = open_catalog(credentials().complete(profile.catalog))
    try:
        with console.bar(unit=" changes") as show:
            return synchronise(store, gateway, progress=lambda state: show(state.done, state.total))
    finally:
        gateway.close()


def _remember(profile: Profile) -> None:
    url = credentials().take_from(profile.catalog_url)
    if url != profile.settings.catalog_url:
        save_settings(profile.where.settings(profile.user), replace(profile.settings, catalog_url=url))


def _document(report: SyncReport, *, waiting: int, conflicts: int) -> dict[str, object]:
    return {
        "pushed": report.pushed,
        "pulled": report.pulled,
        "conflicts": report.conflicts,
        "forbidden": report.forbidden,
        "rejected": report.rejected,
        "registered": report.registered,
        "reoffered": report.reoffered,
        "withdrawn": report.withdrawn,
        "mended": list(report.mended),
        "stuck": list(report.stuck),
        "is_behind": report.is_behind,
        "waiting": waiting,
        "open_conflicts": conflicts,
        "episodes": list(report.touched),
        "head": report.head,
    }
