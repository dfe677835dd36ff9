"""``rushes catalog doctor|verify-chain``: whether a catalog is as it should be, and whether it holds."""

import argparse
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from app.cli.catalog_action import Action, address_of
from app.cli.console import Console
from app.cli.tables import table
from models.catalog.address import PostgresAddress, SqliteAddress
from models.catalog.findings import Finding, Verdict, ok_or
from models.errors import CatalogError, CatalogUnreachableError

if TYPE_CHECKING:
    from models.catalog.attacks.values import Outcome

HOLDS = 0
DOES_NOT = 1


def attack(address: PostgresAddress, console: Console) -> tuple["Outcome", ...]:
    """All attacks, with a bar."""
    from models.catalog.attacks.suite import run_suite  # noqa: PLC0415

    with console.bar(unit=" attacks") as show:
        done = [0]

        def told(_: "Outcome") -> None:
            done[0] += 1
            show(done[0], None)

        return run_suite(address, told=told)


def rehearse_here(address: PostgresAddress) -> Finding:
    """A backup restored beside the catalog; the file lies in the temporary directory meanwhile."""
    from models.catalog.rehearsal import may_rehearse, rehearse  # noqa: PLC0415

    name = "restore rehearsal"
    if not may_rehearse(address):
        return Finding(name, Verdict.UNKNOWN, f"{address.user} may make no database (CREATEDB): not tried")
    try:
        with tempfile.TemporaryDirectory(prefix="rushes-rehearsal-") as folder:
            done = rehearse(address, Path(folder))
    except CatalogUnreachableError:
        raise
    except CatalogError as error:
        return Finding(name, Verdict.FAILED, str(error))
    sentence = f"{done.manifest.rows} rows and {len(done.manifest.sites)} logs came back as they were"
    return Finding(name, Verdict.OK, sentence)


def report(
    console: Console,
    findings: Sequence[Finding],
    outcomes: Sequence["Outcome"] | None,
    document: dict[str, object] | None = None,
) -> int:
    """Print all; the exit code."""
    breaches = [outcome for outcome in outcomes or () if outcome.breach]
    good = not breaches and all(finding.verdict is not Verdict.FAILED for finding in findings)
    if console.json:
        attacks = [
            {"name": one.name, "who": one.who, "held": not one.breach, "how": one.how, "breach": one.breach}
            for one in outcomes or ()
        ]
        checks = [{"name": f.name, "verdict": f.verdict.value, "message": f.message} for f in findings]
        told = {"ok": good, "checks": checks, "attacks": attacks if outcomes is not None else None}
        console.document({**(document or {}), **told})
        return HOLDS if good else DOES_NOT
    console.say(table(("verdict", "check", ""), [(f.verdict.value, f.name, f.message) for f in findings]))
    if outcomes is not None:
        console.say(table(("", "attack", "by", "came to"), _rows(outcomes)))
        held = len(outcomes) - len(breaches)
        console.say(f"{held} of {len(outcomes)} attacks were refused or without effect")
    return HOLDS if good else DOES_NOT


def _rows(outcomes: Sequence["Outcome"]) -> list[tuple[str, str, str, str]]:
    """Those that went through first; an attack that came to the same for several is told once."""
    grouped: dict[tuple[str, str], list[str]] = {}
    for one in sorted(outcomes, key=lambda outcome: not outcome.breach):
        grouped.setdefault((one.name, one.breach or one.how), []).append(one.who)
    breaches = {(one.name, one.breach) for one in outcomes if one.breach}
    return [
        ("BREACH" if key in breaches else "held", key[0], ", ".join(who), key[1])
        for key, who in grouped.items()
    ]


def _doctor(arguments: argparse.Namespace, console: Console) -> int:
    address = address_of(arguments)
    if isinstance(address, SqliteAddress):
        return report(console, _file_findings(address, console), None)
    from models.catalog import administration  # noqa: PLC0415
    from models.catalog.health import examine  # noqa: PLC0415

    document: dict[str, object] = {}
    if arguments.reap:
        document["reaped"] = administration.reap(address)
        console.note(f"{document['reaped']} sessions were ended")
    if arguments.partitions:
        document["partitions"] = administration.make_partitions(address)
        console.note(f"{document['partitions']} partitions were made")
    outcomes = attack(address, console) if arguments.attack else None
    with console.bar(unit=" entries") as show:
        findings = list(examine(address, chains=not arguments.quick, told=show))
    if arguments.rehearse:
        findings.append(rehearse_here(address))
    return report(console, findings, outcomes, document)


def _file_findings(address: SqliteAddress, console: Console) -> list[Finding]:
    entries = _broken_entries(address, None, 1, console)
    broken = {code: entry for code, entry in entries.items() if entry is not None}
    logs = ok_or(
        Verdict.FAILED,
        "logs",
        not broken,
        "every entry is what was written once",
        "; ".join(f"{code}: entry {entry} is missing or was changed" for code, entry in broken.items()),
    )
    roles = "a file enforces none: whoever may write it may do everything"
    return [logs, Finding("roles", Verdict.WARNING, roles)]


def _verify(arguments: argparse.Namespace, console: Console) -> int:
    entries = _broken_entries(address_of(arguments), arguments.site, arguments.since, console)
    bad = {site: entry for site, entry in entries.items() if entry is not None}
    if console.json:
        console.document({"ok": not bad, "sites": entries})
    for site, entry in entries.items():
        state = "is what was written once" if entry is None else f"entry {entry} is missing or was changed"
        if not console.json:
            console.say(f"{site}: {state}")
    return DOES_NOT if bad else HOLDS


def _broken_entries(
    address: PostgresAddress | SqliteAddress, site: str | None, since: int, console: Console
) -> dict[str, int | None]:
    with console.bar(unit=" entries") as show:
        if isinstance(address, SqliteAddress):
            from models.catalog import sqlite_admin  # noqa: PLC0415

            sites = (site,) if site else sqlite_admin.list_sites(address)
            return sqlite_admin.verify_logs(address, sites, since=since, told=show)
        from models.catalog import administration  # noqa: PLC0415
        from models.catalog.log_reading import verify_logs  # noqa: PLC0415

        sites = (site,) if site else administration.list_sites(address)
        return verify_logs(address, sites, since=since, told=show)


def _add_doctor(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--attack", action="store_true", help="let three made-up people attack it")
    parser.add_argument("--rehearse", action="store_true", help="restore a backup of it beside it")
    parser.add_argument("--reap", action="store_true", help="end sessions with a transaction older than 60 s")
    parser.add_argument("--partitions", action="store_true", help="make those of the next two years")
    parser.add_argument("--quick", action="store_true", help="do not read the logs through")


def _number(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text} is no number of an entry; they begin with 1")
    return int(text)


def _add_site(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--site", metavar="CODE", help="only that one (default: all that you see)")
    parser.add_argument(
        "--since",
        metavar="N",
        type=_number,
        default=1,
        help="begin at that entry of each log; what stands before it is taken as it is",
    )


ACTIONS = (
    Action(
        "doctor",
        "is everything as it should be? attacks and a rehearsal on request",
        _doctor,
        _add_doctor,
        "Look at the server's settings, the logs, backups, people and what holds others up. The attacks and the "
        "rehearsal need the login that made the catalog. Exit code 1 where something failed.",
    ),
    Action("verify-chain", "read all logs through: is each entry what was written?", _verify, _add_site),
)
