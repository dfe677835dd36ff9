"""``rushes taxonomy ACTION``: the taxonomies there are, whether a file is sound, labels brought to a newer one."""

import argparse
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from app.cli.console import Console
from app.cli.options import add_common, add_json, profile_of
from app.cli.store import opened_store, require_store, taxonomy_of
from app.cli.tables import table
from app.profile import Profile
from app.taxonomies import taxonomy_shelf
from models.errors import KnownError, RefusedEditError
from models.labelling.apply import Applied, apply
from models.labelling.commands import MigrateLabels
from models.labelling.document import Document
from models.labelling.migrating import codes_used, is_newer, must_migrate
from models.storage.label_store import LabelStore
from models.taxonomy import Taxonomy, load_taxonomy

_ACTIONS = {
    "list": "the taxonomies of this machine",
    "check": "read a file strictly and say what it holds",
    "migrate": "bring the labels of this store to the newest version of their taxonomy",
}


@dataclass(slots=True)
class _Count:
    """``codes`` by (kind, code before, code after); ``left`` by the sentence why."""

    moved: int = 0
    codes: Counter[tuple[str, str, str]] = field(default_factory=Counter)
    left: Counter[str] = field(default_factory=Counter)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Arguments of the command."""
    actions = parser.add_subparsers(metavar="ACTION", dest="action", required=True)
    for name, summary in _ACTIONS.items():
        action = actions.add_parser(name, help=summary, description=summary, allow_abbrev=False)
        if name == "check":
            action.add_argument("file", metavar="FILE", type=Path, help="a taxonomy")
        if name == "migrate":
            action.add_argument(
                "--taxonomy", metavar="ID", default="", help="default: the one that was chosen"
            )
            action.add_argument("--dry-run", action="store_true", help="count only")
        add_json(action)
        add_common(action)


def execute(arguments: argparse.Namespace, console: Console) -> int:
    """Do the action.

    Returns:
        1 where labels could not be brought along, else 0.

    Raises:
        KnownError: a file is damaged or contradicts itself; nobody of that name worked here.
    """
    actions: dict[str, Callable[[argparse.Namespace, Console], int]] = {
        "list": _list,
        "check": _check,
        "migrate": _migrate,
    }
    return actions[arguments.action](arguments, console)


def _list(arguments: argparse.Namespace, console: Console) -> int:
    profile = profile_of(arguments)
    chosen = taxonomy_of(profile).id
    shelf = taxonomy_shelf(profile.where)
    found = [(path, shelf.load(name)) for name, path in sorted(shelf.paths().items())]
    if console.json:
        console.document(
            [{**_facts(one), "file": str(path), "chosen": one.id == chosen} for path, one in found]
        )
        return 0
    rows = [(one.id, str(one.version), "*" if one.id == chosen else "", str(path)) for path, one in found]
    console.say(table(("taxonomy", "version", "chosen", "file"), rows))
    return 0


def _check(arguments: argparse.Namespace, console: Console) -> int:
    taxonomy = load_taxonomy(arguments.file)
    if console.json:
        console.document(_facts(taxonomy))
        return 0
    facts = _facts(taxonomy)
    counts = ", ".join(f"{facts[name]} {name.replace('_', ' ')}" for name in list(facts)[2:])
    console.say(f"{taxonomy.id}, version {taxonomy.version}: {counts}")
    return 0


def _facts(taxonomy: Taxonomy) -> dict[str, object]:
    return {
        "id": taxonomy.id,
        "version": taxonomy.version,
        "phases": len(taxonomy.phases),
        "grades": len(taxonomy.grades),
        "arms": len(taxonomy.arms),
        "marks": sum(1 for _ in taxonomy.marks()),
        "criteria": len(taxonomy.criteria),
        "reasons": len(taxonomy.failure_reasons),
        "migrations": len(taxonomy.migrations),
    }


def _migrate(arguments: argparse.Namespace, console: Console) -> int:
    profile = profile_of(arguments)
    require_store(profile)
    taxonomy = taxonomy_of(profile, arguments.taxonomy)
    if arguments.taxonomy not in {"", taxonomy.id}:
        raise KnownError("There is no taxonomy {id}", id=arguments.taxonomy)
    count = _brought(profile, arguments, taxonomy)
    _report(count, taxonomy, console, dry=arguments.dry_run)
    return 1 if count.left else 0


def _brought(profile: Profile, arguments: argparse.Namespace, taxonomy: Taxonomy) -> _Count:
    count = _Count()
    with opened_store(profile, arguments) as store:
        for document in _behind(store, taxonomy):
            try:
                applied = apply(document, MigrateLabels(), taxonomy=taxonomy, role=store.role)
            except RefusedEditError as error:
                count.left[str(error)] += 1
                continue
            count.moved += 1
            count.codes.update(_differences(document, applied))
            if not arguments.dry_run:
                store.commit(applied, before=document, now_ns=time.time_ns())
    return count


def _behind(store: LabelStore, taxonomy: Taxonomy) -> Iterator[Document]:
    """Labels with a code that a step takes away, and those of a version that is not known here."""
    for row in store.episodes():
        document = store.load(row.record, taxonomy)
        if must_migrate(document, taxonomy) or is_newer(document, taxonomy):
            yield document


def _differences(before: Document, applied: Applied) -> Iterator[tuple[str, str, str]]:
    """Phases by what they were and became; of everything else what came and what went."""
    labels = {phase.id: phase.label for phase in applied.document.phases}
    for phase in before.phases:
        if (after := labels.get(phase.id, "")) != phase.label:
            yield "phase", phase.label, after
    was, becomes = codes_used(before), codes_used(applied.document)
    for kind in was:
        if kind.value != "phase":
            yield from ((kind.value, code, "") for code in (was[kind] - becomes[kind]).elements())
            yield from ((kind.value, "", code) for code in (becomes[kind] - was[kind]).elements())


def _report(count: _Count, taxonomy: Taxonomy, console: Console, *, dry: bool) -> None:
    lines = [
        {"kind": kind, "from": old, "to": new, "n": n} for (kind, old, new), n in sorted(count.codes.items())
    ]
    if console.json:
        left = [{"why": why, "n": n} for why, n in count.left.items()]
        console.document(
            {
                "taxonomy": taxonomy.id,
                "version": taxonomy.version,
                "dry_run": dry,
                "episodes": count.moved,
                "codes": lines,
                "left": left,
            }
        )
        return
    verb = "would be" if dry else "were"
    console.say(
        f"{count.moved} episodes {verb} brought to version {taxonomy.version} of the taxonomy {taxonomy.id}"
    )
    if lines:
        rows = [[str(cell) for cell in line.values()] for line in lines]
        console.say(table(("what", "from", "to", "labels"), rows))
    for why, n in count.left.items():
        console.note(f"{n} episodes left: {why}")
